// SPDX-License-Identifier: MIT
/// Any bytes, read as each capture format. The captures of the tests are seeds, too.

#include "reader_fuzz.hpp"

#include "capture/formats.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  for (const twc::tools::FormatRow& row : twc::tools::capture_formats()) {
    twc::fuzz::check_reader(twc::tools::CaptureFormat{row}, {data, size});
  }
  return 0;
}
