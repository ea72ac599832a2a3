// SPDX-License-Identifier: MIT
/// A slave told anything in any order, at any time: only harmless frames leave it, one at a time,
/// and it lets nothing through that it was not granted.

#include <algorithm>

#include <twc/node/slave.hpp>
#include <twc/wire/checksum.hpp>
#include <twc/wire/slip.hpp>

#include "input.hpp"
#include "require.hpp"

namespace twc::fuzz {
namespace {

node::SlaveConfig config_of(Input& in) {
  const std::uint8_t bits = in.next();
  node::SlaveConfig config;
  config.seed = in.next();
  if ((bits & 0x01U) != 0) config.protocol = Protocol::one;
  if ((bits & 0x02U) != 0) config.firmware = {4, 5, 2, 0};
  if ((bits & 0x04U) != 0) config.answer_delay = Duration::zero();
  config.keeps_limit = (bits & 0x08U) != 0;
  config.resumes_after_zero = (bits & 0x10U) != 0;
  return config;
}

/// A heartbeat for the slave, or any frame of up to 16 bytes.
std::optional<wire::Frame> heard(const node::Slave& slave, Input& in) {
  const std::uint8_t kind = in.next();
  const auto id = static_cast<unsigned>(slave.id());
  std::array<std::uint8_t, 16> bytes{
      0xFB, 0xE0, 0x77, 0x77, static_cast<std::uint8_t>(id >> 8U), static_cast<std::uint8_t>(id)};
  constexpr std::array<std::size_t, 4> sizes{13, 14, 15, 16};
  const std::size_t size = sizes[kind % sizes.size()];
  if ((kind & 0x80U) == 0) {
    constexpr std::array<std::uint8_t, 10> commands{0, 2, 5, 6, 7, 8, 9, 9, 5, 1};
    bytes[6] = commands[(kind >> 2U) % commands.size()];
    bytes[7] = in.next();
    bytes[8] = in.next();
  } else {
    bytes[0] = static_cast<std::uint8_t>(0xFBU + in.next() % 3U);
    bytes[1] = in.next();
    if ((kind & 0x40U) != 0) std::ranges::copy(std::array{bytes[4], bytes[5]}, bytes.begin() + 2);
  }
  bytes[size - 1] = wire::checksum(Bytes{bytes}.first(size - 1));
  return wire::Frame::check(Bytes{bytes}.first(size));
}

node::Car car_of(Input& in) {
  const std::uint8_t bits = in.next();
  return {.is_plugged = (bits & 0x01U) != 0,
          .wants_current = (bits & 0x02U) != 0,
          .asks = (bits & 0x04U) != 0,
          .drawn = Centiamps{static_cast<std::uint16_t>(bits << 6U)},
          .vin = msg::Text<17>{"5YJ3E7EB3KF000001"}};
}

void poll(node::Slave& slave, Time now) {
  const auto frame = slave.poll(now);
  if (!frame) return;
  require(wire::SlipFrame::of(*frame, wire::EndByte::fc).has_value());
  require(frame->bytes()[0] == 0xFD);
  require(!slave.poll(now));
}

void check(const node::Slave& slave, const node::Car& car) {
  require(slave.allowed() <= slave.limit());
  require(slave.allowed() <= slave.config().rating);
  require(slave.allowed() == Centiamps{} || (car.is_plugged && car.wants_current));
  require(slave.id() != TwcId{});
}

}  // namespace
}  // namespace twc::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twc::fuzz;
  Input in{
      {data, size}
  };
  twc::node::Slave slave{config_of(in)};
  twc::node::Car car;
  twc::Time now{};
  while (!in.empty()) {
    const std::uint8_t opcode = in.next();
    // 0 to 4 minutes, most of them short
    const std::int64_t wait = opcode >> 3U;
    now += twc::Duration{wait * wait * wait * 8'000};
    switch (opcode % 8) {
      case 0: car = car_of(in), slave.set_car(now, car); break;
      case 1: slave.reset(now); break;
      case 2: in.next() == 0 ? slave.fail(now) : slave.power_cycle(now); break;
      case 3: now = std::max(now, slave.deadline().value_or(now)); break;
      default:
        if (const auto frame = heard(slave, in)) slave.hear(now, *frame);
        break;
    }
    poll(slave, now);
    check(slave, car);
  }
  return 0;
}
