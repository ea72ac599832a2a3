// SPDX-License-Identifier: MIT
#pragma once
/// The vocabulary: ids, currents and times as types that cannot be mixed up.

#include <algorithm>
#include <array>
#include <chrono>
#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace twc {

/// A run of bytes that somebody else owns.
using Bytes = std::span<const std::uint8_t>;

/// A few characters, held in place: to_string() makes them of an id or a current.
template <std::size_t Capacity>
class Printed {
 public:
  constexpr void put(char character) { chars_[size_++] = character; }
  /// The last `digits` digits of `number`, to the base 10 or 16.
  constexpr void put_digits(unsigned number, std::size_t digits, unsigned base) {
    constexpr std::string_view all = "0123456789ABCDEF";
    for (std::size_t at = digits; at > 0; --at) {
      chars_[size_ + at - 1] = all[number % base];
      number /= base;
    }
    size_ += digits;
  }
  [[nodiscard]] constexpr std::string_view view() const { return {chars_.data(), size_}; }
  // NOLINTNEXTLINE(google-explicit-constructor): it is the characters
  constexpr operator std::string_view() const { return view(); }
  /// On std::cout and the like: `std::cout << to_string(id)`.
  template <typename Stream>
  requires requires(Stream& stream, std::string_view text) { stream << text; }
  friend Stream& operator<<(Stream& stream, const Printed& printed) {
    stream << printed.view();
    return stream;
  }

 private:
  std::array<char, Capacity> chars_{};
  std::size_t size_ = 0;
};

/// The 16-bit bus address of a Wall Connector or of a controller. 0x0000 names nobody: it is
/// tolerated when heard and never chosen. Compares; cannot be added to or mixed with a current.
enum class TwcId : std::uint16_t {};
/// Four hex digits, upper case, as on the bus.
[[nodiscard]] constexpr Printed<4> to_string(TwcId id) {
  Printed<4> text;
  text.put_digits(static_cast<std::uint16_t>(id), 4, 16);
  return text;
}

/// The byte beside an id in the linkready messages. It stays the same from one reset of a unit to
/// the next, so that a new sign under a known id is a restart, and two signs are two units.
enum class Sign : std::uint8_t {};
/// Two hex digits, upper case.
[[nodiscard]] constexpr Printed<2> to_string(Sign sign) {
  Printed<2> text;
  text.put_digits(static_cast<std::uint8_t>(sign), 2, 16);
  return text;
}

/// The firmware generation. It decides the length of frames and which command sets a limit.
enum class Protocol : std::uint8_t {
  one = 1,  ///< units up to about early 2017: 14-byte frames
  two = 2,  ///< later units: 16-byte frames, 20-byte data from firmware 4.5.3 on
};
[[nodiscard]] constexpr std::string_view to_string(Protocol protocol) {
  switch (protocol) {
    case Protocol::one: return "1";
    case Protocol::two: return "2";
  }
  return "unknown";
}

/// A current as the wire carries it: hundredths of an ampere, 0.00 to 655.35 A.
class Centiamps {
 public:
  constexpr Centiamps() = default;
  /// `hundredths`: 1600 is 16.00 A.
  explicit constexpr Centiamps(std::uint16_t hundredths) : hundredths_{hundredths} {}
  /// Whole amperes, as settings have them: amps(16) is 16.00 A. At most 655 A.
  [[nodiscard]] static constexpr Centiamps amps(unsigned whole) {
    return Centiamps{static_cast<std::uint16_t>(std::min(whole, most / hundred) * hundred)};
  }

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
  /// The same current so many times, at most 655.35 A.
  friend constexpr Centiamps operator*(Centiamps current, unsigned times) {
    const auto product = std::uint64_t{current.hundredths_} * times;
    return Centiamps{static_cast<std::uint16_t>(std::min<std::uint64_t>(product, most))};
  }
  friend constexpr Centiamps operator*(unsigned times, Centiamps current) {
    return current * times;
  }
  constexpr Centiamps& operator+=(Centiamps other) { return *this = *this + other; }
  constexpr Centiamps& operator-=(Centiamps other) { return *this = *this - other; }

 private:
  static constexpr unsigned most = 0xFFFF;
  static constexpr unsigned hundred = 100;
  std::uint16_t hundredths_ = 0;
};
/// Amperes with two decimals: 16.00.
[[nodiscard]] constexpr Printed<6> to_string(Centiamps current) {
  constexpr unsigned hundred = 100;
  const unsigned amps = current.value() / hundred;
  Printed<6> text;
  text.put_digits(amps, amps < 10 ? 1 : (amps < hundred ? 2 : 3), 10);
  text.put('.');
  text.put_digits(current.value() % hundred, 2, 10);
  return text;
}

namespace detail {
template <typename Stream>
concept TakesText = requires(Stream& stream, std::string_view text) {
  stream << text;
};
template <typename T>
concept Spelt = std::same_as<T, TwcId> || std::same_as<T, Sign> || std::same_as<T, Centiamps>;
}  // namespace detail

/// Ids, signs and currents on std::cout and the like, as to_string() writes them.
template <detail::TakesText Stream, detail::Spelt T>
Stream& operator<<(Stream& stream, T value) {
  stream << to_string(value).view();
  return stream;
}

namespace detail {
/// Not constexpr, and defined nowhere: a constant that comes here does not compile.
void the_wire_carries_at_most_655_amperes();
}  // namespace detail

inline namespace literals {
/// `16_A` is 16.00 A. More than 655 A does not compile.
consteval Centiamps operator""_A(unsigned long long amps) {
  constexpr unsigned long long most = 655;
  if (amps > most) detail::the_wire_carries_at_most_655_amperes();
  return Centiamps::amps(static_cast<unsigned>(amps));
}
}  // namespace literals

/// The clock of the bus. It deliberately has no now(): libtwc is told the time and never reads it.
/// 64-bit microseconds do not wrap and hold a character time (1.04 ms at 9600 baud) exactly enough.
struct BusClock {
  /// 64 bits. That of the standard library's own durations, whichever type it takes: sums with them
  /// keep the type then.
  using rep = std::chrono::microseconds::rep;
  using period = std::micro;
  using duration = std::chrono::duration<rep, period>;
  using time_point = std::chrono::time_point<BusClock>;
  static constexpr bool is_steady = true;
};
static_assert(sizeof(BusClock::rep) == sizeof(std::int64_t));
using Duration = BusClock::duration;
using Time = BusClock::time_point;

}  // namespace twc
