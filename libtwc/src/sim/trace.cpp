// SPDX-License-Identifier: MIT
#include <array>

#include <twc/sim/trace.hpp>

namespace twc::sim {
namespace {

void append_hex(std::string& text, Bytes bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  for (const std::uint8_t byte : bytes) {
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
}

/// Seconds with six decimals, and no sign: the first day of a clock begins at its zero.
void append_seconds(std::string& text, Time at) {
  constexpr Duration::rep second = 1'000'000;
  const Duration::rep since = at.time_since_epoch().count();
  const std::string fraction = std::to_string(since % second);
  text += std::to_string(since / second) + '.' + std::string(6 - fraction.size(), '0') + fraction;
}

std::string_view name_of(wire::FrameError error) {
  constexpr std::array<std::string_view, 5> names{"checksum", "length", "escape", "overlong",
                                                  "truncated"};
  return names.at(static_cast<std::size_t>(error));
}

char kind_of(const wire::Event& event) {
  if (std::holds_alternative<wire::BadFrame>(event)) return 'B';
  return std::holds_alternative<wire::Noise>(event) ? 'N' : 'R';
}

}  // namespace

void Trace::sent(Time now, PortId by, const wire::Frame& frame) {
  if (by == port_) keep({.at = now, .kind = 'T', .event = frame, .end_byte = std::nullopt});
}

void Trace::missed(Time now, PortId by, const Transmission& what) {
  if (by == port_) keep({.at = now, .kind = '#', .event = what.frame, .end_byte = std::nullopt});
}

void Trace::heard(Time now, PortId by, const wire::Event& event, const Transmission& cause) {
  if (by != port_) return;
  if (const auto* const end = std::get_if<wire::TrailingByte>(&event)) {
    if (!records_.empty() && records_.back().kind != '#') records_.back().end_byte = end->value;
    return;
  }
  const bool is_echo = cause.from == port_ && std::holds_alternative<wire::Frame>(event);
  keep({.at = now,
        .kind = is_echo ? 'E' : kind_of(event),
        .event = event,
        .end_byte = std::nullopt});
}

void Trace::keep(const Record& record) {
  if (records_.size() == kept_) records_.pop_front();
  records_.push_back(record);
}

std::string Trace::text() const {
  std::string text = "# twclog 1 clock=day\n";
  for (const Record& record : records_) append(text, record);
  return text;
}

void Trace::append(std::string& text, const Record& record) {
  if (record.kind == '#') text += "# missed: ";
  text += '(';
  append_seconds(text, record.at);
  text += ") bus0 ";
  text += record.kind == '#' ? 'R' : record.kind;
  text += ' ';
  if (const auto* const frame = std::get_if<wire::Frame>(&record.event)) {
    append_hex(text, frame->bytes());
  } else if (const auto* const noise = std::get_if<wire::Noise>(&record.event)) {
    append_hex(text, noise->wire.bytes());
  } else if (const auto* const bad = std::get_if<wire::BadFrame>(&record.event)) {
    append_hex(text, bad->wire.bytes());
    text += ' ';
    text += name_of(bad->error);
  }
  if (record.end_byte && std::holds_alternative<wire::Frame>(record.event)) {
    text += ' ';
    append_hex(text, {&*record.end_byte, 1});
  }
  text += '\n';
}

}  // namespace twc::sim
