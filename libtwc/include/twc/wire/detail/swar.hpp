// SPDX-License-Identifier: MIT
#pragma once
/// Eight bytes at a time in an ordinary register: portable, and as fast as the delimiters allow.

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace twc::wire::swar {

/// Eight bytes; the first in memory is the lowest, whatever the machine.
using Word = std::uint64_t;

inline constexpr std::size_t width = sizeof(Word);
inline constexpr Word ones = 0x0101010101010101;
inline constexpr Word highs = 0x8080808080808080;

inline Word load(const std::uint8_t* from) {
  Word word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, from, width);
  } else {
    for (std::size_t at = 0; at < width; ++at) word |= Word{from[at]} << (8 * at);
  }
  return word;
}

template <typename Unsigned>
void store(std::uint8_t* to, Unsigned word) {
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(to, &word, sizeof word);
  } else {
    for (std::size_t at = 0; at < sizeof word; ++at) {
      to[at] = static_cast<std::uint8_t>(word >> (8 * at));
    }
  }
}

/// Not zero if and only if some byte of `word` is `byte`.
constexpr Word find(Word word, std::uint8_t byte) {
  const Word zero_where_equal = word ^ (ones * byte);
  return (zero_where_equal - ones) & ~zero_where_equal & highs;
}

/// The first `count` bytes of `word`, the others zero; `count` is at most 8.
constexpr Word keep(Word word, std::size_t count) {
  return count >= width ? word : word & ~(~Word{0} << (8 * count));
}

/// A short run of bytes in three registers, zeros behind it.
struct Words {
  static constexpr std::size_t capacity = 3 * width;

  Word a = 0;
  Word b = 0;
  Word c = 0;

  /// The first `Size` of 24 readable bytes; at least 8.
  template <std::size_t Size>
  static Words of(const std::uint8_t* bytes) {
    static_assert(Size >= width && Size <= capacity);
    constexpr std::size_t in_b = Size < 2 * width ? Size - width : width;
    constexpr std::size_t in_c = Size < 2 * width ? 0 : Size - (2 * width);
    return {.a = load(bytes),
            .b = keep(load(bytes + width), in_b),
            .c = keep(load(bytes + (2 * width)), in_c)};
  }

  /// Whether some byte is `byte`, which is not zero.
  [[nodiscard]] constexpr bool hold(std::uint8_t byte) const {
    return (find(a, byte) | find(b, byte) | find(c, byte)) != 0;
  }

  /// The sum of all bytes.
  [[nodiscard]] constexpr unsigned sum() const {
    constexpr Word even = 0x00FF00FF00FF00FF;
    constexpr Word spread = 0x0001000100010001;
    const Word pairs = (a & even) + ((a >> 8) & even) + (b & even) + ((b >> 8) & even) +
                       (c & even) + ((c >> 8) & even);
    return static_cast<unsigned>((pairs * spread) >> 48);
  }

  /// The first 20 bytes. Stored word by word and not by way of a larger array: a read that spans
  /// two stores has to wait for both.
  void store_to(std::array<std::uint8_t, 20>& bytes) const {
    store(bytes.data(), a);
    store(bytes.data() + width, b);
    store(bytes.data() + (2 * width), static_cast<std::uint32_t>(c));
  }
};

}  // namespace twc::wire::swar
