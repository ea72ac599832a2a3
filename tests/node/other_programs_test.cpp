// SPDX-License-Identifier: MIT
/// Other programs do on a bus things that a Wall Connector does not. 16-byte heartbeats to a
/// Protocol 1 unit and questions of 13 and 15 bytes: slave_answers_test.cpp. One id on both ends:
/// slave_link_test.cpp and, with the program itself, tools/wire_masters_test.cpp.

#include <twc/node/master.hpp>
#include <twc/node/slave.hpp>
#include <twc/wire/checksum.hpp>

#include "support/catch.hpp"
#include "support/master_bench.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

/// An emulated slave of another program: it answers heartbeats and the question for its meter, that
/// one in 16 bytes, where units have 20, and nothing else.
class PlainSlave : public sim::Participant {
 public:
  PlainSlave() : slave_{node::SlaveConfig{.id = TwcId{0x2019}}} {
    slave_.set_car(Time{}, {.is_plugged = true, .wants_current = true, .asks = true});
  }
  void hear(Time now, const wire::Event& event) override {
    const auto* const frame = std::get_if<wire::Frame>(&event);
    if (frame == nullptr) return;
    const msg::Message message = msg::decode(*frame);
    if (std::holds_alternative<msg::MeterRequest>(message)) ++meter_requests;
    const bool is_known = std::holds_alternative<msg::MasterHeartbeat>(message) ||
                          std::holds_alternative<msg::MeterRequest>(message);
    if (!is_known) ++unanswered;
    if (is_known) slave_.hear(now, *frame);
  }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override {
    const auto frame = slave_.poll(now);
    if (!frame || frame->function() != wire::Function::meter) return frame;
    std::array<std::uint8_t, 16> cut{};
    std::ranges::copy(frame->bytes().first(cut.size() - 1), cut.begin());
    cut.back() = wire::checksum(Bytes{cut}.first(cut.size() - 1));
    return wire::Frame::check(cut);
  }
  [[nodiscard]] std::optional<Time> deadline() const override { return slave_.deadline(); }
  [[nodiscard]] Centiamps limit() const { return slave_.limit(); }

  int meter_requests = 0;
  int unanswered = 0;

 private:
  node::Slave slave_;
};

TEST_CASE("other programs: a slave that knows heartbeats and a 16-byte meter only is served",
          "[node][master]") {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true};
  MasterBus bench{config};
  PlainSlave slave;
  bench.bus.connect(slave);
  bench.run(60s);
  bench.master.set_limit(bench.bus.now(), 16_A);
  bench.run(3s);
  INFO(bench.trace());
  CHECK(slave.limit() == 16_A);
  CHECK(bench.count<node::event::Linked>() == 1);
  CHECK(bench.count<node::event::Lost>() == 0);
  // Every 10 s, because it is answered, though with the energy only; the rest is asked for less and
  // less: after 2, 5, 10, 20 s for each of three.
  CHECK(bench.count<node::event::MeterReported>() == 1);  // it says the same each time
  CHECK(slave.meter_requests >= 5);
  CHECK(slave.unanswered <= 21);  // nine announcements at boot, and four questions of three kinds
}

TEST_CASE("other programs: a bus without end bytes carries the same charge", "[node][master]") {
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit());
  bench.bus.link(bench.master_port).end_byte.reset();
  bench.bus.link(bench.ports.at(0)).end_byte.reset();
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(20s);
  INFO(bench.trace());
  CHECK(unit.in_force(bench.bus.now()) == 32_A);
}

/// Another master left a unit that had restarted at 40 A for the half minute that it was watched.
TEST_CASE("other programs: ours repeats its limit in the next heartbeat to a unit that restarted",
          "[node][master]") {
  auto config = eager_master();
  config.max_current = 28_A;
  MasterBench unit{config};
  for (int second = 0; second < 10; ++second) unit.answer(msg::ChargeState::charging, 28_A, 20_A);
  REQUIRE(unit.last.command == msg::Command::none);
  unit.answer(msg::ChargeState::starting, 40_A, 0_A);
  unit.answer(msg::ChargeState::starting, 40_A, 0_A);
  CHECK(unit.last.command == msg::Command::set_limit);
  CHECK(unit.last.limit == 28_A);
}

}  // namespace
}  // namespace twc::test
