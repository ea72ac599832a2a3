// SPDX-License-Identifier: MIT
/// Any bytes, read as raw bytes; and raw bytes written again.

#include "capture/bin.hpp"
#include "reader_fuzz.hpp"

namespace {

using namespace twc;

/// Raw bytes keep only the beginning of an overlong stretch.
bool is_same(const tools::Record& again, const tools::Record& before) {
  const auto* const bad = std::get_if<wire::BadFrame>(&before.heard);
  if (bad == nullptr || bad->wire.count() <= wire::Stretch::capacity) {
    const auto* const noise = std::get_if<wire::Noise>(&before.heard);
    const bool is_cut = noise != nullptr && noise->wire.count() > wire::Stretch::capacity;
    return is_cut || again == before;
  }
  const auto* const heard = std::get_if<wire::BadFrame>(&again.heard);
  return heard != nullptr && heard->error == bad->error;
}

void check_writer(Bytes input) {
  const auto records = fuzz::read(tools::CaptureFormat{"bin"}, input, input.size() + 1);
  std::string wire;
  tools::BinFormat writer;
  for (const tools::Record& record : records) writer.append(wire, record);
  const auto again = fuzz::read(tools::CaptureFormat{"bin"}, fuzz::bytes_of(wire), wire.size() + 1);
  fuzz::require(std::ranges::equal(again, records, is_same));
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  twc::fuzz::check_reader(twc::tools::CaptureFormat{"bin"}, {data, size});
  check_writer({data, size});
  return 0;
}
