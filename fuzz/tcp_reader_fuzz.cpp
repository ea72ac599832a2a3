// SPDX-License-Identifier: MIT
/// Any bytes, read as pcap; the corpus has TCP conversations.

#include "reader_fuzz.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  twc::fuzz::check_reader(twc::tools::CaptureFormat::pcap, {data, size});
  return 0;
}
