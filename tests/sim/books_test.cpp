// SPDX-License-Identifier: MIT
/// The auditor's books by hand: what is under way, what an open contactor frees, what is repeated.

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using sim::Rule;
using Rules = std::vector<Rule>;

/// One unit that charges at 6 A.
struct One : AuditorBench {
  explicit One(sim::AuditSettings settings = {.master = audited_master, .bus_idle = true})
      : AuditorBench{settings} {
    announce(first);
    poll(first);
    poll(first);
    says[first].state = ChargeState::charging;
    limit(first, 6_A);
    go_on(5s, {first});
  }
};

TEST_CASE("auditor: a raise that is under way has to be taken back when the total falls",
          "[sim][auditor]") {
  One on;
  on.limit_unheard(first, 16_A);
  on.auditor.set_total(on.now, 10_A);
  SECTION("and nothing is sent") {
    for (int beat = 0; beat < 6; ++beat) {
      on.now += 900ms;
      on.poll_unheard(first);
    }
    CHECK(on.broken() == Rules{Rule::reduction});
  }
  SECTION("and it is taken back") {
    for (int beat = 0; beat < 6; ++beat) {
      on.now += 900ms;
      on.limit_unheard(first, 6_A);
    }
    INFO(on.auditor.text());
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: a limit that is not echoed is sent again", "[sim][auditor]") {
  One on;
  on.limit(first, 16_A);
  on.go_on(5s, {first});
  SECTION("a reduction") {
    on.limit_unheard(first, 8_A);
    on.answer(first);  // as before
    on.poll(first);
    CHECK(on.broken() == Rules{Rule::repetition});
  }
  SECTION("the limit that the unit says by itself") {
    on.says[first].limit = 20_A;
    on.poll(first);
    REQUIRE(on.broken().empty());
    on.poll(first);
    CHECK(on.broken() == Rules{Rule::repetition});
  }
  SECTION("the limit that the unit says by itself, and another one that it is told") {
    on.says[first].limit = 20_A;
    on.poll(first);
    on.limit(first, 16_A);
    on.poll(first);
    CHECK(on.broken().empty());
  }
  SECTION("not when it has restarted") {
    on.limit_unheard(first, 8_A);
    on.announce(first);
    on.poll(first);
    on.poll(first);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: a rating below 5 A is not known, and no reason to offer anything",
          "[sim][auditor]") {
  AuditorBench on;
  on.auditor.set_total(on.now, 79_A);
  on.announce(first, 4_A);
  on.announce(first, 4_A);
  on.poll_unheard(first);
  CHECK(on.broken() == Rules{Rule::raise});
  on.limit_unheard(first, 6_A);
  CHECK(on.broken() == Rules{Rule::raise, Rule::offer});
}

TEST_CASE("auditor: an answer that is read late retires no more than one that came in time",
          "[sim][auditor]") {
  One on;
  on.limit_unheard(first, 16_A);
  on.now += 8s;  // asleep
  on.auditor.received(on.now, msg::encode(msg::SlaveHeartbeat{.from = first,
                                                              .to = audited_master,
                                                              .state = ChargeState::charging,
                                                              .limit = 6_A},
                                          Protocol::two));
  CHECK(on.auditor.exposure(on.now, first) == 16_A);
}

TEST_CASE("auditor: a unit that a limit woke and that never answered may resume what it had",
          "[sim][auditor]") {
  One on;
  on.limit(first, 16_A);
  on.go_on(5s, {first});
  on.now += 12s;
  on.announce(first);
  on.now += 29s;
  on.limit_unheard(first, 6_A);
  CHECK(on.auditor.exposure(on.now, first) == 6_A);
  on.now += 41s;
  on.poll_unheard(first);
  CHECK(on.auditor.exposure(on.now, first) == 16_A);
}

}  // namespace
}  // namespace twc::test
