#include "capture/clock_text.hpp"

#include <algorithm>

namespace twc::tools {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::optional<std::int64_t> take_digits(std::string_view& text, std::size_t least,
                                        std::size_t most) {
  std::size_t size = 0;
  std::int64_t value = 0;
  for (; size < text.size() && size < most && is_digit(text[size]); ++size) {
    value = (value * 10) + (text[size] - '0');
  }
  if (size < least) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

bool take_char(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

/// What follows a point, in microseconds.
std::int64_t take_fraction(std::string_view& text) {
  std::int64_t value = 0;
  std::int64_t unit = one_second;
  for (; !text.empty() && is_digit(text.front()); text.remove_prefix(1)) {
    unit /= 10;
    value += (text.front() - '0') * unit;
  }
  return value;
}

}  // namespace

std::optional<std::int64_t> take_time_of_day(std::string_view& text) {
  std::string_view rest = text;
  std::int64_t seconds = 0;
  for (const std::int64_t limit : {24, 60, 61}) {  // 61: leap seconds
    const auto part = take_digits(rest, 2, 2);
    if (!part || *part >= limit) return std::nullopt;
    if (limit != 61 && !take_char(rest, ":")) return std::nullopt;
    seconds = (seconds * 60) + *part;
  }
  if (!rest.empty() && is_digit(rest.front())) return std::nullopt;
  std::int64_t fraction = 0;
  if (rest.size() > 1 && is_digit(rest[1]) && take_char(rest, ".,")) fraction = take_fraction(rest);
  text = rest;
  return (seconds * one_second) + fraction;
}

bool take_date(std::string_view& text) {
  std::string_view rest = text;
  if (!take_digits(rest, 4, 4) || !take_char(rest, "-/")) return false;
  if (!take_digits(rest, 2, 2) || !take_char(rest, "-/")) return false;
  if (!take_digits(rest, 2, 2) || (!rest.empty() && is_digit(rest.front()))) return false;
  text = rest;
  return true;
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

Stamp find_time_of_day(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!is_digit(text[at]) || (at > 0 && is_digit(text[at - 1]))) continue;
    std::string_view rest = text.substr(at);
    if (const auto time = take_time_of_day(rest)) return {Clock::day, *time};
  }
  return {};
}

}  // namespace twc::tools
