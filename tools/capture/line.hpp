// SPDX-License-Identifier: MIT
#pragma once
/// A line while it is put together: in place, without an allocation, and never past its end.

#include <algorithm>
#include <array>
#include <concepts>
#include <cstring>
#include <string_view>

#include <twc/types.hpp>

namespace twc::tools {

/// Two hex digits, upper case as on the bus: `line.put(Hex{0xC0})`.
struct Hex {
  std::uint8_t byte;
};

/// The last two digits of a number.
struct TwoDigits {
  std::uint64_t value;
};

/// A decimal number that is at least `digits` long: `line.put(Padded{7, 2})` is 07.
struct Padded {
  std::uint64_t value;
  std::size_t digits;
};

namespace detail {
template <typename Pair>
consteval std::array<std::array<char, 2>, 256> pair_table(Pair pair) {
  std::array<std::array<char, 2>, 256> table{};
  for (unsigned at = 0; at < table.size(); ++at) table[at] = pair(at);
  return table;
}
inline constexpr std::string_view hex_digits = "0123456789ABCDEF";
inline constexpr auto hex_pairs = pair_table([](unsigned byte) {
  return std::array{hex_digits[byte / 16], hex_digits[byte % 16]};
});
inline constexpr auto decimal_pairs = pair_table([](unsigned number) {
  return std::array{static_cast<char>('0' + number / 10 % 10),
                    static_cast<char>('0' + number % 10)};
});
}  // namespace detail

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only what was put is read
class Line {
 public:
  /// The longest line is an overlong stretch with all 64 bytes, below 500 characters. Text beyond
  /// it is left out.
  static constexpr std::size_t capacity = 1024;

  [[nodiscard]] std::string_view view() const { return {chars_.data(), size_}; }
  [[nodiscard]] std::size_t size() const { return size_; }

  template <std::same_as<char> Char>
  void put(Char c) {
    if (size_ < capacity) chars_[size_++] = c;
  }
  void put(std::string_view text) {
    const std::size_t fits = std::min(text.size(), capacity - size_);
    if (!text.empty()) std::memcpy(chars_.data() + size_, text.data(), fits);
    size_ += fits;
  }
  /// The first `size` characters of `text`: one copy of a size that is known when compiling.
  template <std::size_t Room>
  void put(const std::array<char, Room>& text, std::size_t size) {
    if (size_ + Room > chars_.size()) return;
    std::memcpy(chars_.data() + size_, text.data(), Room);
    size_ += size;
  }
  void put(Hex hex) { put(detail::hex_pairs[hex.byte], 2); }
  void put(Bytes bytes) {
    if (bytes.size() > (capacity - size_) / 2) return;
    char* to = chars_.data() + size_;
    for (const std::uint8_t byte : bytes) {
      std::memcpy(to, detail::hex_pairs[byte].data(), 2);
      to += 2;
    }
    size_ += 2 * bytes.size();
  }
  void put(TwoDigits number) { put(detail::decimal_pairs[number.value % 100], 2); }
  void put(TwcId id) {
    const auto value = static_cast<std::uint16_t>(id);
    put(Hex{static_cast<std::uint8_t>(value >> 8U)});
    put(Hex{static_cast<std::uint8_t>(value)});
  }
  /// Amperes with two decimals.
  void put(Centiamps current) {
    put(std::uint64_t{current.value() / 100U});
    put('.');
    put(TwoDigits{current.value() % 100U});
  }
  void put(std::uint64_t number) { put(Padded{number, 1}); }
  void put(Padded number) {
    constexpr std::size_t most = 20;
    std::array<char, most> digits;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled below
    std::size_t at = most;
    std::uint64_t rest = number.value;
    while (rest >= 10) {
      at -= 2;
      std::memcpy(&digits[at], detail::decimal_pairs[rest % 100].data(), 2);
      rest /= 100;
    }
    if (rest != 0 || at == most) digits[--at] = static_cast<char>('0' + rest);
    while (most - at < number.digits && at != 0) digits[--at] = '0';
    put(std::string_view{&digits[at], most - at});
  }

  /// One after the other.
  template <typename... Parts>
  void say(const Parts&... parts) {
    (put(parts), ...);
  }
  void pad_to(std::size_t size) {
    while (size_ < size && size_ < capacity) chars_[size_++] = ' ';
  }
  void trim() {
    while (size_ != 0 && chars_[size_ - 1] == ' ') --size_;
  }

 private:
  static constexpr std::size_t slack = 64;
  std::array<char, capacity + slack> chars_;
  std::size_t size_ = 0;
};

}  // namespace twc::tools
