// SPDX-License-Identifier: MIT
#pragma once
/// HexDump: the lines of a hex dump, as hexdump, od and xxd print it. Each begins with the offset
/// of its first byte, and a star stands for lines that are the same as the one before.

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace twc::tools {

class HexDump {
 public:
  enum class Kind : std::uint8_t {
    none,   ///< the line is of no dump
    mark,   ///< a star, or how far the dump got
    bytes,  ///< a line of bytes
  };
  struct Step {
    Kind kind = Kind::none;
    std::uint64_t repeats = 0;  ///< how often the last line comes again before this one
    bool is_break = false;      ///< this line does not go on with what was before it
    std::string_view bytes;     ///< behind the offset
  };
  /// A byte, as it is printed.
  struct Pair {
    std::uint8_t byte = 0;
    bool begins_word = false;
  };

  [[nodiscard]] Step take(std::string_view line);
  /// The bytes of the line that was taken come now, one by one.
  void begin_line();
  void add(Pair pair);
  /// Something else follows.
  void stop() { is_open_ = false; }

  /// Whether the line that was taken is one of bytes.
  [[nodiscard]] bool is_open() const { return is_open_; }
  /// Whether it prints words of 16 bits.
  [[nodiscard]] bool has_words() const { return has_words_; }
  [[nodiscard]] std::span<const Pair> last_line() const { return std::span{line_}.first(size_); }

 private:
  static constexpr std::size_t longest_line = 64;

  /// How far the dump has come, for each base that its offsets may have.
  struct Place {
    std::array<std::uint64_t, 3> offsets{};
    std::size_t bytes = 0;  // in the line
    /// The base in which `next` begins where this line ends.
    [[nodiscard]] std::optional<std::size_t> base_towards(const Place& next) const;
    /// How often this line stands between itself and `next`; 0 where that cannot be.
    [[nodiscard]] std::uint64_t lines_until(const Place& next, std::size_t base) const;
  };

  [[nodiscard]] Step take_mark(std::string_view line);
  [[nodiscard]] bool follow(const Place& next, Step& step);
  [[nodiscard]] bool repeat_line(std::uint64_t times, Step& step) const;

  bool is_open_ = false;
  Place place_;  // where the last line stood
  std::array<Pair, longest_line> line_{};
  std::size_t size_ = 0;
  bool is_squeezed_ = false;  // a star stands behind it
  bool has_seven_digits_ = false;
  std::optional<std::size_t> base_;  // the base of the offsets, once two offsets have shown it
  bool has_words_ = false;
};

}  // namespace twc::tools
