// SPDX-License-Identifier: MIT
#include "capture/hex_dump.hpp"

#include <algorithm>
#include <charconv>

#include "capture/byte_text.hpp"
#include "capture/chars.hpp"
#include "capture/front.hpp"
#include "capture/spelled_bytes.hpp"

namespace twc::tools {
namespace {

/// The offset of a hex dump at the front of `line`: `00000010  C0 …` as hexdump writes it,
/// `00000010: c0fd …` as xxd does, `000010 c0 fd …` as od does. Words of 16 bits, as hexdump and
/// `od -x` print them, stand behind seven digits and one blank.
struct Offset {
  std::size_t size = 0;
  bool is_zero = false;
  bool has_words = false;
  std::array<std::uint64_t, 3> values{};  // in hex, octal and decimal
};

std::size_t count_hex(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789abcdefABCDEF"), text.size());
}

std::array<std::uint64_t, 3> values_of(std::string_view digits) {
  constexpr std::array bases{16, 8, 10};
  std::array<std::uint64_t, 3> values{};
  for (std::size_t at = 0; at < values.size(); ++at) {
    std::from_chars(digits.data(), digits.data() + digits.size(), values.at(at), bases.at(at));
  }
  return values;
}

Offset offset_of(std::string_view line) {
  const std::size_t digits = count_hex(line);
  if (digits < 4 || digits > 8 || digits == line.size()) return {};
  const std::string_view rest = line.substr(digits);
  const bool has_mark = rest.starts_with(": ") || rest.starts_with("  ");
  const bool is_od = rest.front() == ' ' && digits >= 6 && line.front() == '0';
  if (!has_mark && !is_od) return {};
  const std::string_view first = without_blanks(rest);
  const std::string_view second = without_blanks(first.substr(count_hex(first)));
  constexpr std::size_t word_digits = 4;
  const bool begins_with_word =
      digits == 7 && rest.front() == ' ' && count_hex(first) == word_digits;
  const bool has_words = begins_with_word && (second.empty() || count_hex(second) == word_digits);
  if (begins_with_word && !has_words) return {};
  return {digits + 1, line.find_first_not_of('0') >= digits, has_words,
          values_of(line.substr(0, digits))};
}

/// Where a dump ends, hexdump and od print how far they got.
bool is_last_offset(std::string_view line) {
  return line.size() >= 6 && line.size() <= 8 && line.front() == '0' &&
         count_hex(line) == line.size();
}

/// The text that xxd prints beside the bytes stands behind two blanks, and may be digits. `behind`
/// is what stands behind the digits of the offset.
std::string_view without_characters(std::string_view behind) {
  if (!behind.starts_with(':')) return behind;
  const std::string_view bytes = without_blanks(behind.substr(1));
  return bytes.substr(0, bytes.find("  "));
}

/// hexdump, od and xxd print a star for lines that are the same as the one before.
bool is_squeeze(std::string_view line) {
  return line.starts_with('*') && without_blanks(line.substr(1)).empty();
}

/// An index before a time or a direction looks like an offset. So does a number before prose: of
/// the first line we want to see some bytes, unless it is the beginning of a dump.
bool may_begin_dump(std::string_view text, bool is_at_zero) {
  constexpr std::size_t half_a_line = 8;
  FrontHabits none;
  const Front front = take_front(text, none);
  if (front.direction || front.when.clock != Clock::none) return false;
  return SpelledBytes{text.substr(0, 256)}.bytes().size() >= (is_at_zero ? 1 : half_a_line);
}

}  // namespace

std::optional<std::size_t> HexDump::Place::base_towards(const Place& next) const {
  for (std::size_t at = 0; at < offsets.size(); ++at) {
    if (offsets.at(at) + bytes == next.offsets.at(at)) return at;
  }
  return std::nullopt;
}

std::uint64_t HexDump::Place::lines_until(const Place& next, std::size_t base) const {
  const std::uint64_t from = offsets.at(base) + bytes;
  const std::uint64_t to = next.offsets.at(base);
  const bool is_whole = bytes != 0 && to > from && (to - from) % bytes == 0;
  return is_whole ? (to - from) / bytes : 0;
}

HexDump::Step HexDump::take(std::string_view line) {
  const bool was_open = is_open_;
  if (was_open && (is_squeeze(line) || is_last_offset(line))) return take_mark(line);
  const Offset offset = begins_with_traffic(line) ? Offset{} : offset_of(line);
  const Place place{offset.values, 0};
  Step step;
  is_open_ = offset.size > 0;
  if (is_open_ && was_open && !offset.is_zero) is_open_ = follow(place, step);
  if (is_open_ && (!was_open || offset.is_zero)) {
    is_open_ = may_begin_dump(line.substr(offset.size), offset.is_zero);
  }
  place_ = place;
  has_words_ = is_open_ && offset.has_words;
  step.is_break = was_open != is_open_ || offset.is_zero;
  if (!is_open_) return step;
  if (offset.is_zero) base_.reset();
  has_seven_digits_ = offset.size == 8;  // and a blank or a mark
  is_squeezed_ = false;
  step.kind = Kind::bytes;
  step.bytes = without_characters(line.substr(offset.size - 1));
  return step;
}

HexDump::Step HexDump::take_mark(std::string_view line) {
  Step step;
  step.kind = Kind::mark;
  if (is_squeeze(line)) {
    is_squeezed_ = true;
    return step;
  }
  static_cast<void>(follow({values_of(line), 0}, step));
  is_open_ = false;
  step.is_break = true;
  return step;
}

void HexDump::begin_line() {
  size_ = 0;
}

void HexDump::add(Pair pair) {
  ++place_.bytes;
  if (is_open_ && size_ < longest_line) line_.at(size_++) = pair;
}

/// Whether a line at `next` goes on with the dump, behind the last line or behind its repetitions.
bool HexDump::follow(const Place& next, Step& step) {
  if (!is_squeezed_) {
    const auto base = place_.base_towards(next);
    if (base && place_.bytes != 0) base_ = base;
    return base.has_value();
  }
  // Seven digits are od's, in octal unless told otherwise, or those of hexdump before words.
  constexpr std::array<std::size_t, 3> hex_only{0, 0, 0};
  constexpr std::array<std::size_t, 3> smallest_first{1, 2, 0};
  const auto bases = base_               ? std::array<std::size_t, 3>{*base_, *base_, *base_}
                     : has_seven_digits_ ? smallest_first
                                         : hex_only;
  for (const std::size_t base : bases) {
    const std::uint64_t times = place_.lines_until(next, base);
    if (times != 0) return repeat_line(times, step);
  }
  return false;
}

/// More than a megabyte of the same is no traffic, and takes time.
bool HexDump::repeat_line(std::uint64_t times, Step& step) const {
  constexpr std::uint64_t most_bytes = 1U << 20U;
  const bool is_whole = size_ == place_.bytes;
  if (!is_whole || times > most_bytes / place_.bytes) return false;
  step.repeats = times;
  return true;
}

}  // namespace twc::tools
