// SPDX-License-Identifier: MIT
/// How a slave announces itself, is linked, and moves away from a conflict.

#include <twc/node/slave.hpp>

#include "support/slave_bench.hpp"

namespace twc::test {
namespace {

std::vector<Duration> gaps(const SlaveBench& bench, std::size_t begin = 0) {
  std::vector<Duration> found;
  for (std::size_t at = begin + 1; at < bench.said.size(); ++at) {
    found.push_back(bench.said[at].at - bench.said[at - 1].at);
  }
  return found;
}

bool is_about(Duration time, Duration expected) {
  return time >= expected - 60ms && time <= expected + 60ms;
}

wire::Frame linkready1(TwcId from) {
  return msg::encode(msg::MasterLinkready1{.from = from, .sign = Sign{0x77}}, Protocol::two);
}
wire::Frame linkready2(TwcId from) {
  return msg::encode(msg::MasterLinkready2{.from = from, .sign = Sign{0x77}}, Protocol::two);
}

TEST_CASE("slave: announces itself three times half a second apart, then every 6 s",
          "[node][slave]") {  // ukoda, firmware 4.5.10.2
  SlaveBench bench;
  bench.pass(30s);
  REQUIRE(bench.said.size() >= 6);
  CHECK(bench.said[0].at >= Time{400ms});
  CHECK(bench.said[0].at <= Time{1s});
  const auto pauses = gaps(bench);
  CHECK(is_about(pauses[0], 500ms));
  CHECK(is_about(pauses[1], 500ms));
  for (std::size_t at = 2; at < pauses.size(); ++at) CHECK(is_about(pauses[at], 6s));
  for (const auto& one : bench.said) {
    CHECK(one.frame == "FD E2 34 95 8E 0C 80 00 00 00 00 00 00 00 00 C5"_frame);
  }
}

TEST_CASE("slave: older firmware announces itself every 10 s", "[node][slave]") {
  node::SlaveConfig config = protocol1_unit();  // dracoventions/TWCManager
  config.id = TwcId{0x7777};
  config.sign = Sign{0x77};
  config.rating = 80_A;
  config.boot_burst = 1;
  config.linkready_period = 10s;
  SlaveBench bench{config};
  bench.pass(60s);
  REQUIRE(bench.said.size() == 6);
  for (const Duration pause : gaps(bench)) CHECK(is_about(pause, 10s));
  // Made up: no frame of a Protocol 1 unit that announces itself is public.
  CHECK(bench.said[0].frame == "FD E2 77 77 77 1F 40 00 00 00 00 00 00 A6"_frame);
}

TEST_CASE("slave: two units that get power together do not talk together", "[node][slave]") {
  node::SlaveConfig config;
  SlaveBench one{config};
  config.seed = 1;
  SlaveBench other{config};
  CHECK(one.slave.deadline() != other.slave.deadline());
}

TEST_CASE("slave: the first heartbeat for it ends the linkreadies", "[node][slave]") {
  SlaveBench bench;  // ukoda, a real master and a real slave
  bench.pass(3s);
  bench.said.clear();
  CHECK(bench.ask("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame) ==
        std::vector{"FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"_frame});
  CHECK(bench.slave.is_linked());
  CHECK(bench.said[0].at == Time{3150ms});
  for (int second = 0; second < 60; ++second) bench.beat();
  CHECK(bench.said.size() == 61);
}

TEST_CASE("slave: never answers before the other end has let go of the line", "[node][slave]") {
  node::SlaveConfig config;
  config.answer_delay = 0ms;
  SlaveBench bench{config};
  bench.pass(3s);
  bench.said.clear();
  bench.beat();
  CHECK(bench.said[0].at - Time{3s} >= 2083us);  // two characters
}

TEST_CASE("slave: ignores frames for others", "[node][slave]") {  // ukoda, a real slave
  SlaveBench bench;
  bench.pass(4s);
  CHECK(bench.ask("FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_frame).empty());
  CHECK(bench.ask("FB EE 77 77 20 19 00 00 00 00 00 00 00 00 15"_frame).empty());
  CHECK_FALSE(bench.slave.is_linked());
}

TEST_CASE("slave: ignores all that begins with FD, its own echo too",
          "[node][slave]") {  // dracoventions/TWCManager
  SlaveBench bench;
  bench.beat();
  bench.pass(20s);
  const auto said = bench.said;
  for (const auto& one : said) bench.slave.hear(bench.now, one.frame);
  const auto deadline = bench.slave.deadline();
  bench.slave.hear(bench.now, "FD EB 79 73 00 00 00 0B 00 F3 00 00 00 00 00 00 00 00 00 D5"_frame);
  CHECK(bench.slave.deadline() == deadline);
  CHECK(bench.slave.id() == TwcId{0x3495});
}

TEST_CASE("slave: answers the sender, whoever that says it is", "[node][slave]") {
  SlaveBench bench;  // one program asks with id 0000 (craigpeacock/TWC)
  const auto answers = bench.ask(
      msg::encode(msg::MasterHeartbeat{.from = TwcId{}, .to = TwcId{0x3495}}, Protocol::two));
  REQUIRE(answers.size() == 1);
  CHECK(std::get<msg::SlaveHeartbeat>(msg::decode(answers[0])).to == TwcId{});
}

TEST_CASE("slave: answers the second FB E2 with five FD E2 after 0.2 s", "[node][slave]") {
  SlaveBench bench;  // dracoventions/TWCManager, a real slave
  bench.pass(4s);
  bench.said.clear();
  CHECK(bench.ask(linkready2(bench_master)).empty());
  const Time second = bench.now;
  bench.slave.hear(bench.now, linkready2(bench_master));
  bench.pass(4s);
  REQUIRE(bench.said.size() == 5);
  CHECK(is_about(bench.said[0].at - second, 220ms));
  CHECK(bench.said[4].at - second < 3s);
  // It answers the second of the next two.
  CHECK(bench.ask(linkready2(bench_master)).empty());
}

TEST_CASE("slave: FB E2 in the middle of its answers begins them not anew", "[node][slave]") {
  SlaveBench bench;
  bench.pass(4s);
  bench.said.clear();
  for (int times = 0; times < 2; ++times) bench.slave.hear(bench.now, linkready2(bench_master));
  bench.pass(1s);
  REQUIRE_FALSE(bench.said.empty());
  for (int times = 0; times < 2; ++times) bench.slave.hear(bench.now, linkready2(bench_master));
  bench.pass(4s);
  CHECK(bench.said.size() == 5);
}

TEST_CASE("slave: FC E1 gets no answer, and a linked slave answers no FB E2", "[node][slave]") {
  // As a real slave did (ukoda/TWCProtocolMonitor)
  SlaveBench bench;
  bench.pass(4s);
  CHECK(bench.ask(linkready1(bench_master)).empty());
  CHECK(bench.ask(linkready1(bench_master)).empty());
  bench.beat();
  CHECK(bench.ask(linkready2(bench_master)).empty());
  CHECK(bench.ask(linkready2(bench_master)).empty());
}

TEST_CASE("slave: takes a new id and a new sign when a master has its id", "[node][slave]") {
  const auto conflict = GENERATE(linkready1(TwcId{0x3495}), linkready2(TwcId{0x3495}));
  SlaveBench bench;  // dracoventions/TWCManager, a real slave
  bench.beat();
  bench.said.clear();
  bench.slave.hear(bench.now, conflict);
  bench.pass(1s);
  CHECK(bench.slave.id() != TwcId{0x3495});
  CHECK(bench.slave.id() != TwcId{});
  CHECK(bench.slave.sign() != Sign{0x8E});
  REQUIRE(bench.said.size() == 1);
  CHECK(bench.said[0].frame == msg::encode(msg::SlaveLinkready{.from = bench.slave.id(),
                                                               .sign = bench.slave.sign(),
                                                               .maximum = 32_A},
                                           Protocol::two));
}

TEST_CASE("slave: no conflict leaves it its old id or its old sign", "[node][slave]") {
  node::SlaveConfig config;
  for (config.seed = 0; config.seed < 2000; ++config.seed) {
    SlaveBench bench{config};
    const Sign sign = bench.slave.sign();
    bench.slave.hear(bench.now, linkready1(bench.slave.id()));
    REQUIRE(bench.slave.id() != config.id);
    REQUIRE(bench.slave.sign() != sign);
  }
}

TEST_CASE("slave: early and extra calls change nothing", "[node][slave]") {
  SlaveBench patient;
  SlaveBench restless;
  for (Time now{}; now < Time{40s}; now += 1ms) {
    if (now == Time{5s}) {
      patient.run_to(now);
      const auto heartbeat = "FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame;
      patient.slave.hear(now, heartbeat);
      restless.slave.hear(now, heartbeat);
    }
    for (int call = 0; call < 3; ++call) {
      if (const auto frame = restless.slave.poll(now)) restless.said.push_back({now, *frame});
    }
  }
  patient.run_to(Time{40s});
  REQUIRE(patient.said.size() == restless.said.size());
  for (std::size_t at = 0; at < patient.said.size(); ++at) {
    CHECK(patient.said[at].frame == restless.said[at].frame);
    CHECK(restless.said[at].at - patient.said[at].at <= 2ms);
  }
}

}  // namespace
}  // namespace twc::test
