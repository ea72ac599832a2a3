// SPDX-License-Identifier: MIT
#include "common/units.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include <twc/node/exposure.hpp>

namespace twc::tools {
namespace {

struct Unit {
  std::string_view name;
  double microseconds;
};
constexpr auto units = std::to_array({
    Unit{"us", 1     },
    Unit{"ms", 1e3   },
    Unit{"s",  1e6   },
    Unit{"m",  60e6  },
    Unit{"h",  3600e6}
});

struct SizeUnit {
  std::string_view name;
  std::uint64_t bytes;
};
constexpr auto size_units = std::to_array<SizeUnit>({
    {"G", 1U << 30U},
    {"M", 1U << 20U},
    {"k", 1U << 10U},
    {"K", 1U << 10U},
    {"",  1        }
});

/// Makes what somebody typed fit to be shown back to them.
std::string shortened(std::string_view text) {
  constexpr std::size_t enough = 40;
  std::string out{text.substr(0, enough)};
  for (char& c : out) {
    if (c < ' ' || c > '~') c = '?';
  }
  return text.size() > enough ? out + "..." : out;
}

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

Duration parse_signed_duration(std::string_view text) {
  return text.starts_with('-') ? -parse_duration(text.substr(1)) : parse_duration(text);
}

std::uint64_t parse_count(std::string_view text) {
  std::uint64_t count = 0;
  if (parse_whole(text, count)) return count;
  throw std::invalid_argument{fmt::format("expected a whole number from 0 on; got '{}'", text)};
}

std::uint64_t parse_size(std::string_view text) {
  constexpr std::uint64_t most = std::uint64_t{1} << 50U;
  std::uint64_t amount = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), amount);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.begin()));
  for (const auto& [name, bytes] : size_units) {
    if (error == std::errc{} && unit == name && amount <= most / bytes) return amount * bytes;
  }
  throw std::invalid_argument{
      fmt::format("expected a size, such as 512k, 100M or 1G; got '{}'", shortened(text))};
}

std::string in_size(std::uint64_t bytes) {
  for (const auto& [name, size] : size_units) {
    if (bytes >= size && bytes % size == 0) return fmt::format("{}{}", bytes / size, name);
  }
  return "0";
}

std::uint64_t parse_hundredths(std::string_view text) {
  constexpr double most = 1e15;
  double amps = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), amps);
  if (error != std::errc{} || end != text.end() || std::signbit(amps) || !std::isfinite(amps)) {
    throw std::invalid_argument{
        fmt::format("expected amperes, such as 16 or 12.5; got '{}'", shortened(text))};
  }
  // 12.29 is not a sum of halves: a hair is added, so that it is not read as 12.28.
  constexpr double hair = 1e-6;
  return static_cast<std::uint64_t>(std::min(amps * 100 + hair, most));
}

Centiamps parse_amps(std::string_view text) {
  constexpr std::uint64_t most = 0xFFFF;
  return Centiamps{static_cast<std::uint16_t>(std::min(parse_hundredths(text), most))};
}

Centiamps parse_total(std::string_view text) {
  constexpr Centiamps most = 640_A;
  const std::uint64_t hundredths = parse_hundredths(text);
  if (hundredths <= most.value()) return Centiamps{static_cast<std::uint16_t>(hundredths)};
  throw std::invalid_argument{
      fmt::format("expected at most 640 A, which is eight units of 80 A; got '{}'", text)};
}

TwcId parse_id(std::string_view text) {
  constexpr std::size_t digits = 4;
  constexpr int base = 16;
  std::uint16_t id = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), id, base);
  if (text.size() == digits && end == text.end() && error == std::errc{} && id != 0) {
    return TwcId{id};
  }
  throw std::invalid_argument{fmt::format(
      "expected an id of four hex digits, such as 2019, and not 0000; got '{}'", shortened(text))};
}

double parse_speed(std::string_view text) {
  constexpr double slowest = 0.01;
  constexpr double fastest = 1000;
  double speed = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), speed);
  if (error == std::errc{} && end == text.end() && speed >= slowest && speed <= fastest) {
    return speed;
  }
  throw std::invalid_argument{
      fmt::format("expected a number from 0.01 to 1000, such as 60; got '{}'", shortened(text))};
}

unsigned parse_baud(std::string_view text) {
  constexpr unsigned fastest = 4'000'000;
  unsigned baud = 0;
  if (parse_whole(text, baud) && baud > 0 && baud <= fastest) return baud;
  throw std::invalid_argument{
      fmt::format("expected bits per second, such as 9600; got '{}'", text)};
}

Centiamps parse_unit_amps(std::string_view text) {
  const Centiamps amps = parse_amps(text);
  if (amps > Centiamps{} && amps <= node::most_possible) return amps;
  throw std::invalid_argument{"expected amperes of one unit: more than 0, at most 80"};
}

Sign parse_sign(std::string_view text) {
  constexpr std::size_t digits = 2;
  constexpr int base = 16;
  std::uint8_t sign = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), sign, base);
  if (text.size() == digits && end == text.end() && error == std::errc{}) return Sign{sign};
  throw std::invalid_argument{"expected a sign of two hex digits, such as 77"};
}

}  // namespace twc::tools
