// SPDX-License-Identifier: MIT
#include "capture/clock_text.hpp"

#include <chrono>
#include <ctime>

#include "capture/chars.hpp"

namespace twc::tools {
namespace {

/// The digits behind a point, in microseconds.
std::int64_t take_fraction(std::string_view& text) {
  std::int64_t value = 0;
  std::int64_t unit = one_second;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    unit /= 10;
    value += (text.front() - '0') * unit;
  }
  return value;
}

/// The rest of a word that is hex goes on: `12:34:56:78:9A` is no time.
bool goes_on_as_hex(std::string_view rest) {
  const auto is_hex = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  };
  const bool is_pair = rest.size() >= 3 && rest[0] == ':' && is_hex(rest[1]) && is_hex(rest[2]);
  return is_pair && (rest.size() == 3 || rest[3] == ':');
}

constexpr std::int64_t one_minute = 60 * one_second;

/// `Z`, ` UTC` or `+02:00` behind a time: how far it is ahead of UTC.
std::optional<std::int64_t> take_zone(std::string_view& text) {
  if (take_char(text, "Zz")) return 0;
  if (text.starts_with(" UTC")) {
    text.remove_prefix(4);
    return 0;
  }
  std::string_view rest = text;
  const bool is_behind = rest.starts_with('-');
  if (!take_char(rest, "+-")) return std::nullopt;
  const auto hours = take_digits(rest, 2, 2);
  if (!hours) return std::nullopt;
  take_char(rest, ":");
  const std::int64_t minutes = take_digits(rest, 2, 2).value_or(0);
  text = rest;
  const std::int64_t ahead = (*hours * 60 + minutes) * one_minute;
  return is_behind ? -ahead : ahead;
}

/// How far local time is ahead of UTC. Lines of a log come in order: it is asked once an hour.
std::int64_t local_offset(const Date& date, std::int64_t time_of_day) {
  struct Known {
    std::int64_t hour = -1;
    std::int64_t offset = 0;
  };
  thread_local Known known;
  const std::int64_t hours = time_of_day / (60 * one_minute);
  const std::int64_t hour = ((date.year * 12 + date.month) * 31 + date.day) * 25 + hours;
  if (hour != known.hour) {
    std::tm local{};
    local.tm_year = static_cast<int>(date.year - 1900);
    local.tm_mon = static_cast<int>(date.month - 1);
    local.tm_mday = static_cast<int>(date.day);
    local.tm_hour = static_cast<int>(hours);
    local.tm_isdst = -1;
    const bool is_known = std::mktime(&local) != -1;
    known = {hour, is_known ? local.tm_gmtoff * one_second : 0};
  }
  return known.offset;
}

Stamp stamp_of(const Date& date, std::int64_t time_of_day,
               const std::optional<std::int64_t>& zone) {
  using std::chrono::sys_days;
  const std::chrono::year_month_day day{std::chrono::year{static_cast<int>(date.year)},
                                        std::chrono::month{static_cast<unsigned>(date.month)},
                                        std::chrono::day{static_cast<unsigned>(date.day)}};
  const std::int64_t days = sys_days{day}.time_since_epoch().count();
  const std::int64_t offset = zone ? *zone : local_offset(date, time_of_day);
  return {Clock::epoch, (days * 24 * 60 * one_minute) + time_of_day - offset};
}

/// Seconds since 1970 have 10 digits for some centuries; milliseconds have 13, microseconds 16.
std::optional<Stamp> take_epoch(std::string_view& text) {
  constexpr std::int64_t earliest = 1'000'000'000;  // 2001
  constexpr std::int64_t latest = 4'200'000'000;    // 2103
  std::string_view rest = text;
  std::size_t digits = 0;
  while (digits < rest.size() && is_digit(rest[digits])) ++digits;
  if (digits != 10 && digits != 13 && digits != 16) return std::nullopt;
  const auto number = take_digits(rest, digits, digits);
  std::int64_t microseconds = *number;
  for (std::size_t have = digits; have < 16; have += 3) microseconds *= 1000;
  if (microseconds < earliest * one_second || microseconds >= latest * one_second) {
    return std::nullopt;
  }
  const bool has_fraction = rest.size() > 1 && is_digit(rest[1]) && take_char(rest, ".,");
  if (has_fraction) {
    const std::int64_t fraction = take_fraction(rest);
    if (digits == 10) microseconds += fraction;
  }
  constexpr std::string_view ends = " \t:;,|])\"'";
  if (!rest.empty() && ends.find(rest.front()) == std::string_view::npos) return std::nullopt;
  text = rest;
  return Stamp{Clock::epoch, microseconds};
}

/// A time of day, and whether it says which half of the day it means.
struct TakenTime {
  std::int64_t microseconds = 0;
  bool has_half = false;
};

/// `AM` or `PM` behind a time: whether it is the second half of the day. Before it stands a blank,
/// which newer browsers make a narrow one.
std::optional<bool> take_half_of_day(std::string_view& text) {
  constexpr std::string_view narrow_blank = "\xE2\x80\xAF";
  std::string_view rest = text;
  if (rest.starts_with(narrow_blank)) rest.remove_prefix(narrow_blank.size());
  take_char(rest, " ");
  const bool is_second = rest.starts_with('P') || rest.starts_with('p');
  if (!take_char(rest, "AaPp")) return std::nullopt;
  take_char(rest, ".");
  if (!take_char(rest, "Mm")) return std::nullopt;
  take_char(rest, ".");
  const auto is_of_word = [](char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
  };
  if (!rest.empty() && is_of_word(rest.front())) return std::nullopt;
  text = rest;
  return is_second;
}

std::optional<TakenTime> take_clock(std::string_view& text) {
  std::string_view rest = text;
  std::int64_t seconds = 0;
  for (const std::int64_t limit : {24, 60, 61}) {  // 61: leap seconds
    const auto part = take_digits(rest, limit == 24 ? 1 : 2, 2);
    if (!part || *part >= limit) return std::nullopt;
    if (limit != 61 && !take_char(rest, ":")) return std::nullopt;
    seconds = (seconds * 60) + *part;
  }
  if (!rest.empty() && is_digit(rest.front())) return std::nullopt;
  if (goes_on_as_hex(rest)) return std::nullopt;
  std::int64_t fraction = 0;
  if (rest.size() > 1 && is_digit(rest[1]) && take_char(rest, ".,")) fraction = take_fraction(rest);
  constexpr std::int64_t hour = 3600;
  constexpr std::int64_t half = 12 * hour;
  const bool may_have_half = seconds >= hour && seconds < half + hour;
  const auto is_second_half = may_have_half ? take_half_of_day(rest) : std::nullopt;
  if (is_second_half) seconds = seconds % half + (*is_second_half ? half : 0);
  text = rest;
  return TakenTime{(seconds * one_second) + fraction, is_second_half.has_value()};
}

}  // namespace

std::optional<std::int64_t> take_time_of_day(std::string_view& text) {
  const auto taken = take_clock(text);
  return taken ? std::optional{taken->microseconds} : std::nullopt;
}

std::optional<std::int64_t> take_seconds(std::string_view& text) {
  constexpr std::size_t most_digits = 12;  // as many as leave room for the microseconds
  std::string_view rest = text;
  const auto seconds = take_digits(rest, 1, most_digits);
  if (!seconds || (!rest.empty() && is_digit(rest.front()))) return std::nullopt;
  const std::int64_t fraction = take_char(rest, ".") ? take_fraction(rest) : 0;
  text = rest;
  return (*seconds * one_second) + fraction;
}

std::optional<Stamp> take_moment(std::string_view& text, DateHabit& habit) {
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  if (const auto epoch = take_epoch(text)) return epoch;
  std::string_view rest = text;
  const auto date = take_date(rest);
  if (date) {
    const std::string_view behind = rest;
    while (take_char(rest, " T_,\t")) {
    }
    const auto time = take_clock(rest);
    if (!time) {
      text = behind;
      return Stamp{};
    }
    const auto zone = take_zone(rest);
    text = rest;
    return stamp_of(date->read(time->has_half, habit), time->microseconds, zone);
  }
  const auto time = take_clock(rest);
  if (!time) return std::nullopt;
  take_zone(rest);
  text = rest;
  return Stamp{Clock::day, time->microseconds};
}

Stamp find_time_of_day(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at]) || (at > 0 && is_digit(text[at - 1]))) continue;
    std::string_view rest = text.substr(at);
    if (const auto time = take_time_of_day(rest)) return {Clock::day, *time};
  }
  return {};
}

}  // namespace twc::tools
