// SPDX-License-Identifier: MIT
#include "capture/shown.hpp"

#include <algorithm>

#include <twc/msg/message.hpp>
#include <twc/wire/slip.hpp>

#include "capture/clock_text.hpp"
#include "capture/spelled_bytes.hpp"
#include "capture/words.hpp"
#include "common/fields.hpp"

namespace twc::tools {
namespace {

constexpr std::string_view recovered_mark = "  [recovered]";

struct Ends {
  TwcId from{};
  TwcId to{};
};

template <typename Value, typename Make>
std::optional<Value> find_named(std::string_view name, Make make) {
  for (unsigned byte = 0; byte <= 0xFF; ++byte) {
    const std::optional<Value> value = make(static_cast<std::uint8_t>(byte));
    if (value && to_string(*value) == name) return value;
  }
  return std::nullopt;
}

/// Characters as they are shown: `blank` for none, `\xNN` for what is not printable.
template <std::size_t Size>
void read_value(Words& words, msg::Text<Size>& text) {
  std::string_view shown = words.rest();
  shown.remove_prefix(std::min(shown.find_first_not_of(' '), shown.size()));
  std::array<char, Size> chars{};
  if (shown == "blank") shown = {};
  for (std::size_t at = 0; at < Size && !shown.empty(); ++at) {
    std::size_t taken = 1;
    chars[at] = shown.front();
    if (shown.starts_with("\\x") && shown.size() >= 4) {
      Words digits{shown.substr(2, 2)};
      chars[at] = static_cast<char>(digits.hex_byte());
      taken = 4;
    }
    shown.remove_prefix(taken);
  }
  if (!shown.empty()) words.fail();
  text = msg::Text<Size>{chars};
}

void read_value(Words& words, Sign& sign) {
  sign = Sign{words.hex_byte()};
}
void read_value(Words& words, Centiamps& current) {
  current = words.amps();
  static_cast<void>(words.skip("A"));
}
void read_value(Words& words, std::uint8_t& byte) {
  byte = words.hex_byte();
}
void read_value(Words& words, std::uint32_t& number) {
  number = words.decimal<std::uint32_t>();
}
void read_value(Words& words, msg::VinPart& part) {
  const auto number = words.decimal<std::uint8_t>();
  if (number < 1 || number > 3) words.fail();
  part = msg::VinPart{number};
}
void read_value(Words& words, msg::Command& command) {
  const auto known = find_named<msg::Command>(words.any_word(), msg::Command::of);
  if (!known) words.fail();
  command = known.value_or(msg::Command::none);
}
/// The bits tell the words behind them.
void read_value(Words& words, msg::ErrorBits& bits) {
  bits = msg::ErrorBits{words.hex_byte()};
  for (unsigned mask = 1; mask <= 0x80; mask <<= 1U) {
    static_cast<void>(words.skip(to_string(static_cast<msg::ErrorBits>(mask))));
  }
}
template <std::size_t Size>
void read_value(Words& words, std::array<std::uint8_t, Size>& version) {
  for (std::size_t part = 0; part < Size; ++part) {
    if (part > 0) words.word(".");
    version[part] = words.decimal<std::uint8_t>();
  }
}
void read_value(Words& words, std::array<msg::Volts, 3>& phases) {
  for (std::size_t phase = 0; phase < phases.size(); ++phase) {
    if (phase > 0) words.word("/");
    phases[phase] = msg::Volts{words.decimal<std::uint16_t>()};
  }
  words.word("V");
}
void read_value(Words& words, msg::MeterAmps& phases) {
  constexpr unsigned hundredths_a_step = 50;
  if (words.rest().find('.') == std::string_view::npos) return;
  auto& amps = phases.emplace();
  for (std::size_t phase = 0; phase < amps.size(); ++phase) {
    if (phase > 0) words.word("/");
    amps[phase] =
        msg::HalfAmps{static_cast<std::uint8_t>(words.amps().value() / hundredths_a_step)};
  }
}

/// `charging`, or `unknown state 0B` for a value without a name.
template <typename Enum>
void read_named(Words& words, std::string_view label, Enum& value) {
  const std::string_view name = words.any_word();
  if (name == "unknown" && words.skip(label)) {
    value = Enum{words.hex_byte()};
    return;
  }
  const auto known =
      find_named<Enum>(name, [](std::uint8_t byte) { return std::optional{Enum{byte}}; });
  const bool has_name = known && (name != "unknown" || std::is_same_v<Enum, msg::Plug>);
  if (!has_name) words.fail();
  value = known.value_or(Enum{});
}

template <typename M>
void read_field(Words& words, M& /*message*/, const msg::FixedByte& field) {
  words.word(field.word);
}
template <typename M, typename Value>
void read_field(Words& words, M& message, const msg::Field<M, Value>& field) {
  Value& value = message.*field.member;
  if (field.is_told != nullptr && !(message.*field.is_told)()) return;
  if constexpr (std::is_same_v<Value, msg::ChargeState> || std::is_same_v<Value, msg::Plug>) {
    read_named(words, field.label, value);
  } else if constexpr (std::is_same_v<Value, msg::MasterPlug>) {
    if (words.skip(field.label)) value = msg::MasterPlug::in;
  } else {
    const bool is_there = words.skip(field.label);
    if (!is_there && !field.is_shown_zero) return;
    if (!is_there) words.fail();
    read_value(words, value);
  }
}

template <bool is_first, typename M>
void read_fields_of(Words& words, M& message, Ends ends) {
  msg::for_each_field<M>([&](auto at) {
    constexpr const auto& field = std::get<at()>(M::fields);
    if constexpr (field.name == "src") {
      message.*field.member = ends.from;
    } else if constexpr (field.name == "dst") {
      message.*field.member = ends.to;
    } else if constexpr (comes_first(field.name) == is_first) {
      read_field(words, message, field);
    }
  });
}

/// The frame of a message whose fields `words` has, in the length of Protocol 2 where it has two;
/// nothing is sent.
template <msg::detail::Encodable M>
std::optional<wire::Frame> read_message(Words words, Ends ends) {
  M message;
  read_fields_of<true>(words, message, ends);
  read_fields_of<false>(words, message, ends);
  if (!words.are_good()) return std::nullopt;
  return msg::detail::write(message, msg::detail::only_size(message));
}

struct ReadKind {
  bool is_known = false;
  std::optional<wire::Frame> frame;
};

/// Several messages may have the name of one kind: the first one that fits.
ReadKind read_kind(std::string_view kind, std::string_view fields, Ends ends) {
  ReadKind found;
  msg::for_each_kind([&]<typename M>(std::type_identity<M>) {
    if constexpr (msg::detail::Encodable<M>) {
      if (msg::detail::row_of<M>.kind != kind) return;
      found.is_known = true;
      if (!found.frame) found.frame = read_message<M>(Words{fields}, ends);
    }
  });
  return found;
}

/// The hex at the end of a line, which some kinds have.
SpelledBytes last_word(std::string_view text) {
  const std::size_t blank = text.find_last_of(' ');
  return SpelledBytes{blank == std::string_view::npos ? text : text.substr(blank + 1)};
}

std::optional<wire::Event> read_frame(std::string_view kind, std::string_view fields, Ends ends) {
  const SpelledBytes raw = last_word(fields);
  const ReadKind read = read_kind(kind, fields, ends);
  const bool shows_bytes = read.is_known || kind == "unknown" || kind == "dangerous";
  if (shows_bytes && raw.bytes().size() >= wire::Frame::shortest) return judge_body(raw.bytes());
  return read.frame ? std::optional<wire::Event>{*read.frame} : std::nullopt;
}

/// `?` and the cause, or `-` and noise.
std::optional<wire::Event> read_damage(std::string_view text) {
  const SpelledBytes raw = last_word(text);
  if (raw.bytes().empty()) return std::nullopt;
  if (text.starts_with("noise ")) return wire::Noise{wire::Stretch{raw.bytes()}};
  const bool is_truncated = text.starts_with("truncated ");
  const bool is_known = is_truncated || text.starts_with("bad ") || text.starts_with("overlong ");
  if (!is_known) return std::nullopt;
  const auto wire = wire::escape(raw.bytes());
  return is_truncated ? wire::Event{wire::BadFrame{wire::FrameError::truncated, wire}}
                      : wire::judge(wire);
}

/// Takes `[tx]` or `[echo]` off the end.
std::optional<Direction> take_mark(std::string_view& text) {
  for (const Direction direction : {Direction::sent, Direction::echo}) {
    const std::string_view name = to_string(direction);
    const std::size_t size = name.size() + 4;
    if (!text.ends_with(']') || text.size() < size) continue;
    const std::string_view mark = text.substr(text.size() - size);
    if (!mark.starts_with("  [") || mark.substr(3, name.size()) != name) continue;
    text.remove_suffix(size);
    return direction;
  }
  return std::nullopt;
}

/// A line of a player with -v; before its name journald puts a time, behind it the process.
struct Prefix {
  bool is_player = false;
  Stamp when;
};
Prefix take_prefix(std::string_view& line) {
  Prefix prefix;
  const std::size_t at = line.find("twc-fake");
  if (at != std::string_view::npos) {
    const std::size_t colon = line.find(": ", at);
    if (colon == std::string_view::npos) return prefix;
    prefix = {true, find_time_of_day(line.substr(0, at))};
    line.remove_prefix(colon + 2);
    return prefix;
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  DateHabit own;
  if (const auto moment = take_moment(line, own)) {
    prefix.when = *moment;
  } else {
    const bool is_negative = line.starts_with('-');
    std::string_view number = line.substr(is_negative ? 1 : 0);
    if (number.find('.') < 8 && take_seconds(number)) line = number;  // -t d and -t z
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return prefix;
}

}  // namespace

std::optional<ShownLine> parse_shown_line(std::string_view line) {
  const Prefix prefix = take_prefix(line);
  ShownLine shown{.when = prefix.when, .direction = {}, .heard = {}};
  shown.direction = take_mark(line);
  if (!shown.direction && prefix.is_player) shown.direction = Direction::received;
  const bool is_recovered = line.ends_with(recovered_mark);
  if (is_recovered) line.remove_suffix(recovered_mark.size());
  if (line.starts_with("? ") || line.starts_with("- ")) {
    Words words{line.substr(1)};
    words.skip("");
    shown.heard = read_damage(words.rest());
    if (shown.heard) return shown;
  }
  Words words{line};
  Ends ends;
  if (!words.skip("- ")) {
    ends.from = words.id();
    words.word(">");
    if (!words.skip("*")) ends.to = words.id();
  }
  const std::string_view kind = words.any_word();
  if (!words.are_good() || kind.empty()) return std::nullopt;
  shown.heard = read_frame(kind, words.rest(), ends);
  if (!shown.heard) return std::nullopt;
  if (is_recovered) shown.heard.reset();
  return shown;
}

}  // namespace twc::tools
