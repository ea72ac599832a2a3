// SPDX-License-Identifier: MIT
/// The contactors that the master opens and closes, and the acknowledgements that it believes.

#include <optional>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/reply_bench.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;
using node::StopBy;

/// A master that stops by the contactor, and a unit that charges with all that there is.
struct ContactorBench : ReplyBench {
  explicit ContactorBench(Centiamps most = 32_A) : ReplyBench{with_contactor(most)} {
    announce(unit_id);
    run(15s, obedient(limit));
    REQUIRE(limit == most);
  }
  static node::MasterConfig with_contactor(Centiamps most) {
    auto config = eager_master();
    config.stop_by = StopBy::contactor;
    config.limit = most;
    return config;
  }
  Centiamps limit{};
};

TEST_CASE("master: the contactor of a mute unit is neither opened nor closed", "[node][master]") {
  ContactorBench bench;
  const bool opens_first = GENERATE(true, false);
  if (opens_first) {
    bench.master.stop(bench.now, unit_id);
    bench.run(10s, obedient(bench.limit));
    REQUIRE(bench.count_since<msg::StopCharging>(Time{}) > 0);
  }
  bench.run(11s, silence);
  const Time mute = bench.now;
  opens_first ? bench.master.start(bench.now, unit_id) : bench.master.stop(bench.now, unit_id);
  bench.run(60s, silence);
  CHECK(bench.count_since<msg::StopCharging>(mute) == 0);
  CHECK(bench.count_since<msg::StartCharging>(mute) == 0);
}

TEST_CASE("master: a unit at its minimum that falls mute keeps its contactor as it is",
          "[node][master]") {
  ContactorBench bench{6_A};
  bench.run(11s, silence);
  const Time mute = bench.now;
  bench.master.stop(bench.now, unit_id);
  bench.run(60s, silence);
  CHECK(bench.count_since<msg::StopCharging>(mute) == 0);
}

TEST_CASE("master: an acknowledgement that nobody asked for opens no contactor (S9)",
          "[node][master]") {
  ContactorBench bench;
  bench.master.hear(bench.now, msg::encode(msg::StopChargingAck{.from = unit_id}));
  bench.master.stop(bench.now, unit_id);
  const Time stopped = bench.now;
  bench.run(10s, obedient(bench.limit));
  CHECK(bench.count_since<msg::StopCharging>(stopped) > 0);
}

TEST_CASE("master: a contactor that nobody acknowledges keeps the next car waiting for 10 s (R2)",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  config.policy = node::Policy::rotate;
  config.rotate_every = 60s;
  config.limit = 6_A;
  ReplyBench bench{config};
  bench.announce(unit_id);
  const auto charges_or_asks = [](const msg::MasterHeartbeat& beat) {
    const bool is_first = beat.to == unit_id;
    return std::optional{is_first ? answer_of(beat, ChargeState::charging, 6_A)
                                  : answer_of(beat, ChargeState::ready_to_charge, 0_A)};
  };
  bench.run(10s, charges_or_asks);
  bench.announce(second_id);
  bench.run(70s, charges_or_asks);  // the turn is over, and the contactor was told to open
  REQUIRE(bench.count_since<msg::StopCharging>(Time{}) > 0);
  bench.run(10s, charges_or_asks);
  const Time silenced = bench.now;
  bench.run(10s, charges_or_asks);
  for (const SentFrame& one : bench.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr && one.at > silenced) CHECK(beat->to == second_id);
  }
}

}  // namespace
}  // namespace twc::test
