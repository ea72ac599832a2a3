// SPDX-License-Identifier: MIT
/// Any bytes on the wire: chunks change nothing, no byte is lost, every frame that comes out is
/// one, and a recovered frame stood in the damage.

#include <algorithm>
#include <variant>

#include <twc/wire/slip.hpp>

#include "require.hpp"
#include "support/hex.hpp"
#include "support/listen.hpp"

namespace twc::fuzz {
namespace {

std::size_t size_on_wire(const wire::Event& event) {
  if (const auto* const frame = std::get_if<wire::Frame>(&event)) {
    return wire::escape(frame->bytes()).count();
  }
  if (const auto* const noise = std::get_if<wire::Noise>(&event)) return noise->wire.count();
  if (const auto* const bad = std::get_if<wire::BadFrame>(&event)) return bad->wire.count();
  return 1;
}

void check_frame(const wire::Frame& frame) {
  const wire::Stretch body = wire::escape(frame.bytes());
  test::ByteVector bytes{wire::slip_end};
  bytes.insert(bytes.end(), body.bytes().begin(), body.bytes().end());
  bytes.push_back(wire::slip_end);
  require(test::listen(bytes) == std::vector<wire::Event>{frame});
  require(wire::Frame::check(frame.bytes()) == frame);
}

/// Every recovered frame stands in the stretch, behind the one before it.
void check_recovery(const wire::Stretch& damaged) {
  Bytes rest = damaged.bytes();
  for (const wire::Frame& frame : test::recover(damaged)) {
    require(wire::find(frame.function()) != nullptr);
    check_frame(frame);
    const wire::Stretch body = wire::escape(frame.bytes());
    const Bytes whole = body.bytes();
    const auto found = std::search(rest.begin(), rest.end(), whole.begin(), whole.end());
    require(found != rest.end());
    rest = rest.subspan(static_cast<std::size_t>(found - rest.begin()) + whole.size());
  }
}

void check_events(Bytes input, const std::vector<wire::Event>& events) {
  auto size = static_cast<std::size_t>(std::ranges::count(input, wire::slip_end));
  for (const wire::Event& event : events) {
    size += size_on_wire(event);
    if (const auto* const frame = std::get_if<wire::Frame>(&event)) check_frame(*frame);
    if (const auto* const noise = std::get_if<wire::Noise>(&event)) check_recovery(noise->wire);
    if (const auto* const bad = std::get_if<wire::BadFrame>(&event)) check_recovery(bad->wire);
  }
  require(size == input.size());
}

}  // namespace
}  // namespace twc::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twc;
  const Bytes input{data, size};
  const auto events = test::listen(input, size + 1);
  for (const std::size_t step : {std::size_t{1}, std::size_t{5}, std::size_t{27}, size / 2 + 1}) {
    fuzz::require(test::listen(input, step) == events);
  }
  fuzz::check_events(input, events);
  return 0;
}
