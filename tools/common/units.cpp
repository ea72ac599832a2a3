#include "common/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

namespace twc::tools {
namespace {

struct Unit {
  std::string_view name;
  double microseconds;
};
constexpr std::array units{
    Unit{"us", 1     },
    Unit{"ms", 1e3   },
    Unit{"s",  1e6   },
    Unit{"m",  60e6  },
    Unit{"h",  3600e6}
};

template <typename Number>
bool parse_whole(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  return error == std::errc{} && end == text.end();
}

}  // namespace

Duration parse_duration(std::string_view text) {
  constexpr double longest = 1e15;  // 31 years: far from where microseconds would overflow
  double amount = 0;
  const auto [end, error] =
      std::from_chars(text.begin(), text.end(), amount, std::chars_format::fixed);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.begin()));
  for (const auto& [name, microseconds] : units) {
    const double length = amount * microseconds;
    if (error == std::errc{} && unit == name && length >= 0 && length <= longest) {
      return Duration{std::llround(length)};
    }
  }
  throw std::invalid_argument{
      fmt::format("expected a duration with its unit, such as 500ms, 10s or 2m; got '{}'", text)};
}

std::uint64_t parse_count(std::string_view text) {
  std::uint64_t count = 0;
  if (parse_whole(text, count)) return count;
  throw std::invalid_argument{fmt::format("expected a whole number from 0 on; got '{}'", text)};
}

unsigned parse_baud(std::string_view text) {
  constexpr unsigned fastest = 4'000'000;
  unsigned baud = 0;
  if (parse_whole(text, baud) && baud > 0 && baud <= fastest) return baud;
  throw std::invalid_argument{
      fmt::format("expected bits per second, such as 9600; got '{}'", text)};
}

}  // namespace twc::tools
