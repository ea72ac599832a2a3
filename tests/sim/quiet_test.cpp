// SPDX-License-Identifier: MIT
/// The auditor and quiet times: when a master really listens, and what an outage makes it wait for.

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using sim::Rule;
using Rules = std::vector<Rule>;

const sim::AuditSettings far_settings{.master = audited_master, .round_trip = 3s};
const sim::AuditSettings near_settings{.master = audited_master};

TEST_CASE("auditor: on a serial line the quiet time starts when the line comes up",
          "[sim][auditor]") {
  AuditorBench on{near_settings};
  on.auditor.line_down(on.now);
  on.auditor.start(on.now);
  on.auditor.set_total(on.now, 32_A);
  on.now += 5min;
  on.auditor.line_up(on.now);
  on.announce(first);
  on.go_on(38s, {first});
  on.limit(first, 6_A);
  CHECK(on.broken() == Rules{Rule::raise});
  on.go_on(3s, {first});
  on.limit(first, 8_A);
  CHECK(on.broken().size() == 1);
}

TEST_CASE("auditor: through a network the quiet time starts with the first byte",
          "[sim][auditor]") {
  AuditorBench on{far_settings};
  on.now += 55s;  // in the backlog of an adapter that serves somebody else
  on.announce(first);
  on.poll(first);
  on.poll(first);
  SECTION("the age of the master does not count") {
    on.limit(first, 6_A);
    CHECK(on.broken() == Rules{Rule::raise});
  }
  SECTION("40 s later it is over") {
    on.go_on(41s, {first});
    on.limit(first, 6_A);
    CHECK(on.broken().empty());
  }
  SECTION("noise is bytes, too") {
    AuditorBench noisy{far_settings};
    for (int times = 0; times < 9; ++times) {
      noisy.auditor.noticed(noisy.now);
      noisy.now += 5s;
    }
    noisy.announce(first);
    noisy.limit(first, 6_A);
    CHECK(noisy.broken().empty());
  }
}

/// One unit of Protocol 2 at 6 A on a serial line, long after the start.
struct LinkedAlone : AuditorBench {
  LinkedAlone() : AuditorBench{near_settings} {
    announce(first);
    go_on(41s, {first});
    limit(first, 6_A);
    go_on(5s, {first});
  }
  void lose_line(Duration lasting) {
    auditor.line_down(now);
    now += lasting;
    auditor.line_up(now);
    announce(first);
  }
};

TEST_CASE("auditor: an outage of 9 s changes nothing", "[sim][auditor]") {
  LinkedAlone on;
  on.lose_line(9s);
  on.poll(first);
  on.limit(first, 8_A);
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
}

TEST_CASE("auditor: after an outage of 10 s all units answer twice before anything rises",
          "[sim][auditor]") {
  LinkedAlone on;
  on.lose_line(12s);
  on.poll(first);
  on.limit(first, 8_A);
  CHECK(on.broken() == Rules{Rule::raise});
  on.poll(first);
  on.limit(first, 9_A);
  CHECK(on.broken().size() == 1);
}

TEST_CASE("auditor: after an outage of 30 s the quiet time runs again, and polls pass R1",
          "[sim][auditor]") {
  LinkedAlone on;
  on.lose_line(5min);
  SECTION("nothing rises") {
    on.go_on(38s, {first});
    on.limit(first, 8_A);
    CHECK(on.broken() == Rules{Rule::raise});
  }
  SECTION("a unit that was heard counts its rating") {
    on.announce(second);
    CHECK(on.auditor.exposure(on.now, second) == 32_A);
    on.poll(first);
    CHECK(on.broken() == Rules{Rule::raise});
  }
}

TEST_CASE("auditor: through a network an outage is the time without a byte from any unit",
          "[sim][auditor]") {
  AuditorBench on{far_settings};
  on.announce(first);
  on.go_on(41s, {first});
  on.limit(first, 6_A);
  on.go_on(7s, {first});
  on.now += 31s;
  on.announce(first);
  on.poll(first);
  on.poll(first);
  on.limit(first, 8_A);
  CHECK(on.broken() == Rules{Rule::raise});
}

TEST_CASE("auditor: a master at rest is not judged", "[sim][auditor]") {
  AuditorBench on;
  on.link_two();
  on.says[first].state = msg::ChargeState::ready_to_charge;
  on.poll(first);
  on.auditor.suspend(on.now);
  on.now += 5min;
  on.auditor.check(on.now);
  on.auditor.excuse(on.now);
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
}

}  // namespace
}  // namespace twc::test
