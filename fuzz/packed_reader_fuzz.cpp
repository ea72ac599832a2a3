// SPDX-License-Identifier: MIT
/// Any bytes, packed with gzip or spoiled afterwards, or as UTF-16: packed bytes give the same
/// records as plain ones.

#include <string>
#include <vector>
#include <zlib.h>

#include "reader_fuzz.hpp"

namespace {

using twc::Bytes;
using twc::fuzz::read;
using twc::tools::CaptureFormat;

std::vector<std::uint8_t> packed(Bytes bytes) {
  constexpr int gzip = 16 + MAX_WBITS;
  z_stream stream{};
  twc::fuzz::require(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip, 8, Z_DEFAULT_STRATEGY) ==
                     Z_OK);
  std::vector<std::uint8_t> out(deflateBound(&stream, bytes.size()) + 32);
  stream.next_in = const_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  twc::fuzz::require(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.erase(out.end() - stream.avail_out, out.end());
  deflateEnd(&stream);
  return out;
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Bytes input{data, size};
  const auto plain = read(CaptureFormat{}, input, size + 1);
  auto zipped = packed(input);
  twc::fuzz::require(read(CaptureFormat{}, zipped, zipped.size()) == plain);
  twc::fuzz::require(read(CaptureFormat{}, zipped, 3) == plain);
  if (size > 2) zipped[data[0] % zipped.size()] ^= data[1];
  twc::fuzz::check_reader(CaptureFormat{}, zipped);

  std::vector<std::uint8_t> wide{0xFF, 0xFE};
  for (const std::uint8_t byte : input) wide.insert(wide.end(), {byte, 0});
  twc::fuzz::check_reader(CaptureFormat{}, wide);
  return 0;
}
