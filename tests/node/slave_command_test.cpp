// SPDX-License-Identifier: MIT
/// The slave obeys each command of a heartbeat, zero and absurd limits included.

#include <twc/node/slave.hpp>

#include "support/slave_bench.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using msg::Command;

TEST_CASE("slave: a limit applies with the frame that brings it", "[node][slave]") {
  SlaveBench bench;
  bench.plug(tesla);
  bench.slave.hear(bench.now, "FB E0 77 77 34 95 09 06 40 00 00 00 00 00 00 E6"_frame);
  CHECK(bench.slave.allowed() == 16_A);
}

TEST_CASE("slave: 00 changes nothing", "[node][slave]") {  // all sources; ukoda, a real pair
  SlaveBench bench = charging(16_A);
  CHECK(Shown{bench.beats(100s)} == Shown{ChargeState::charging, 16_A});
}

TEST_CASE("slave: 02 makes it show state 02 once, then it is mute until it is reset",
          "[node][slave]") {  // dracoventions/TWCManager
  SlaveBench bench = charging(16_A);
  // FB E0 | from | to | 02 | bits | padding                                          made up
  const auto answers = bench.ask("FB E0 77 77 34 95 02 04 00 00 00 00 00 00 00 9D"_frame);
  REQUIRE(answers.size() == 1);
  CHECK(Shown{std::get<msg::SlaveHeartbeat>(msg::decode(answers[0]))} ==
        Shown{ChargeState::error, 0_A});
  CHECK(bench.slave.allowed() == 0_A);
  bench.said.clear();
  CHECK(bench.ask("FB E0 77 77 34 95 00 00 00 00 00 00 00 00 00 97"_frame).empty());
  bench.pass(600s);
  CHECK(bench.said.empty());
  bench.slave.reset(bench.now);
  bench.pass(1s);
  CHECK(bench.said.size() >= 1);
}

TEST_CASE("slave: error bits F0 to F7 outlast the reset button, others do not", "[node][slave]") {
  const auto bits = GENERATE(0xEF, 0xF0, 0xF2, 0xF7, 0xF8);
  const bool locks = bits >= 0xF0 && bits <= 0xF7;
  SlaveBench bench;  // dracoventions/TWCManager
  bench.slave.hear(bench.now,
                   msg::encode(msg::MasterError{.from = bench_master,
                                                .to = TwcId{0x3495},
                                                .bits = static_cast<msg::ErrorBits>(bits)},
                               Protocol::two, wire::HarmAccepted{}));
  CHECK(bench.slave.is_muted());
  bench.slave.reset(bench.now);
  CHECK(bench.slave.is_muted() == locks);
  bench.slave.power_cycle(bench.now);
  CHECK_FALSE(bench.slave.is_muted());
}

TEST_CASE("slave: 05 and 08 set the limit of Protocol 1 at any time",
          "[node][slave]") {  // dracoventions/TWCManager; a real master answers 08 with 08, too
  const auto command = GENERATE(Command::set_initial_limit, Command::stop_ack);
  SlaveBench bench = charging_protocol1(16_A);
  CHECK(Shown{bench.beat(command, 10_A)} == Shown{ChargeState::charging, 10_A});
  CHECK(bench.slave.allowed() == 10_A);
}

TEST_CASE("slave: 05 and 08 set the limit of Protocol 2 before it charges, not while it does",
          "[node][slave]") {  // 05: dracoventions, twc-director. 08: as 05 in dracoventions' slave
  const auto command = GENERATE(Command::set_initial_limit, Command::stop_ack);
  SlaveBench bench;
  bench.plug(tesla);
  bench.beat();
  CHECK(Shown{bench.beat(command, 16_A)} == Shown{ChargeState::ready_to_charge, 16_A});
  CHECK(Shown{bench.beat()} == Shown{ChargeState::starting, 16_A});
  CHECK(Shown{bench.beats(5s)} == Shown{ChargeState::charging, 16_A});
  CHECK(Shown{bench.beat(command, 10_A)} == Shown{ChargeState::charging, 16_A});
  CHECK(bench.slave.allowed() == 16_A);
}

TEST_CASE("slave: Protocol 2 refuses limits between 0 and 5 A", "[node][slave]") {
  // gh-ngardiner-143 drove a Protocol 1 unit at 1 A; no source has a Protocol 2 unit below 5 A.
  const auto too_small = GENERATE(Centiamps{1}, 1_A, Centiamps{499});
  SlaveBench bench = charging(16_A);
  CHECK(Shown{bench.beat(Command::set_limit, too_small)} == Shown{ChargeState::charging, 16_A});
  CHECK(bench.slave.allowed() == 16_A);
  CHECK(Shown{bench.beat(Command::set_limit, 5_A)} == Shown{ChargeState::set_limit_ack, 5_A});
  SlaveBench waiting;
  waiting.plug(tesla);
  waiting.beat();
  CHECK(waiting.beat(Command::set_initial_limit, too_small).limit == 0_A);
  SlaveBench old = charging_protocol1(16_A);
  CHECK(Shown{old.beat(Command::set_initial_limit, 1_A)} == Shown{ChargeState::charging, 1_A});
}

TEST_CASE("slave: 06 raises by 2 A for good, and 44 s later it shows 0A", "[node][slave]") {
  SlaveBench bench = charging(16_A);  // dracoventions/TWCManager
  CHECK(Shown{bench.beat(Command::raise)} == Shown{ChargeState::raise_ack, 18_A});
  CHECK(bench.slave.allowed() == 18_A);
  CHECK(Shown{bench.beats(43s)} == Shown{ChargeState::raise_ack, 18_A});
  CHECK(Shown{bench.beats(2s)} == Shown{ChargeState::adjusted, 18_A});
  CHECK(bench.slave.allowed() == 18_A);
}

TEST_CASE("slave: 07 lowers by 2 A for 10 s, and at 13 s it shows 0A", "[node][slave]") {
  SlaveBench bench = charging(16_A);  // dracoventions/TWCManager
  const Time begin = bench.now;
  CHECK(Shown{bench.beat(Command::lower)} == Shown{ChargeState::lower_ack, 16_A});
  CHECK(bench.slave.allowed() == 14_A);
  bench.beats(8s);
  bench.run_to(begin + 9s + 999ms);
  CHECK(bench.slave.allowed() == 14_A);
  bench.run_to(begin + 10s);
  CHECK(bench.slave.allowed() == 16_A);
  CHECK(Shown{bench.beats(2s)} == Shown{ChargeState::lower_ack, 16_A});
  bench.beat();
  CHECK(Shown{bench.beat()} == Shown{ChargeState::adjusted, 16_A});
}

TEST_CASE("slave: 06 and 07 change nothing while nothing charges",
          "[node][slave]") {  // both act on a running charge (dracoventions/TWCManager)
  const auto command = GENERATE(Command::raise, Command::lower);
  SlaveBench bench;
  const bool is_plugged = GENERATE(true, false);
  if (is_plugged) bench.plug(tesla);
  bench.beats(3s);
  const Shown before{bench.beat()};
  CHECK(Shown{bench.beat(command)} == before);
  CHECK(Shown{bench.beats(50s)} == before);
  CHECK(bench.slave.allowed() == 0_A);
}

TEST_CASE("slave: Protocol 1 knows neither 06 nor 07 nor 09",
          "[node][slave]") {  // dracoventions/TWCManager
  SlaveBench bench = charging_protocol1(16_A);
  for (const Command command : {Command::raise, Command::lower, Command::set_limit}) {
    CHECK(Shown{bench.beat(command, 10_A)} == Shown{ChargeState::charging, 16_A});
    CHECK(bench.slave.allowed() == 16_A);
  }
}

TEST_CASE("slave: 09 shows for 10 to 12 s, however often it is repeated", "[node][slave]") {
  SlaveBench bench = charging(16_A);  // ngardiner/TWCManager#644; repeated: joe714's fork
  const Time begin = bench.now;
  Time shown_until = begin;
  while (bench.now < begin + 20s) {
    const auto answer = bench.beat(Command::set_limit, 19_A);
    CHECK(answer.limit == 19_A);
    if (answer.state == ChargeState::set_limit_ack) shown_until = bench.now;
  }
  CHECK(shown_until - begin >= 10s);
  CHECK(shown_until - begin <= 12s);
  CHECK(Shown{bench.beat()} == Shown{ChargeState::charging, 19_A});
}

TEST_CASE("slave: a command that nobody has explained is answered and changes nothing",
          "[node][slave]") {
  SlaveBench bench = charging(16_A);
  const auto answers = bench.ask("FB E0  77 77  34 95  03  12 34  01  00 00 00 00 00  E1"_frame);
  REQUIRE(answers.size() == 1);
  CHECK(Shown{std::get<msg::SlaveHeartbeat>(msg::decode(answers[0]))} ==
        Shown{ChargeState::charging, 16_A});
}

TEST_CASE("slave: mirrors any limit, and lets through no more than its rating", "[node][slave]") {
  const auto limit = GENERATE(as<std::uint16_t>{}, 0x0FAA, 0x1F40, 0x1F41, 0xFFFF);
  SlaveBench bench;  // dracoventions/TWCManager, a real unit
  bench.plug(tesla);
  CHECK(Shown{bench.beat(Command::set_limit, Centiamps{limit})} ==
        Shown{ChargeState::set_limit_ack, Centiamps{limit}});
  CHECK(bench.slave.allowed() == 32_A);
}

TEST_CASE("slave: Protocol 2 falls to 6 A at zero and does not stop", "[node][slave]") {
  SlaveBench bench = charging(16_A);  // ngardiner/TWCManager#296
  CHECK(Shown{bench.beat(Command::set_limit, 0_A)} == Shown{ChargeState::do_not_charge, 6_A});
  CHECK(bench.slave.allowed() == 6_A);
  CHECK(Shown{bench.beats(20s)} == Shown{ChargeState::do_not_charge, 6_A});
  CHECK(Shown{bench.beat(Command::set_limit, 10_A)} == Shown{ChargeState::set_limit_ack, 10_A});
  CHECK(bench.slave.allowed() == 10_A);
}

TEST_CASE("slave: Protocol 2 that asks and gets zero rests at 6 A with an open contactor",
          "[node][slave]") {  // dracoventions, a real P2: 6 A, state 03
  SlaveBench bench;
  bench.plug(tesla);
  bench.beat();
  CHECK(Shown{bench.beat(Command::set_limit, 0_A)} == Shown{ChargeState::do_not_charge, 6_A});
  CHECK(bench.slave.allowed() == 0_A);
  bench.beat(Command::set_limit, 6_A);
  CHECK(bench.slave.allowed() == 6_A);
}

TEST_CASE("slave: Protocol 1 stops at zero for as long as zero is repeated", "[node][slave]") {
  SlaveBench bench = charging_protocol1(16_A);  // dracoventions/TWCManager
  bench.beat(Command::set_initial_limit, 0_A);
  CHECK(bench.slave.allowed() == 0_A);
  for (int second = 0; second < 20; ++second) {
    CHECK(Shown{bench.beat(Command::set_initial_limit, 0_A)} ==
          Shown{ChargeState::do_not_charge, 0_A});
    CHECK(bench.slave.allowed() == 0_A);
  }
  bench.beat(Command::set_initial_limit, 10_A);
  CHECK(bench.slave.allowed() == 10_A);
}

TEST_CASE("slave: Protocol 1 clicks its relay when zero and 00 alternate", "[node][slave]") {
  SlaveBench bench = charging_protocol1(16_A);  // dracoventions/TWCManager: 01 0000 and 03 0258
  for (int times = 0; times < 5; ++times) {
    CHECK(Shown{bench.beat(Command::set_initial_limit, 0_A)} == Shown{ChargeState::charging, 0_A});
    CHECK(bench.slave.allowed() == 0_A);
    CHECK(Shown{bench.beat()} == Shown{ChargeState::do_not_charge, 6_A});
    CHECK(bench.slave.allowed() == 6_A);
  }
}

TEST_CASE("slave: Protocol 1 may be made to stay at zero", "[node][slave]") {
  auto config = protocol1_unit();
  config.resumes_after_zero = false;
  SlaveBench bench = charging_protocol1(16_A, config);
  bench.beat(Command::set_initial_limit, 0_A);
  CHECK(Shown{bench.beats(5s)} == Shown{ChargeState::do_not_charge, 0_A});
  CHECK(bench.slave.allowed() == 0_A);
}

}  // namespace
}  // namespace twc::test
