// SPDX-License-Identifier: MIT
/// A record as one line for people.

#include <twc/wire/checksum.hpp>
#include <twc/wire/slip.hpp>

#include "capture/line.hpp"
#include "common/fields.hpp"
#include "common/show.hpp"

namespace twc::tools {
namespace {

constexpr std::string_view attention = "!!! ";

/// Characters from a bus: a terminal must not get what is not printable, and two spaces would begin
/// another field.
void put_text(Line& line, std::string_view text) {
  if (text.empty()) line.put("blank");
  bool was_space = false;
  for (const char c : text) {
    const bool is_space = c == ' ';
    if (c >= ' ' && c <= '~' && !(is_space && was_space)) {
      line.put(c);
    } else {
      line.say("\\x", Hex{static_cast<std::uint8_t>(c)});
    }
    was_space = is_space;
  }
}

/// The value of a field, one function for each type that fields have.
void put_value(Line& line, Sign sign) {
  line.put(Hex{static_cast<std::uint8_t>(sign)});
}
void put_value(Line& line, Centiamps current) {
  line.say(current, " A");
}
void put_value(Line& line, std::uint8_t byte) {
  line.put(Hex{byte});
}
void put_value(Line& line, std::uint16_t word) {
  line.say(Hex{static_cast<std::uint8_t>(word >> 8U)}, Hex{static_cast<std::uint8_t>(word)});
}
void put_value(Line& line, std::uint32_t number) {
  line.put(std::uint64_t{number});
}
void put_value(Line& line, msg::VinPart part) {
  line.put(std::uint64_t{static_cast<std::uint8_t>(part)});
}
void put_value(Line& line, msg::Command command) {
  line.put(to_string(command));
}
void put_value(Line& line, msg::ErrorBits bits) {
  line.put(Hex{static_cast<std::uint8_t>(bits)});
  for (unsigned mask = 1; mask <= 0x80; mask <<= 1U) {
    const auto bit = static_cast<msg::ErrorBits>(static_cast<std::uint8_t>(bits) & mask);
    const std::string_view word = to_string(bit);
    if (word != "unknown") line.say("  ", word);
  }
}
template <std::size_t Size>
void put_value(Line& line, const msg::Text<Size>& text) {
  put_text(line, text.view());
}
template <std::size_t Size>
void put_value(Line& line, const std::array<std::uint8_t, Size>& version) {
  for (std::size_t at = 0; at < version.size(); ++at) {
    if (at != 0) line.put('.');
    line.put(std::uint64_t{version[at]});
  }
}
void put_value(Line& line, const std::array<msg::Volts, 3>& phases) {
  line.say(phases[0].value, '/', phases[1].value, '/', phases[2].value, " V");
}
void put_value(Line& line, const std::array<msg::HalfAmps, 3>& phases) {
  line.say(phases[0].current(), '/', phases[1].current(), '/', phases[2].current(), " A");
}

/// A value that its name says. `label` is what a value without a name is a number of.
void put_named(Line& line, std::string_view name, std::string_view label, std::uint8_t number) {
  line.put(name);
  if (name == "unknown") line.say(' ', label, ' ', Hex{number});
}
void put_state(Line& line, msg::ChargeState state) {
  put_named(line, to_string(state), "state", static_cast<std::uint8_t>(state));
}

/// Writes the fields of one message, with two spaces between them.
class FieldWriter {
 public:
  explicit FieldWriter(Line& line) : line_{line}, start_{line.size()} {}

  template <typename M>
  void put(const M& /*message*/, const msg::FixedByte& field) {
    begin(false);
    line_.put(field.word);
  }
  template <typename M, typename Value>
  void put(const M& message, const msg::Field<M, Value>& field) {
    const Value& value = message.*field.member;
    if (field.is_told != nullptr && !(message.*field.is_told)()) return;
    if (!field.is_shown_zero && value == Value{}) return;
    put_field(field, value);
  }

 private:
  void begin(bool is_joined) {
    if (line_.size() != start_) line_.put(is_joined ? " " : "  ");
  }
  template <typename Field, typename Value>
  void put_field(const Field& field, const Value& value) {
    begin(field.is_joined);
    if (!field.word.empty()) {
      if constexpr (std::is_same_v<Value, std::uint8_t>) {
        put_named(line_, field.word, field.label, value);
      }
      return;
    }
    if (!field.label.empty()) line_.say(field.label, ' ');
    put_value(line_, value);
  }
  template <typename Field>
  void put_field(const Field& field, msg::ChargeState state) {
    begin(field.is_joined);
    put_state(line_, state);
  }
  template <typename Field>
  void put_field(const Field& field, msg::Plug plug) {
    begin(field.is_joined);
    if (plug == msg::Plug::unknown) {
      line_.put(to_string(plug));
    } else {
      put_named(line_, to_string(plug), field.label, static_cast<std::uint8_t>(plug));
    }
  }
  template <typename Field>
  void put_field(const Field& field, msg::MasterPlug plug) {
    if (plug == msg::MasterPlug::out) return;
    begin(field.is_joined);
    line_.put(field.label);
  }
  template <typename Field>
  void put_field(const Field& field, const msg::MeterAmps& amps) {
    if (!amps) return;
    begin(field.is_joined);
    put_value(line_, *amps);
  }

  Line& line_;
  std::size_t start_;
};

template <bool is_first, typename M>
void put_fields(FieldWriter& writer, const M& message) {
  msg::for_each_field<M>([&](auto at) {
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (!is_address(field.name) && comes_first(field.name) == is_first) {
      writer.put(message, field);
    }
  });
}

/// Writes the fields besides the kind and the addresses; most requests have none.
template <msg::WithFields M>
void describe(Line& line, const M& message) {
  FieldWriter writer{line};
  put_fields<true>(writer, message);
  put_fields<false>(writer, message);
}

void describe(Line& line, const msg::LegacySerial& m) {
  if (m.confirms_a_write()) {
    line.say(attention, "a unit confirms that its one-time memory was written");
  } else {
    put_text(line, m.number.view());
  }
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
  put_kind(line, start, to_string(frame.function()));
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
  if (status.state) put_state(line, *status.state);
  if (status.limit) line.say("  limit ", *status.limit, " A");
  if (status.drawn) line.say("  draws ", *status.drawn, " A");
  if (status.command) {
    line.say("  master ", to_string(*status.command));
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
  if (direction && direction != Direction::received) line.say("  [", to_string(*direction), ']');
  if (!color.empty()) line.put("\x1b[0m");
  out += line.view();
}

}  // namespace twc::tools
