// SPDX-License-Identifier: MIT
/// From bytes to messages, findings, decisions and back without the heap.

#include <cstdlib>
#include <new>

#include <twc/twc.hpp>

#include "support/catch.hpp"
#include "support/damage.hpp"
#include "support/dice.hpp"
#include "support/traffic.hpp"

namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
std::size_t allocations = 0;

void* allocate(std::size_t size) {
  ++allocations;
  void* const memory = std::malloc(size);  // NOLINT(cppcoreguidelines-no-malloc)
  if (memory == nullptr) throw std::bad_alloc{};
  return memory;
}

}  // namespace

void* operator new(std::size_t size) {
  return allocate(size);
}
void* operator new[](std::size_t size) {
  return allocate(size);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t /*size*/) noexcept {
  std::free(memory);
}

namespace twc::test {
namespace {

struct Count {
  std::size_t frames = 0;
  std::size_t vins = 0;
  std::size_t others = 0;
  std::size_t recovered = 0;
  std::size_t sent = 0;
  unit::VinAssembly vin{};
  bus::Monitor monitor{};
  std::int64_t time = 0;

  void operator()(const wire::Frame& frame) {
    ++frames;
    monitor.hear(Time{std::chrono::milliseconds{time += 20}}, frame);
    const msg::Message message = msg::decode(frame);
    if (const auto* const part = std::get_if<msg::Vin>(&message)) {
      vin.hear(*part);
      ++vins;
    }
    if (const auto out = wire::SlipFrame::of(frame)) sent += out->bytes().size();
  }
  void operator()(const wire::TrailingByte& /*byte*/) { ++others; }
  void operator()(const wire::Noise& /*noise*/) { ++others; }
  void operator()(const wire::BadFrame& bad) {
    monitor.hear(Time{std::chrono::milliseconds{time += 20}}, bad);
    wire::Recovery recovery{bad.wire};
    while (recovery.next()) ++recovered;
  }
};

TEST_CASE("heap: decoding, messages, recovery and sending do not use it", "[package]") {
  Dice dice{1};
  const auto next = [&dice] { return random_frame(dice); };
  const ByteVector bytes = damage_bytes(transmit(next, 200'000, dice), 1, dice).wire;

  const std::size_t before = allocations;
  Count count;
  wire::Decoder decoder;
  for (Bytes rest{bytes}; !rest.empty();) {
    const std::size_t size = std::min<std::size_t>(rest.size(), 1000);
    decoder.feed(Time{}, rest.first(size), count);
    rest = rest.subspan(size);
  }
  decoder.finish(count);
  const std::size_t findings = count.monitor.findings().size();
  const std::size_t during = allocations - before;

  CHECK(before > 0);  // the counter counts
  CHECK(during == 0);
  CHECK(findings > 0);
  CHECK(count.frames > 5000);
  CHECK(count.vins > 100);
  CHECK(count.recovered > 50);
  CHECK(count.sent > 50'000);
}

/// One frame after another, each 20 ms long and heard by all.
struct Bus {
  node::Master master;
  std::array<node::Slave, 2> slaves;
  Time now{};
  std::size_t frames = 0;
  std::size_t events = 0;

  void run_until(Time end) {
    for (; now < end; now += std::chrono::milliseconds{10}) {
      if (const auto frame = master.poll(now)) {
        pass_on(*frame, nullptr);
        continue;
      }
      for (node::Slave& slave : slaves) {
        if (const auto frame = slave.poll(now)) pass_on(*frame, &slave);
      }
    }
  }

  void pass_on(const wire::Frame& frame, const node::Slave* from) {
    ++frames;
    now += std::chrono::milliseconds{20};
    if (from != nullptr) master.hear(now, frame);
    for (node::Slave& slave : slaves) {
      if (&slave != from) slave.hear(now, frame);
    }
    while (master.next_event()) ++events;
  }
};

TEST_CASE("heap: a master and its slaves do not use it after their set-up", "[package]") {
  using std::chrono::seconds;
  node::MasterConfig config;
  config.id = TwcId{0x77AB};
  config.max_current = 32_A;
  config.bus_idle = true;
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true};
  node::SlaveConfig first;
  node::SlaveConfig second;
  second.id = TwcId{0x2019};
  second.serial = msg::SerialNumber{"A17A0002019"};
  second.seed = 1;
  Bus bus{
      .master = node::Master{config,             Time{}             },
        .slaves = {node::Slave{first}, node::Slave{second}}
  };

  const std::size_t before = allocations;
  for (int round = 1; round <= 10; ++round) {
    node::Car car{.is_plugged = true, .wants_current = round % 2 == 1, .asks = round % 2 == 1};
    for (node::Slave& slave : bus.slaves) slave.set_car(bus.now, car);
    bus.master.set_limit(bus.now, round % 3 == 0 ? 8_A : 32_A);
    if (round == 7) bus.slaves[0].power_cycle(bus.now);
    bus.run_until(Time{seconds{60} * round});
  }
  const std::size_t during = allocations - before;

  CHECK(during == 0);
  CHECK(bus.frames > 1500);
  CHECK(bus.events > 50);
}

struct Sum final : link::Observer {
  void seen(const link::Seen& seen) override { frames += seen.what.index() == 0 ? 1U : 0U; }
  std::size_t frames = 0;
};

TEST_CASE("heap: two Ports and their observer do not use it", "[package]") {
  using std::chrono::milliseconds;
  node::MasterConfig config;
  config.id = TwcId{0x77AB};
  config.max_current = 32_A;
  config.bus_idle = true;
  Time now{};
  node::Master master{config, now};
  node::Slave slave{{}};
  link::Port left{master, {}, now};
  link::Port right{slave, {}, now};
  Sum sum;
  left.observe(sum);

  const std::size_t before = allocations;
  for (; now < Time{std::chrono::minutes{10}}; now += milliseconds{5}) {
    if (const auto frame = left.transmit(now)) right.receive(now, *frame);
    if (const auto frame = right.transmit(now)) left.receive(now, *frame);
    if (now.time_since_epoch() % std::chrono::seconds{60} == Duration{}) {
      left.line_down(now);
      left.line_up(now);
    }
    while (master.next_event()) continue;
  }
  const std::size_t during = allocations - before;

  CHECK(during == 0);
  CHECK(sum.frames > 1000);
}

}  // namespace
}  // namespace twc::test
