// SPDX-License-Identifier: MIT
#include "support/sent_frames.hpp"

#include <array>
#include <cstdio>

namespace twc::test {
namespace {

std::uint64_t mixed(std::uint64_t hash, std::uint8_t byte) {
  constexpr std::uint64_t prime = 0x100000001B3;
  return (hash ^ byte) * prime;
}

}  // namespace

void SentFrames::add(Time now, const wire::Frame& frame) {
  const auto since = static_cast<std::uint64_t>(now.time_since_epoch().count());
  for (unsigned shift = 0; shift < 64; shift += 8) {
    hash_ = mixed(hash_, static_cast<std::uint8_t>(since >> shift));
  }
  for (const std::uint8_t byte : frame.bytes()) hash_ = mixed(hash_, byte);
  ++count_;
  if (out_ == nullptr) return;
  constexpr std::uint64_t per_second = 1'000'000;
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "(%llu.%06llu) bus0 T ",
                static_cast<unsigned long long>(since / per_second),
                static_cast<unsigned long long>(since % per_second));
  *out_ << text.data();
  for (const std::uint8_t byte : frame.bytes()) {
    std::snprintf(text.data(), text.size(), "%02X", static_cast<unsigned>(byte));
    *out_ << text.data();
  }
  *out_ << '\n';
}

SentFrames& sent_frames() {
  static SentFrames frames;
  return frames;
}

}  // namespace twc::test
