// SPDX-License-Identifier: MIT
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

namespace {

template <msg::WithFields M>
Addresses addresses_in(const M& message) {
  Addresses addresses;
  msg::for_each_field<M>([&](auto at) {
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (field.name == "src") addresses.from = message.*field.member;
    if constexpr (field.name == "dst") addresses.to = message.*field.member;
  });
  return addresses;
}
Addresses addresses_in(const msg::Dangerous& /*message*/) {
  return {};
}
Addresses addresses_in(const msg::Unknown& /*message*/) {
  return {};
}

}  // namespace

Addresses addresses_of(const msg::Message& message) {
  return std::visit([](const auto& one) { return addresses_in(one); }, message);
}

}  // namespace twc::tools
