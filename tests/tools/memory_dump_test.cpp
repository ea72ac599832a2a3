// SPDX-License-Identifier: MIT
/// Dumps of one-time memory in the forms in which people have them. The image is that of a sound
/// unit (TMC 72830), built from what is told of it.

#include "sniff/memory_dump.hpp"

#include <functional>

#include <fmt/format.h>

#include <twc/unit/one_time_memory.hpp>

#include "support/catch.hpp"

using twc::tools::read_memory_dump;

namespace {

using DumpWords = std::vector<std::uint16_t>;

DumpWords sound_memory() {
  DumpWords words(1024, 0xFFFF);
  const auto put = [&words](std::size_t block, std::string_view text) {
    std::ranges::copy(text, words.begin() + static_cast<std::ptrdiff_t>((block - 1) * 16));
  };
  put(1, "EVWTS80HL");
  put(6, "A17I0039399");
  return words;
}

std::string dumped_bytes(const DumpWords& words, bool has_low_byte_first) {
  std::string bytes;
  for (const std::uint16_t word : words) {
    const auto high = static_cast<char>(word >> 8U);
    const auto low = static_cast<char>(word & 0xFFU);
    bytes += has_low_byte_first ? std::string{low, high} : std::string{high, low};
  }
  return bytes;
}

/// Lines of 16 bytes; lines that repeat are squeezed to a `*`, as hexdump does it.
std::string viewed(const DumpWords& words, bool is_squeezed,
                   const std::function<std::string(std::size_t, std::string_view)>& line) {
  const std::string bytes = dumped_bytes(words, true);
  std::string text;
  std::string_view last;
  bool is_star_there = false;
  for (std::size_t at = 0; at < bytes.size(); at += 16) {
    const std::string_view row = std::string_view{bytes}.substr(at, 16);
    if (is_squeezed && row == last) {
      if (!is_star_there) text += "*\n";
      is_star_there = true;
      continue;
    }
    is_star_there = false;
    last = row;
    text += line(at, row) + '\n';
  }
  return text;
}

unsigned byte_at(std::string_view row, std::size_t at) {
  return static_cast<unsigned char>(row[at]);
}

std::string shown_characters(std::string_view row) {
  std::string shown;
  for (const char c : row) shown += c >= ' ' && c <= '~' ? c : '.';
  return shown;
}

void check_sound(const std::string& dump) {
  const DumpWords words = read_memory_dump(dump);
  CHECK(words == sound_memory());
}

}  // namespace

TEST_CASE("memory dump: raw bytes in either order", "[tools][memory]") {
  check_sound(dumped_bytes(sound_memory(), true));
  check_sound(dumped_bytes(sound_memory(), false));
}

TEST_CASE("memory dump: hexdump -C, with characters beside it and lines left out",
          "[tools][memory]") {
  const auto line = [](std::size_t offset, std::string_view row) {
    std::string text = fmt::format("{:08x} ", offset);
    for (std::size_t at = 0; at < row.size(); ++at) {
      if (at == 8) text += ' ';
      text += fmt::format(" {:02x}", byte_at(row, at));
    }
    return text + "  |" + shown_characters(row) + '|';
  };
  check_sound(viewed(sound_memory(), true, line) + "00000800\n");
  check_sound(viewed(sound_memory(), false, line));
}

TEST_CASE("memory dump: hexdump and xxd", "[tools][memory]") {
  const auto words_in = [](std::string_view row, std::size_t high) {
    std::string text;
    for (std::size_t at = 0; at < row.size(); at += 2) {
      text += fmt::format(" {:02x}{:02x}", byte_at(row, at + high), byte_at(row, at + 1 - high));
    }
    return text;
  };
  check_sound(viewed(sound_memory(), true,
                     [&words_in](std::size_t offset, std::string_view row) {
                       return fmt::format("{:07x}{}", offset, words_in(row, 1));
                     }) +
              "0000800\n");
  check_sound(viewed(sound_memory(), false, [&words_in](std::size_t offset, std::string_view row) {
    return fmt::format("{:08x}:{}  {}", offset, words_in(row, 0), shown_characters(row));
  }));
}

TEST_CASE("memory dump: the words of a debugger, one a line or all in one", "[tools][memory]") {
  std::string lines = "1651 1 3d7800 1 400\r\n";
  std::string one_line;
  for (const std::uint16_t word : sound_memory()) {
    lines += fmt::format("0x{:04X}\r\n", word);
    one_line += fmt::format("{:04x}", word);
  }
  check_sound(lines);
  check_sound(one_line);
}

TEST_CASE("memory dump: a refusal says what was expected", "[tools][memory]") {
  const auto refusal = [](std::string_view content) -> std::string {
    try {
      (void)read_memory_dump(content);
    } catch (const std::invalid_argument& wrong) {
      return wrong.what();
    }
    return "";
  };
  CHECK(refusal("4500 5600\n4500 what\n") == "line 2: expected words or bytes in hex; got 'what'");
  CHECK(refusal("4500 5600\n") ==
        "expected a dump of one-time memory, at least 256 words of 16 bits; got 2");
  CHECK(refusal(std::string(510, '\0')) ==
        "expected a dump of one-time memory, at least 256 words of 16 bits; got 255");
  CHECK(refusal("00000000: 4500\n*\nFFFFFFFF: 4500\n").empty());  // within bounds, whatever it says
}
