// SPDX-License-Identifier: MIT
/// Any characters before a frame: they make no frame that is not there.

#include <string>

#include "reader_fuzz.hpp"

namespace {

constexpr std::string_view spelled = "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC\n";

/// Fronts are made of these. With 24 digits they may be twelve bytes, which are no front.
constexpr std::string_view front_characters = "0123456789.:/-[]()TZ,; rxtxRXTX<>=#_V";

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t longest = 60;
  std::string front;
  for (const std::uint8_t byte : twc::Bytes{data, std::min(size, longest)}) {
    front += front_characters[byte % front_characters.size()];
  }
  constexpr std::ptrdiff_t digits_of_a_frame = 24;
  if (std::ranges::count_if(front, [](char c) { return c >= '0' && c <= '9'; }) >=
      digits_of_a_frame) {
    return 0;
  }
  std::string text;
  for (int line = 0; line < 3; ++line) text.append(front).append(1, ' ').append(spelled);
  const auto format = twc::tools::CaptureFormat{};
  twc::fuzz::check_reader(format, twc::fuzz::bytes_of(text));
  for (const auto& record : twc::fuzz::read(format, twc::fuzz::bytes_of(text), text.size())) {
    twc::fuzz::require(!std::holds_alternative<twc::wire::BadFrame>(record.heard));
  }
  return 0;
}
