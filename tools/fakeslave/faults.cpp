// SPDX-License-Identifier: MIT
#include "fakeslave/faults.hpp"

#include <array>
#include <charconv>
#include <stdexcept>

#include <fmt/format.h>

#include "common/cut.hpp"
#include "common/line_options.hpp"
#include "common/units.hpp"

namespace twc::tools {
namespace {

double parse_percentage(std::string_view text) {
  constexpr double all = 100;
  double value = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
  const bool is_percentage = error == std::errc{} && end + 1 == text.end() && *end == '%';
  if (is_percentage && value >= 0 && value <= all) return value / all;
  throw std::invalid_argument{fmt::format("expected a percentage such as 1%; got '{}'", text)};
}

bool parse_switch(std::string_view text) {
  if (text == "on") return true;
  if (text == "off") return false;
  throw std::invalid_argument{fmt::format("expected noise=on or noise=off; got '{}'", text)};
}

}  // namespace

void read_fault(std::string_view text, FaultSpec& spec) {
  do {
    auto value = take_until(text, ',');
    const auto key = take_until(value, '=');
    if (key == "drop") {
      spec.drop = parse_percentage(value);
    } else if (key == "flip") {
      spec.flip = parse_percentage(value);
    } else if (key == "delay") {
      spec.delay = parse_duration(value);
    } else if (key == "end") {
      spec.end = parse_end_byte(std::string{value});
    } else if (key == "noise") {
      spec.noise = parse_switch(value);
    } else {
      throw std::invalid_argument{fmt::format(
          "expected drop=1%, flip=0.1%, delay=40ms, end=FE or noise=on; got '{}'", key)};
    }
  } while (!text.empty());
}

/// Lines without bias make a pulse of one to five bits, or none, of the time between frames.
void Faults::spoil_sent(std::vector<std::uint8_t>& bytes) {
  flip_bits(bytes);
  constexpr double noisy = 0.25;
  if (!spec_.noise || !dice_.chance(noisy)) return;
  constexpr std::array<std::uint8_t, 6> pulses{0xFF, 0xFE, 0xFC, 0xF8, 0xF0, 0x00};
  constexpr std::size_t most = 4;
  for (std::size_t left = 1 + dice_.below(most); left > 0; --left) {
    bytes.push_back(pulses.at(dice_.below(pulses.size())));
  }
}

void Faults::flip_bits(std::vector<std::uint8_t>& bytes) {
  constexpr std::size_t bits = 8;
  for (std::uint8_t& byte : bytes) {
    if (spec_.flip <= 0 || !dice_.chance(spec_.flip)) continue;
    byte = static_cast<std::uint8_t>(byte ^ (1U << dice_.below(bits)));
  }
}

}  // namespace twc::tools
