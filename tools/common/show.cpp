#include "common/show.hpp"

namespace twc::tools {

Shown decode(const Record& record) {
  Shown shown{.record = record, .message = {}};
  if (const wire::Frame* const frame = frame_of(record)) shown.message = msg::decode(*frame);
  return shown;
}

const wire::Frame* frame_of(const Record& record) {
  if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) return frame;
  if (const auto* const recovered = std::get_if<wire::Recovered>(&record.heard)) {
    return &recovered->frame;
  }
  return nullptr;
}

std::string_view kind_of(const wire::Frame& frame) {
  const wire::FunctionInfo* const info = wire::find(frame.function());
  return info != nullptr ? info->kind : "unknown";
}

Addresses addresses_of(const msg::Message& message) {
  return std::visit(
      [](const auto& m) {
        Addresses addresses;
        if constexpr (requires { m.from; }) addresses.from = m.from;
        if constexpr (requires { m.to; }) addresses.to = m.to;
        return addresses;
      },
      message);
}

}  // namespace twc::tools
