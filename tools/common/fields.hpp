#pragma once
/// Says a record field by field: the one place that decides which key stands in which kind.
/// `Out` writes one format. It is told the keys in the order of keys.hpp.

#include <span>

#include <twc/msg/message.hpp>
#include <twc/wire/checksum.hpp>
#include <twc/wire/slip.hpp>

#include "common/keys.hpp"
#include "common/names.hpp"
#include "common/show.hpp"

namespace twc::tools {

template <typename Out, typename M>
void tell_message(Out& out, const M& m) {
  if constexpr (requires { m.sign; }) out.hex(Key::sign, static_cast<std::uint8_t>(m.sign));
  if constexpr (requires { m.maximum; }) out.amps(Key::max_a, m.maximum);
  if constexpr (requires { m.energy_raw; }) {
    out.number(Key::energy_raw, m.energy_raw);
    out.volts(Key::voltage_v, m.volts);
    if (m.amps) out.phase_amps(Key::current_a, *m.amps);
  }
  if constexpr (requires { m.version; }) out.version(Key::version, m.version);
  if constexpr (requires { m.number; }) out.text(Key::serial, m.number.view());
  if constexpr (requires { m.part; }) out.number(Key::part, static_cast<unsigned>(m.part));
  if constexpr (requires { m.text; }) out.text(Key::text, m.text.view());
  if constexpr (requires { m.model; }) out.text(Key::model, m.model.view());
}

template <typename Out>
void tell_message(Out& out, const msg::MasterHeartbeat& m) {
  out.number(Key::command, m.command.value());
  out.word(Key::command_name, name_of(m.command));
  if (m.command.has_limit()) out.amps(Key::limit_a, m.limit);
  out.flag(Key::master_plugged, m.plug != msg::MasterPlug::out);
}

template <typename Out>
void tell_message(Out& out, const msg::MasterError& m) {
  out.number(Key::command, msg::MasterError::command);
  out.word(Key::command_name, "error");
  out.number(Key::error_bits, static_cast<std::uint8_t>(m.bits));
  out.flag(Key::master_plugged, m.plug != msg::MasterPlug::out);
}

template <typename Out>
void tell_message(Out& out, const msg::UnlistedCommand& m) {
  out.number(Key::command, m.command);
  out.word(Key::command_name, "unknown");
  out.flag(Key::master_plugged, m.plug != msg::MasterPlug::out);
}

template <typename Out>
void tell_message(Out& out, const msg::SlaveHeartbeat& m) {
  out.number(Key::state, static_cast<std::uint8_t>(m.state));
  out.word(Key::state_name, name_of(m.state));
  out.amps(Key::limit_a, m.limit);
  out.amps(Key::actual_a, m.drawn);
}

template <typename Out>
void tell_message(Out& out, const msg::PlugState& m) {
  out.number(Key::plug, static_cast<std::uint8_t>(m.plug));
  out.word(Key::plug_name, name_of(m.plug));
}

template <typename Out>
void tell_message(Out& out, const msg::Dangerous& m) {
  out.word(Key::danger, wire::find(m.frame.function())->danger);
}

template <typename Out>
void tell_frame(Out& out, const Shown& shown, const wire::Frame& frame) {
  out.flag(Key::ok, true);
  if (shown.record.direction) out.word(Key::dir, name_of(*shown.record.direction));
  out.hex(Key::code, frame.bytes().first(2));
  out.word(Key::kind, kind_of(frame));
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
  out.word(Key::error, name_of(bad.error));
  if (record.direction) out.word(Key::dir, name_of(*record.direction));
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
    out.word(Key::state_name, name_of(*status.state));
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
