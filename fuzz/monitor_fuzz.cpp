// SPDX-License-Identifier: MIT
/// Any events at any times: the monitor takes them, and its findings stay bounded.

#include <algorithm>
#include <variant>

#include <twc/bus/monitor.hpp>
#include <twc/wire/checksum.hpp>
#include <twc/wire/detail/judge.hpp>

#include "require.hpp"
#include "support/hex.hpp"

namespace twc::fuzz {
namespace {

/// The first byte of an event: what it is, its origin and how much later it comes; the second, how
/// many bytes follow.
struct Head {
  unsigned bits;

  [[nodiscard]] bool mends_checksum() const { return (bits & 1U) != 0; }
  [[nodiscard]] bus::Origin origin() const {
    constexpr std::array origins{bus::Origin::heard, bus::Origin::heard, bus::Origin::sent,
                                 bus::Origin::echo};
    return origins[(bits >> 1U) & 3U];
  }
  [[nodiscard]] bool has_time() const { return (bits & 0x18U) != 0x18U; }
  [[nodiscard]] Duration passed() const {
    constexpr std::array steps{0, 1, 30, 150, 1000, 10'000, 70'000, -5000};
    return std::chrono::milliseconds{steps[bits >> 5U]};
  }
};

Bytes take(Bytes& input, std::size_t size) {
  const Bytes taken = input.first(std::min(size, input.size()));
  input = input.subspan(taken.size());
  return taken;
}

wire::Event event_of(const Head& head, Bytes bytes) {
  test::ByteVector body{bytes.begin(), bytes.end()};
  if (body.size() == 1) return wire::TrailingByte{body[0]};
  if (head.mends_checksum() && body.size() < wire::Frame::longest) {
    body.push_back(wire::checksum(body));
  }
  return body.empty() ? wire::Event{wire::Noise{}} : wire::judge(wire::escape(body));
}

void check(const bus::Monitor& monitor) {
  require(monitor.roster().units().size() <= bus::Roster::capacity);
  const bus::Findings findings = monitor.findings();
  require(findings.size() <= bus::Findings::capacity);
  const bool is_silent = monitor.totals().good == 0 && monitor.totals().echoes == 0;
  require(!is_silent || !findings.empty());
}

void listen(Bytes input) {
  constexpr std::size_t most_bytes = 32;
  bus::Monitor monitor;
  Time now{};
  while (input.size() >= 2) {
    const Head head{input[0]};
    const std::size_t size = input[1] % most_bytes;
    input = input.subspan(2);
    now += head.passed();
    const bus::When when = head.has_time() ? bus::When{now} : std::nullopt;
    monitor.hear(when, event_of(head, take(input, size)), head.origin());
  }
  check(monitor);
}

}  // namespace
}  // namespace twc::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  twc::fuzz::listen({data, size});
  return 0;
}
