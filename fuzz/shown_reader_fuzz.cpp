// SPDX-License-Identifier: MIT
/// Any bytes, read as a text; the corpus has what twc-sniff and the players print.

#include "reader_fuzz.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  twc::fuzz::check_reader(twc::tools::CaptureFormat{}, {data, size});
  return 0;
}
