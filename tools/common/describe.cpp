/// A record as one line for people.

#include <twc/wire/checksum.hpp>
#include <twc/wire/slip.hpp>

#include "capture/line.hpp"
#include "common/names.hpp"
#include "common/show.hpp"

namespace twc::tools {
namespace {

constexpr std::string_view attention = "!!! ";

/// Characters from a bus: a terminal must not get what is not printable.
void put_text(Line& line, std::string_view text) {
  if (text.empty()) line.put("blank");
  for (const char c : text) {
    if (c >= ' ' && c <= '~') {
      line.put(c);
    } else {
      line.say("\\x", Hex{static_cast<std::uint8_t>(c)});
    }
  }
}

void put_version(Line& line, std::span<const std::uint8_t> parts) {
  for (std::size_t at = 0; at < parts.size(); ++at) {
    if (at != 0) line.put('.');
    line.put(parts[at]);
  }
}

void put_plug(Line& line, msg::MasterPlug plug) {
  if (plug != msg::MasterPlug::out) line.put("  master plugged");
}

/// Tells what the message says besides its kind and its addresses; most requests say nothing.
template <typename M>
void describe(Line& line, const M& m) {
  if constexpr (requires { m.sign; }) {
    if constexpr (requires { m.maximum; }) line.say("max ", m.maximum, " A  ");
    line.say("sign ", Hex{static_cast<std::uint8_t>(m.sign)});
    if constexpr (requires { m.claimed; }) {
      if (m.claimed != Centiamps{}) line.say("  claims ", m.claimed, " A");
    }
  }
  if constexpr (requires { m.part; }) line.say("part ", static_cast<unsigned>(m.part));
  if constexpr (requires { m.version; }) put_version(line, m.version);
}

void describe(Line& line, const msg::MasterHeartbeat& m) {
  line.put(name_of(m.command));
  if (m.command.has_limit()) line.say(' ', m.limit, " A");
  put_plug(line, m.plug);
}

void describe(Line& line, const msg::MasterError& m) {
  const auto bits = static_cast<std::uint8_t>(m.bits);
  const auto has = [bits](msg::ErrorBits bit) { return (bits & static_cast<unsigned>(bit)) != 0; };
  line.say("error ", Hex{bits});
  if (has(msg::ErrorBits::rotary_switch)) line.put("  wrong rotary switch");
  if (has(msg::ErrorBits::too_many_slaves)) line.put("  more than three slaves");
  if (has(msg::ErrorBits::differing_rating)) line.put("  maximum currents differ");
  put_plug(line, m.plug);
}

void describe(Line& line, const msg::UnlistedCommand& m) {
  line.say("unknown command ", Hex{m.command}, "  argument ",
           Hex{static_cast<std::uint8_t>(m.argument >> 8U)},
           Hex{static_cast<std::uint8_t>(m.argument)});
  put_plug(line, m.plug);
}

void describe(Line& line, const msg::SlaveHeartbeat& m) {
  const std::string_view name = name_of(m.state);
  line.put(name);
  if (name == "unknown") line.say(" state ", Hex{static_cast<std::uint8_t>(m.state)});
  line.say("  limit ", m.limit, " A  draws ", m.drawn, " A");
}

void describe(Line& line, const msg::Meter& m) {
  line.say("energy ", m.energy_raw, "  ", m.volts[0].value, '/', m.volts[1].value, '/',
           m.volts[2].value, " V");
  if (!m.amps) return;
  const auto& amps = *m.amps;
  line.say("  ", amps[0].current(), '/', amps[1].current(), '/', amps[2].current(), " A");
}

void describe(Line& line, const msg::Serial& m) {
  put_text(line, m.number.view());
}

void describe(Line& line, const msg::Vin& m) {
  line.say("part ", static_cast<unsigned>(m.part), "  ");
  put_text(line, m.text.view());
}

void describe(Line& line, const msg::PlugState& m) {
  line.put(name_of(m.plug));
  if (m.plug > msg::Plug::plugged) line.say(" state ", Hex{static_cast<std::uint8_t>(m.plug)});
}

void describe(Line& line, const msg::LegacySerial& m) {
  const auto& chars = m.number.chars();
  if (chars[0] == '\x01' && chars[1] == '\0') {
    line.say(attention, "a unit confirms that its one-time memory was written");
    return;
  }
  put_text(line, m.number.view());
}

void describe(Line& line, const msg::LegacyModel& m) {
  put_text(line, m.model.view());
}

void describe(Line& line, const msg::Dangerous& m) {
  line.say(attention, wire::find(m.frame.function())->danger, "  ", m.frame.bytes());
}

void describe(Line& line, const msg::Unknown& m) {
  if (wire::find(m.frame.function()) != nullptr) line.say("unusual length ", m.frame.size(), "  ");
  line.put(m.frame.bytes());
}

/// The widths of the columns. The longest kinds, the old requests, push their fields to the right.
constexpr std::size_t address_width = 11;
constexpr std::size_t kind_width = 17;
constexpr std::size_t gap = 2;

void put_addresses(Line& line, const Addresses& addresses) {
  if (addresses.from) {
    line.say(*addresses.from, " > ");
    if (!addresses.to) line.put('*');
  } else {
    line.put('-');
  }
  if (addresses.to) line.put(*addresses.to);
}

/// `kind`, and the place where the fields begin.
void put_kind(Line& line, std::size_t start, std::string_view kind) {
  line.pad_to(start + address_width + gap);
  line.put(kind);
  line.say(' ', ' ');
  line.pad_to(start + address_width + gap + kind_width + gap);
}

void put_frame(Line& line, const Shown& shown, const wire::Frame& frame) {
  const std::size_t start = line.size();
  put_addresses(line, addresses_of(*shown.message));
  put_kind(line, start, kind_of(frame));
  std::visit([&line](const auto& message) { describe(line, message); }, *shown.message);
  line.trim();
  if (std::holds_alternative<wire::Recovered>(shown.record.heard)) line.put("  [recovered]");
}

std::string_view title_of(wire::FrameError error) {
  switch (error) {
    case wire::FrameError::checksum: return "bad checksum";
    case wire::FrameError::length: return "bad length";
    case wire::FrameError::escape: return "bad escape";
    case wire::FrameError::overlong: return "overlong";
    case wire::FrameError::truncated: return "truncated";
  }
  return "bad frame";
}

void put_bad_frame(Line& line, const wire::BadFrame& bad) {
  const std::size_t start = line.size();
  const wire::Unescaped body = wire::unescape(bad.wire.bytes());
  const Bytes bytes = body.bytes();
  line.put('?');
  put_kind(line, start, title_of(bad.error));
  if (bad.error == wire::FrameError::checksum && !bytes.empty()) {
    const std::uint8_t want = wire::checksum(bytes.first(bytes.size() - 1));
    if (bytes.back() == want) {
      line.say("first byte ", Hex{bytes.front()}, " is none of FB FC FD  ");
    } else {
      line.say("got ", Hex{bytes.back()}, " want ", Hex{want}, "  ");
    }
  } else {
    const bool is_whole = bad.wire.count() <= wire::Stretch::capacity;
    line.say(is_whole ? bytes.size() : bad.wire.count(), " bytes  ");
  }
  line.put(bytes);
  if (bad.wire.count() > wire::Stretch::capacity) line.put("...");
}

void put_noise(Line& line, const wire::Noise& noise) {
  const std::size_t start = line.size();
  line.put('-');
  put_kind(line, start, "noise");
  line.put(noise.wire.bytes());
  if (noise.wire.count() > wire::Stretch::capacity) {
    line.say("...  ", noise.wire.count(), " bytes");
  }
}

void put_status(Line& line, const StatusLine& status) {
  const std::size_t start = line.size();
  status.unit ? line.say(*status.unit, " > *") : line.put('-');
  put_kind(line, start, "status");
  if (status.state) {
    const std::string_view name = name_of(*status.state);
    line.put(name);
    if (name == "unknown") line.say(" state ", Hex{static_cast<std::uint8_t>(*status.state)});
  }
  if (status.limit) line.say("  limit ", *status.limit, " A");
  if (status.drawn) line.say("  draws ", *status.drawn, " A");
  if (status.command) {
    line.say("  master ", name_of(*status.command));
    if (status.command->has_limit() && status.offered) line.say(' ', *status.offered, " A");
  }
  if (!status.state) put_text(line, status.text());
}

/// The terminal's words for a colour; empty for none.
std::string_view color_of(const Shown& shown) {
  if (shown.message && std::holds_alternative<msg::Dangerous>(*shown.message)) return "\x1b[1;31m";
  if (std::holds_alternative<wire::BadFrame>(shown.record.heard)) return "\x1b[31m";
  if (std::holds_alternative<wire::Recovered>(shown.record.heard)) return "\x1b[33m";
  if (shown.record.direction == Direction::echo) return "\x1b[2m";
  return {};
}

}  // namespace

void append_text(std::string& out, const Shown& shown, Paint paint) {
  Line line;
  const std::string_view color = paint == Paint::colored ? color_of(shown) : std::string_view{};
  line.put(color);
  if (const wire::Frame* const frame = frame_of(shown.record)) {
    put_frame(line, shown, *frame);
  } else if (const auto* const bad = std::get_if<wire::BadFrame>(&shown.record.heard)) {
    put_bad_frame(line, *bad);
  } else if (const auto* const status = std::get_if<StatusLine>(&shown.record.heard)) {
    put_status(line, *status);
  } else {
    put_noise(line, std::get<wire::Noise>(shown.record.heard));
  }
  const auto direction = shown.record.direction;
  if (direction && direction != Direction::received) line.say("  [", name_of(*direction), ']');
  if (!color.empty()) line.put("\x1b[0m");
  out += line.view();
}

}  // namespace twc::tools
