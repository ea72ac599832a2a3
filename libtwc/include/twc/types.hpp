#pragma once
/// The vocabulary: ids, currents and times as types that cannot be mixed up.

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>

namespace twc {

/// A run of bytes that somebody else owns.
using Bytes = std::span<const std::uint8_t>;

/// The 16-bit bus address of a Wall Connector or of a controller. 0x0000 names nobody: it is
/// tolerated when heard and never chosen. Compares; cannot be added to or mixed with a current.
enum class TwcId : std::uint16_t {};

/// The byte beside an id in the linkready messages. It stays the same from one reset of a unit to
/// the next, so that a new sign under a known id is a restart, and two signs are two units.
enum class Sign : std::uint8_t {};

/// The firmware generation. It decides the length of frames and which command sets a limit.
enum class Protocol : std::uint8_t {
  one = 1,  ///< units up to about early 2017: 14-byte frames
  two = 2,  ///< later units: 16-byte frames, 20-byte data from firmware 4.5.3 on
};

/// A current as the wire carries it: hundredths of an ampere, 0.00 to 655.35 A.
class Centiamps {
 public:
  constexpr Centiamps() = default;
  /// `hundredths`: 1600 is 16.00 A.
  explicit constexpr Centiamps(std::uint16_t hundredths) : hundredths_{hundredths} {}

  [[nodiscard]] constexpr std::uint16_t value() const { return hundredths_; }
  constexpr auto operator<=>(const Centiamps&) const = default;

  /// At most 655.35 A: a sum that does not fit is still larger than any total.
  friend constexpr Centiamps operator+(Centiamps a, Centiamps b) {
    const unsigned sum = unsigned{a.hundredths_} + b.hundredths_;
    return Centiamps{static_cast<std::uint16_t>(sum > most ? most : sum)};
  }
  /// At least 0.
  friend constexpr Centiamps operator-(Centiamps a, Centiamps b) {
    return Centiamps{static_cast<std::uint16_t>(a > b ? a.hundredths_ - b.hundredths_ : 0)};
  }

 private:
  static constexpr unsigned most = 0xFFFF;
  std::uint16_t hundredths_ = 0;
};

inline namespace literals {
/// `16_A` is 16.00 A. More than 655 A does not compile.
consteval Centiamps operator""_A(unsigned long long amps) {
  constexpr unsigned long long most = 655;
  return amps <= most ? Centiamps{static_cast<std::uint16_t>(amps * 100)}
                      : throw "the wire carries at most 655.35 A";
}
}  // namespace literals

/// The clock of the bus. It deliberately has no now(): libtwc is told the time and never reads it.
/// 64-bit microseconds do not wrap and hold a character time (1.04 ms at 9600 baud) exactly enough.
struct BusClock {
  using rep = std::int64_t;
  using period = std::micro;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<BusClock>;
  static constexpr bool is_steady = true;
};
using Duration = BusClock::duration;
using Time = BusClock::time_point;

}  // namespace twc
