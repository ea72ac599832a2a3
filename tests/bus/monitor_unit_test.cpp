// SPDX-License-Identifier: MIT
/// The monitor: what is wrong with one unit.

#include "support/catch.hpp"
#include "support/monitor_bench.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using msg::Command;

wire::Frame reply(Centiamps limit, Centiamps drawn, ChargeState state = ChargeState::charging) {
  return answer(slave_id, master_id, limit, drawn, state);
}

TEST_CASE("monitor: latency and loss of each unit", "[bus][monitor]") {
  MonitorBench line;
  line.beats(3).after(1s, ask()).after(1s, ask()).after(200ms, answer()).after(1s, ask());
  const bus::Answers* const answers = line.monitor().answers(slave_id);
  REQUIRE(answers != nullptr);
  CHECK(answers->asked() == 6);
  CHECK(answers->answered() == 4);
  CHECK(answers->unanswered() == 1);  // the last may still come
  CHECK(answers->shortest() == 150ms);
  CHECK(answers->longest() == 200ms);
  CHECK(line.monitor().answers(master_id) == nullptr);
}

TEST_CASE("monitor: an answer after half a second is none, but whole seconds tell less",
          "[bus][monitor]") {
  // Real units begin 0.15 to 0.2 s after the question (ukoda/TWCProtocolMonitor)
  MonitorBench late;
  late.after(100ms, ask()).after(501ms, answer());
  CHECK(late.monitor().answers(slave_id)->unanswered() == 1);
  MonitorBench log;  // as TWCManager writes it
  log.after(0s, ask()).after(1s, answer());
  CHECK(log.monitor().answers(slave_id)->answered() == 1);
  CHECK(log.monitor().answers(slave_id)->longest() == 0s);
}

TEST_CASE("monitor: the error state is a finding", "[bus][monitor]") {
  // 16.86 A in state 02 with a limit of 0.00 A (ngardiner 395).
  MonitorBench line;
  const auto error = "FD E0 02 2C 77 77 02 00 00 06 96 00 00 9A"_frame;
  line.beats(3).after(1s, error).after(1s, error);
  REQUIRE(line.only<bus::ErrorState>());
  CHECK(line.only<bus::ErrorState>()->unit == TwcId{0x022C});
  CHECK(line.only<bus::ErrorState>()->drawn == Centiamps{1686});
}

TEST_CASE("monitor: a unit that its master left alone passes through the error state",
          "[bus][monitor]") {
  const auto error = reply({}, {}, ChargeState::error);
  MonitorBench line;
  line.beats(10).after(40s, linkready(slave_id)).beats(3, ask(), error).beats(10);
  CHECK(line.problems() == 0);
  CHECK(MonitorBench{}.beats(1, ask(), error).beats(10).problems() == 0);  // listening begins then
  line.after(40s, linkready(slave_id)).beats(40, ask(), error);
  CHECK(line.only<bus::ErrorState>());
  CHECK(line.beats(5).only<bus::ErrorState>(bus::Standing::past));
}

TEST_CASE("monitor: an error that a master commands has its bits, and explains the state",
          "[bus][monitor]") {
  MonitorBench line;
  // A real master sent bits 01 and 04 (ngardiner 298); the ids are made up.
  line.beats(3).after(1s, made_up("FB E0 77 77 20 19 02 05 00 00 00 00 00 00 00"));
  line.after(150ms, reply({}, {}, ChargeState::error));
  REQUIRE(line.only<bus::ErrorCommanded>());
  CHECK(line.only<bus::ErrorCommanded>()->bits == msg::ErrorBits{0x05});
  CHECK(line.only<bus::ErrorCommanded>()->master == master_id);
}

TEST_CASE("monitor: an error for differing ratings is explained by the ratings", "[bus][monitor]") {
  MonitorBench line;
  for (const auto& [id, rating] : {
           std::pair{slave_id,      32_A},
           {TwcId{0x3344}, 80_A}
  }) {
    line.after(1s, linkready(id, Sign{1}, rating)).after(1s, linkready(id, Sign{1}, rating));
    line.after(400ms, ask(id)).after(150ms, answer(id));
  }
  line.after(1s, made_up("FB E0 77 77 20 19 02 04 00 00 00 00 00 00 00"));
  CHECK(line.only<bus::DifferingRatings>());
}

TEST_CASE("monitor: more drawn than the limit is a finding once a car had time to come down",
          "[bus][monitor]") {
  // 8 s, and a second for each 4 A that it is above: 16 to 6 A takes 10.5 s. Then 10 s.
  MonitorBench line;
  line.beats(10, ask(), reply(16_A, 16_A)).beats(21, ask(), reply(6_A, 16_A));
  CHECK(line.problems() == 0);
  line.beats(1, ask(), reply(6_A, 16_A));
  REQUIRE(line.only<bus::Overdraw>());
  CHECK(line.only<bus::Overdraw>()->limit == 6_A);
  CHECK(line.only<bus::Overdraw>()->drawn == 16_A);
  CHECK(line.only<bus::Overdraw>()->lasted == 10s);
  line.beats(5, ask(), reply(6_A, Centiamps{520}));
  CHECK(line.only<bus::Overdraw>(bus::Standing::past));
}

TEST_CASE("monitor: a car that needs some seconds to come down draws not too much",
          "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 3; ++time) {
    line.beats(9, ask(), reply(6_A, 16_A)).beats(5, ask(), reply(6_A, Centiamps{514}));
  }
  CHECK(line.problems() == 0);
  // From 80 A at 4 A/s, after the full 5 s that it has.
  MonitorBench slow;
  slow.beats(5, ask(), reply(80_A, 80_A)).beats(5, ask(), reply(6_A, 80_A));
  for (std::uint16_t drawn = 8000; drawn > 600; drawn -= 400) {
    slow.beats(1, ask(), reply(6_A, Centiamps{drawn}));
  }
  CHECK(slow.beats(30, ask(), reply(6_A, 6_A)).problems() == 0);
  CHECK(MonitorBench{}.beats(40, ask(), reply(16_A, 17_A)).problems() == 0);         // within 1 A
  CHECK(MonitorBench{}.beats(40, ask(), reply(40_A, 42_A)).problems() == 0);         // within 5 %
  CHECK(MonitorBench{}.beats(40, ask(), reply({}, Centiamps{33})).problems() == 0);  // idle (draco)
  // Steady at a limit of 6 A (ngardiner 644).
  CHECK(MonitorBench{}.beats(40, ask(), reply(6_A, Centiamps{664})).problems() == 0);
  MonitorBench posted;
  CHECK(posted.without_times().beats(40, ask(), reply(6_A, 16_A)).problems() == 0);
}

TEST_CASE("monitor: a unit that is asked for 20 s and answers no more is lost", "[bus][monitor]") {
  // A real master gives it up after 26 s (dracoventions/TWCManager)
  MonitorBench line;
  line.beats(10);
  for (int time = 0; time < 26; ++time) line.after(1s, ask());
  REQUIRE(line.only<bus::Lost>());
  CHECK(line.only<bus::Lost>()->silent == 26s);
  CHECK(line.only<bus::Lost>()->asked == 26);
  line.beats(5);
  CHECK(line.only<bus::Lost>(bus::Standing::past));
}

TEST_CASE("monitor: lost answers and logs without answers are no lost unit", "[bus][monitor]") {
  MonitorBench line;
  line.beats(10);
  for (int time = 0; time < 15; ++time) line.after(1s, ask());
  CHECK(line.beats(5).problems() == 0);
  MonitorBench log;
  log.after(0s, answer());
  for (int time = 0; time < 100; ++time) log.after(1s, ask(), bus::Origin::sent);
  CHECK(log.problems() == 0);
}

TEST_CASE("monitor: a limit that never comes back is a finding", "[bus][monitor]") {
  MonitorBench line;
  line.beats(12, offer(10_A, Command::set_initial_limit), reply(16_A, 15_A));
  REQUIRE(line.only<bus::NeverEchoed>());
  CHECK(line.only<bus::NeverEchoed>()->sent == 10_A);
  CHECK(line.only<bus::NeverEchoed>()->reported == 16_A);
  CHECK(line.only<bus::NeverEchoed>()->command == Command::set_initial_limit);
}

TEST_CASE("monitor: limits that come late, and units that rest, are none", "[bus][monitor]") {
  MonitorBench late;
  for (int time = 0; time < 10; ++time) {
    late.beats(2, offer(10_A, Command::set_limit), reply(16_A, 9_A));
    late.beats(2, offer(16_A, Command::set_limit), reply(10_A, 9_A));
  }
  CHECK(late.problems() == 0);
  // Without a car the limit stays 0 whatever is sent (ngardiner 215); stopped it reads 6 A (296).
  const auto sixteen = offer(16_A, Command::set_limit);
  CHECK(MonitorBench{}.beats(30, sixteen, reply({}, {}, ChargeState::ready)).problems() == 0);
  CHECK(MonitorBench{}.beats(30, sixteen, reply(6_A, {}, ChargeState::do_not_charge)).problems() ==
        0);
  // 0 stops, and a Protocol 2 unit then rests at 6 A.
  CHECK(MonitorBench{}.beats(30, offer({}, Command::set_limit), reply(6_A, 5_A)).problems() == 0);
}

TEST_CASE("monitor: a dangerous message is a finding, and so is the answer to a write",
          "[bus][monitor]") {
  MonitorBench line;
  line.beats(3).after(1s, "FC 19 00 00 00 00 00 00 00 00 00 00 00 00 00 19"_frame);
  REQUIRE(line.only<bus::DangerSeen>());
  CHECK(line.only<bus::DangerSeen>()->code == wire::Function::write_serial);
  MonitorBench written;
  written.beats(3).after(1s, made_up("FD 19 01 00 00 00 00 00 00 00 00 00 00"));
  CHECK(written.only<bus::DangerSeen>());
  MonitorBench read;
  read.beats(3).after(1s, made_up("FB 19 00 00 00 00 00 00 00 00 00 00 00 00 00"));
  read.after(150ms, made_up("FD 19 41 31 36 4B 30 30 30 30 30 30 30"));
  CHECK(read.problems() == 0);
}

wire::Frame meter(std::uint32_t energy, std::uint16_t volts, std::uint8_t half_amps = 0) {
  return encode(msg::Meter{
      .from = slave_id,
      .energy_raw = energy,
      .volts = {msg::Volts{volts},        {}, {}},
      .amps = std::array<msg::HalfAmps, 3>{msg::HalfAmps{half_amps}, {}, {}}
  });
}

TEST_CASE("monitor: meter values that cannot be are findings", "[bus][monitor]") {
  MonitorBench volts;
  volts.beats(2).after(1s, meter(11, 301));
  CHECK(volts.problems() == 0);  // one damaged frame proves nothing
  volts.after(1s, meter(11, 301));
  REQUIRE(volts.only<bus::Impossible>());
  CHECK(volts.only<bus::Impossible>()->what == bus::Quantity::voltage);
  CHECK(volts.only<bus::Impossible>()->value == 301);
  MonitorBench amps;
  amps.beats(2).after(1s, meter(11, 230, 161)).after(1s, meter(11, 230, 161));
  REQUIRE(amps.only<bus::Impossible>());
  CHECK(amps.only<bus::Impossible>()->value == 8050);
  MonitorBench energy;
  energy.beats(2).after(1s, meter(11, 230)).after(1s, meter(11, 230)).after(1s, meter(10, 230));
  CHECK(energy.problems() == 0);
  energy.after(1s, meter(10, 230));
  REQUIRE(energy.only<bus::Impossible>());
  CHECK(energy.only<bus::Impossible>()->before == 11);
  MonitorBench fine;
  fine.beats(2).after(1s, meter(11, 300, 160)).after(1s, meter(12, 230));
  CHECK(fine.problems() == 0);
  MonitorBench peak;
  peak.beats(2).after(1s, meter(11, 230)).after(1s, meter(70'000, 230)).after(1s, meter(12, 230));
  CHECK(peak.after(1s, meter(12, 230)).problems() == 0);
}

TEST_CASE("monitor: limits that cannot be are findings: units mirror anything (draco)",
          "[bus][monitor]") {
  MonitorBench line;
  line.beats(2, ask(), reply(Centiamps{65535}, 5_A));
  REQUIRE(line.only<bus::Impossible>());
  CHECK(line.only<bus::Impossible>()->what == bus::Quantity::limit);
  CHECK(line.only<bus::Impossible>()->times == 2);
  CHECK(MonitorBench{}.beats(2, ask(), reply(80_A, 5_A)).problems() == 0);
}

TEST_CASE("monitor: a rating that cannot be is a finding", "[bus][monitor]") {
  const auto rating = GENERATE(0_A, Centiamps{499}, Centiamps{8001});
  MonitorBench line;
  line.after(0s, linkready(slave_id, Sign{0xA8}, rating));
  CHECK(line.problems() == 0);
  line.after(1s, linkready(slave_id, Sign{0xA8}, rating)).beats(2);
  REQUIRE(line.only<bus::Impossible>());
  CHECK(line.only<bus::Impossible>()->what == bus::Quantity::rating);
  CHECK(line.only<bus::Impossible>()->value == rating.value());
  CHECK(MonitorBench{}.after(0s, linkready(slave_id, Sign{0xA8}, 5_A)).beats(2).problems() == 0);
}

TEST_CASE("monitor: a frame that an adapter gives twice counts once", "[bus][monitor]") {
  MonitorBench line;
  line.after(0s, linkready(slave_id)).after(0s, linkready(slave_id));
  line.after(10s, linkready(slave_id)).after(1ms, linkready(slave_id));
  CHECK(line.after(400ms, ask()).after(150ms, answer()).problems() == 0);
}

TEST_CASE("monitor: times that run backwards stand still", "[bus][monitor]") {
  MonitorBench line;
  line.beats(5).after(-2h, ask()).after(1s, answer()).beats(5);
  CHECK(line.problems() == 0);
}

}  // namespace
}  // namespace twc::test
