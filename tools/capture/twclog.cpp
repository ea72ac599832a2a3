// SPDX-License-Identifier: MIT
#include "capture/twclog.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <twc/wire/slip.hpp>

#include "capture/body.hpp"
#include "capture/clock_text.hpp"
#include "capture/line.hpp"

namespace twc::tools {
namespace {

struct Named {
  std::string_view name;
  std::uint8_t value;
};
template <typename Value>
constexpr Named named(std::string_view name, Value value) {
  return {name, static_cast<std::uint8_t>(value)};
}

constexpr auto causes = std::to_array({
    named("checksum", wire::FrameError::checksum),
    named("length", wire::FrameError::length),
    named("escape", wire::FrameError::escape),
    named("overlong", wire::FrameError::overlong),
    named("truncated", wire::FrameError::truncated),
});
constexpr auto directions = std::to_array({
    named("rx", Direction::received),
    named("tx", Direction::sent),
    named("echo", Direction::echo),
});
constexpr auto clocks = std::to_array({
    named("clock=none", Clock::none),
    named("clock=day", Clock::day),
    named("clock=epoch", Clock::epoch),
});

template <typename Value, std::size_t Size>
std::optional<Value> value_of(const std::array<Named, Size>& table, std::string_view name) {
  const auto* const row = std::ranges::find(table, name, &Named::name);
  if (row == table.end()) return std::nullopt;
  return static_cast<Value>(row->value);
}

template <typename Value, std::size_t Size>
std::string_view name_of(const std::array<Named, Size>& table, Value value) {
  return std::ranges::find(table, static_cast<std::uint8_t>(value), &Named::value)->name;
}

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// A loop of its own: find_first_of() calls memchr for each character.
std::string_view take_word(std::string_view& text) {
  std::size_t begin = 0;
  while (begin < text.size() && is_blank(text[begin])) ++begin;
  std::size_t end = begin;
  while (end < text.size() && !is_blank(text[end])) ++end;
  const std::string_view word = text.substr(begin, end - begin);
  text.remove_prefix(end);
  return word;
}

constexpr std::uint8_t no_digit = 16;
constexpr auto digit_values = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(no_digit);
  for (std::uint8_t value = 0; value < no_digit; ++value) {
    values[static_cast<std::uint8_t>("0123456789ABCDEF"[value])] = value;
    values[static_cast<std::uint8_t>("0123456789abcdef"[value])] = value;
  }
  return values;
}();

/// The bytes that a word in hex begins with.
class HexWord {
 public:
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only the first size_ are ever read
  explicit HexWord(std::string_view word) : length_{word.size()} {
    const auto value_at = [word](std::size_t at) {
      return digit_values[static_cast<std::uint8_t>(word[at])];
    };
    for (; 2 * size_ + 1 < word.size() && size_ < bytes_.size(); ++size_) {
      const unsigned high = value_at(2 * size_);
      const unsigned low = value_at((2 * size_) + 1);
      if ((high | low) >= no_digit) break;
      bytes_[size_] = static_cast<std::uint8_t>((high << 4U) | low);
    }
  }

  [[nodiscard]] Bytes bytes() const { return Bytes{bytes_}.first(size_); }
  /// The word is nothing else.
  [[nodiscard]] bool is_whole() const { return size_ > 0 && 2 * size_ == length_; }

 private:
  std::array<std::uint8_t, 2048> bytes_;  // as many as fit into a line
  std::size_t size_ = 0;
  std::size_t length_;
};

/// A frame record: R, T or E.
void parse_frame(TwclogRecord& record, const HexWord& body, std::string_view rest) {
  const Bytes bytes = body.bytes();
  if (!body.is_whole() || bytes.size() < wire::Frame::shortest) {
    record.heard = wire::BadFrame{wire::FrameError::truncated, wire::escape(bytes)};
    return;
  }
  record.heard = judge_body(bytes);
  const HexWord end{take_word(rest)};
  if (end.is_whole() && end.bytes().size() == 1) record.end = end.bytes()[0];
}

void recount(wire::Stretch& stretch, std::string_view word) {
  std::size_t count = 0;
  const char* const end = word.data() + word.size();
  const auto parsed = std::from_chars(word.data(), end, count);
  if (parsed.ec == std::errc{} && parsed.ptr == end) stretch.recount(count);
}

void parse_noise(TwclogRecord& record, const HexWord& bytes, std::string_view rest) {
  wire::Noise noise{wire::Stretch{bytes.bytes()}};
  recount(noise.wire, take_word(rest));
  record.heard = noise;
}

wire::FrameError cause_of(const wire::Stretch& stretch) {
  const wire::Event event = wire::judge(stretch);
  const auto* const bad = std::get_if<wire::BadFrame>(&event);
  return bad != nullptr ? bad->error : wire::FrameError::truncated;
}

void parse_bad(TwclogRecord& record, const HexWord& bytes, std::string_view rest) {
  wire::BadFrame bad{wire::FrameError::truncated, wire::Stretch{bytes.bytes()}};
  std::optional<wire::FrameError> cause;
  for (auto word = take_word(rest); !word.empty(); word = take_word(rest)) {
    if (const auto named = value_of<wire::FrameError>(causes, word)) cause = named;
    if (const auto named = value_of<Direction>(directions, word)) record.direction = named;
    recount(bad.wire, word);
  }
  // The lengths of frames were learned over time: a record of an older version may hold one.
  const wire::Event judged = bad.wire.empty() ? wire::Event{bad} : wire::judge(bad.wire);
  if (cause == wire::FrameError::length && std::holds_alternative<wire::Frame>(judged)) {
    record.heard = judged;
    if (!record.direction) record.direction = Direction::received;
    return;
  }
  bad.error = cause ? *cause : cause_of(bad.wire);
  record.heard = bad;
}

/// The body of a line, behind the name of the bus. False for a kind that does not exist.
bool parse_kind(TwclogRecord& record, std::string_view kind, std::string_view rest) {
  constexpr std::string_view kinds = "RTE";  // as in Direction
  constexpr std::string_view all = "RTENB";
  if (kind.size() != 1 || all.find(kind) == std::string_view::npos) return false;
  const HexWord first{take_word(rest)};
  if (first.bytes().empty()) return false;
  // A body has no delimiter: this is another log, with an index before its T.
  const bool is_body = kinds.find(kind) != std::string_view::npos;
  if (is_body && first.bytes().front() == wire::slip_end) return false;
  if (kind == "N") {
    parse_noise(record, first, rest);
  } else if (kind == "B") {
    parse_bad(record, first, rest);
  } else {
    record.direction = static_cast<Direction>(kinds.find(kind));
    parse_frame(record, first, rest);
  }
  return true;
}

std::optional<TwclogRecord> parse_record(std::string_view line, Clock clock) {
  if (!line.starts_with('(')) return std::nullopt;
  line.remove_prefix(1);
  const auto time = take_seconds(line);
  if (!time || !line.starts_with(") ")) return std::nullopt;
  line.remove_prefix(1);
  take_word(line);  // the name of the bus
  TwclogRecord record;
  record.when = {clock, clock == Clock::none ? 0 : *time};
  const std::string_view kind = take_word(line);
  if (!parse_kind(record, kind, line)) return std::nullopt;
  return record;
}

}  // namespace

std::optional<TwclogParser::Line> TwclogParser::parse(std::string_view line) {
  if (auto record = parse_record(line, clock_)) {
    is_twclog_ = true;
    return *record;
  }
  if (line.starts_with("# twclog ")) {
    is_twclog_ = true;
    clock_ = Clock::epoch;
    for (auto word = take_word(line); !word.empty(); word = take_word(line)) {
      clock_ = value_of<Clock>(clocks, word).value_or(clock_);
    }
    return Comment{};
  }
  if (is_twclog_ && line.starts_with('#')) return Comment{};
  return std::nullopt;
}

namespace {

void put_record(Line& line, const Record& record) {
  constexpr std::int64_t latest = 999'999'999'999'999'999;  // that can be read again
  const auto microseconds =
      static_cast<std::uint64_t>(std::clamp<std::int64_t>(record.when.microseconds, 0, latest));
  line.say('(', microseconds / one_second, '.', Padded{microseconds % one_second, 6}, ") bus0 ");
  if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) {
    constexpr std::string_view letters = "RTE";  // as in Direction
    const auto direction = record.direction.value_or(Direction::received);
    line.say(letters[static_cast<std::size_t>(direction)], ' ', frame->bytes());
    if (record.end) line.say(' ', Hex{*record.end});
    return;
  }
  const auto* const bad = std::get_if<wire::BadFrame>(&record.heard);
  const wire::Stretch& wire = bad != nullptr ? bad->wire : std::get<wire::Noise>(record.heard).wire;
  line.say(bad != nullptr ? "B " : "N ", wire.bytes());
  if (bad != nullptr) line.say(' ', name_of(causes, bad->error));
  if (wire.count() > wire.bytes().size()) line.say(' ', std::uint64_t{wire.count()});
  if (bad != nullptr && record.direction) line.say(' ', name_of(directions, *record.direction));
}

void append_header(std::string& out, Clock clock) {
  out += "# twclog 1 ";
  out += name_of(clocks, clock);
  out += '\n';
}

}  // namespace

void TwclogFormat::append(std::string& out, const Record& record) {
  if (std::holds_alternative<wire::Recovered>(record.heard)) return;
  if (std::holds_alternative<StatusLine>(record.heard)) return;
  if (clock_ != record.when.clock) append_header(out, record.when.clock);
  clock_ = record.when.clock;
  Line line;
  put_record(line, record);
  line.put('\n');
  out += line.view();
}

void TwclogFormat::append_end(std::string& out) {
  if (clock_) return;
  clock_ = Clock::epoch;
  append_header(out, *clock_);
}

void TwclogFormat::append_note(std::string& out, const Note& note) {
  out += "# ";
  out += note.text;
  out += '\n';
}

}  // namespace twc::tools
