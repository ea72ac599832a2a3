// SPDX-License-Identifier: MIT
#pragma once
/// Says a record field by field: the one place that decides which key stands in which kind.
/// `Out` writes one format. It is told the keys in the order of keys.hpp.

#include <algorithm>
#include <array>
#include <string_view>
#include <type_traits>

#include <twc/msg/message.hpp>
#include <twc/wire/checksum.hpp>
#include <twc/wire/slip.hpp>

#include "common/keys.hpp"
#include "common/show.hpp"

namespace twc::tools {

/// Where in `key_names` the name of a field stands. A field without a column does not compile.
constexpr Key key_of(std::string_view name) {
  const auto* const at = std::ranges::find(key_names, name);
  if (at == key_names.end()) throw "a field of a message has no key in keys.hpp";
  return static_cast<Key>(at - key_names.begin());
}

/// Whether a number with this key has its name beside it: `state`, `state_name`.
constexpr bool has_name_beside(Key key) {
  const auto next = static_cast<std::size_t>(key) + 1;
  if (next == key_names.size()) return false;
  constexpr std::string_view ending = "_name";
  const std::string_view name = key_names[static_cast<std::size_t>(key)];
  const std::string_view beside = key_names[next];
  return beside.size() == name.size() + ending.size() && beside.starts_with(name) &&
         beside.ends_with(ending);
}

template <typename Out>
void tell_value(Out& out, Key key, TwcId id) {
  out.id(key, id);
}
template <typename Out>
void tell_value(Out& out, Key key, Sign sign) {
  out.hex(key, static_cast<std::uint8_t>(sign));
}
template <typename Out>
void tell_value(Out& out, Key key, Centiamps current) {
  out.amps(key, current);
}
template <typename Out>
void tell_value(Out& out, Key key, std::uint8_t number) {
  out.number(key, number);
}
template <typename Out>
void tell_value(Out& out, Key key, std::uint32_t number) {
  out.number(key, number);
}
template <typename Out>
void tell_value(Out& out, Key key, msg::Command command) {
  out.number(key, command.value());
}
template <typename Out>
void tell_value(Out& out, Key key, msg::MasterPlug plug) {
  out.flag(key, plug != msg::MasterPlug::out);
}
template <typename Out, typename Enum>
requires std::is_enum_v<Enum>
void tell_value(Out& out, Key key, Enum number) {
  out.number(key, static_cast<std::underlying_type_t<Enum>>(number));
}
template <typename Out, std::size_t Size>
void tell_value(Out& out, Key key, const msg::Text<Size>& text) {
  out.text(key, text.view());
}
template <typename Out, std::size_t Size>
void tell_value(Out& out, Key key, const std::array<std::uint8_t, Size>& version) {
  out.version(key, version);
}
template <typename Out>
void tell_value(Out& out, Key key, const std::array<msg::Volts, 3>& phases) {
  out.volts(key, phases);
}
template <typename Out>
void tell_value(Out& out, Key key, const msg::MeterAmps& phases) {
  if (phases) out.phase_amps(key, *phases);
}

/// The sender and the receiver are told with the frame.
constexpr bool is_address(std::string_view name) {
  return name == "src" || name == "dst";
}

/// In a line for people. The rating is what they look for in an announcement.
constexpr bool comes_first(std::string_view name) {
  return name == "max_a";
}

template <typename Out, msg::WithFields M>
void tell_message(Out& out, const M& message) {
  msg::for_each_field<M>([&](auto at) {
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (!field.name.empty() && !is_address(field.name)) {
      constexpr Key key = key_of(field.name);
      constexpr auto name_key = static_cast<Key>(static_cast<std::size_t>(key) + 1);
      if constexpr (std::is_same_v<decltype(field), const msg::FixedByte&>) {
        out.number(key, field.value);
        out.word(name_key, field.word);
      } else {
        const auto& value = message.*field.member;
        if (field.is_told != nullptr && !(message.*field.is_told)()) return;
        tell_value(out, key, value);
        if constexpr (!field.word.empty()) {
          out.word(name_key, field.word);
        } else if constexpr (has_name_beside(key)) {
          out.word(name_key, to_string(value));
        }
      }
    }
  });
}

template <typename Out>
void tell_message(Out& out, const msg::Dangerous& m) {
  out.word(Key::danger, wire::find(m.frame.function())->danger);
}

template <typename Out>
void tell_message(Out& /*out*/, const msg::Unknown& /*m*/) {}

template <typename Out>
void tell_frame(Out& out, const Shown& shown, const wire::Frame& frame) {
  out.flag(Key::ok, true);
  if (shown.record.direction) out.word(Key::dir, to_string(*shown.record.direction));
  out.hex(Key::code, frame.bytes().first(2));
  out.word(Key::kind, to_string(frame.function()));
  if (const auto protocol = msg::protocol_of(frame)) {
    out.number(Key::protocol, static_cast<unsigned>(*protocol));
  }
  const Addresses addresses = addresses_of(*shown.message);
  if (addresses.from) out.id(Key::src, *addresses.from);
  if (addresses.to) out.id(Key::dst, *addresses.to);
  out.hex(Key::raw, frame.bytes());
  if (std::holds_alternative<wire::Recovered>(shown.record.heard)) out.flag(Key::recovered, true);
  if (shown.record.end) out.hex(Key::end, *shown.record.end);
  std::visit([&out](const auto& message) { tell_message(out, message); }, *shown.message);
}

template <typename Out>
void tell_bad_frame(Out& out, const Record& record, const wire::BadFrame& bad) {
  out.flag(Key::ok, false);
  out.word(Key::error, to_string(bad.error));
  if (record.direction) out.word(Key::dir, to_string(*record.direction));
  const wire::Unescaped body = wire::unescape(bad.wire.bytes());
  out.hex(Key::raw, body.bytes());
  if (record.end) out.hex(Key::end, *record.end);
  if (bad.error == wire::FrameError::overlong) out.number(Key::bytes, bad.wire.count());
  if (bad.error == wire::FrameError::checksum && !body.bytes().empty()) {
    out.hex(Key::expected, wire::checksum(body.bytes().first(body.bytes().size() - 1)));
    out.hex(Key::actual, body.bytes().back());
  }
}

template <typename Out>
void tell_status(Out& out, const StatusLine& status) {
  out.flag(Key::ok, true);
  out.word(Key::kind, status_kind);
  if (status.unit) out.id(Key::src, *status.unit);
  if (status.state) {
    out.number(Key::state, static_cast<std::uint8_t>(*status.state));
    out.word(Key::state_name, to_string(*status.state));
  }
  if (status.limit) out.amps(Key::limit_a, *status.limit);
  if (status.drawn) out.amps(Key::actual_a, *status.drawn);
  out.text(Key::text, status.text());
}

/// Everything but the time. False for noise, which is neither a good frame nor an error.
template <typename Out>
bool tell(Out& out, const Shown& shown) {
  if (const wire::Frame* const frame = frame_of(shown.record)) {
    tell_frame(out, shown, *frame);
    return true;
  }
  if (const auto* const bad = std::get_if<wire::BadFrame>(&shown.record.heard)) {
    tell_bad_frame(out, shown.record, *bad);
    return true;
  }
  if (const auto* const status = std::get_if<StatusLine>(&shown.record.heard)) {
    tell_status(out, *status);
    return true;
  }
  return false;
}

}  // namespace twc::tools
