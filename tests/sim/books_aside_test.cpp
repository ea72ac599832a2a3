// SPDX-License-Identifier: MIT
/// The auditor's books by hand: what a unit may still draw after it was lowered, left alone or
/// heard elsewhere.

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using sim::Rule;
using Rules = std::vector<Rule>;

/// One unit that charges at 16 A.
struct At16 : AuditorBench {
  At16() {
    announce(first);
    poll(first);
    poll(first);
    says[first].state = ChargeState::charging;
    says[first].drawn = Centiamps{1560};
    limit(first, 16_A);
    go_on(5s, {first});
  }
  [[nodiscard]] Centiamps exposure() const { return auditor.exposure(now, first); }
};

TEST_CASE("auditor: an echo that a lower one replaced counts for 3.5 s", "[sim][auditor]") {
  At16 on;
  on.says[first].drawn = 6_A;
  on.limit(first, 6_A);
  const Time lowered = on.now - 230ms;
  on.poll(first);
  on.poll(first);
  CHECK(on.exposure() == 16_A);
  CHECK(on.auditor.exposure(lowered + 3400ms, first) == 16_A);
  on.go_on(4s, {first});
  CHECK(on.exposure() == 6_A);
}

TEST_CASE("auditor: current on its way down counts", "[sim][auditor]") {
  At16 on;
  on.limit(first, 6_A);
  on.go_on(5s, {first});  // the car has not reacted yet
  CHECK(on.exposure() == Centiamps{1560});
  on.says[first].drawn = Centiamps{1240};
  on.poll(first);
  CHECK(on.exposure() == Centiamps{1240});
  on.says[first].drawn = Centiamps{690};  // within 1 A
  on.poll(first);
  CHECK(on.exposure() == 6_A);
}

TEST_CASE("auditor: a silenced unit is freed after it announced itself", "[sim][auditor]") {
  At16 on;
  const Time last = on.now - 400ms;
  SECTION("no announcement: it may be charging for ever") {
    CHECK(on.auditor.exposure(last + 1h, first) == 16_A);
  }
  SECTION("an announcement") {
    on.now += 12s;
    on.announce(first);
    CHECK(on.auditor.exposure(last + 39s, first) == 16_A);
    CHECK(on.auditor.exposure(last + 41s, first) == 0_A);
  }
  SECTION("it is asked three times and does not answer") {
    on.now += 45s;
    for (int times = 0; times < 3; ++times) {
      on.poll_unheard(first);
      on.now += 1s;
    }
    CHECK(on.broken().empty());
    CHECK(on.auditor.exposure(on.now + 38s, first) == 16_A);
    CHECK(on.auditor.exposure(on.now + 40s, first) == 0_A);
  }
  SECTION("it is asked and answers") {
    on.now += 45s;
    on.poll(first);
    on.poll(first);
    CHECK(on.exposure() == 16_A);
  }
}

TEST_CASE("auditor: a unit that has long ceased to answer is freed without a word",
          "[sim][auditor]") {
  At16 on;
  for (int times = 0; times < 26; ++times) {
    on.poll_unheard(first);
    on.now += 1s;
  }
  CHECK(on.auditor.exposure(on.now + 38s, first) == 16_A);
  CHECK(on.auditor.exposure(on.now + 40s, first) == 0_A);
}

TEST_CASE("auditor: a silenced unit that counts more than the total is asked with its minimum",
          "[sim][auditor]") {
  At16 on;
  on.auditor.set_total(on.now, 10_A);
  on.now += 11min;
  SECTION("and adds nothing") {
    on.limit_unheard(first, 6_A);
    CHECK(on.broken().empty());
  }
  SECTION("not with 00") {
    on.poll_unheard(first);
    CHECK(on.broken() == Rules{Rule::raise});
  }
  SECTION("not after a minute") {
    on.now -= 10min;
    on.limit_unheard(first, 6_A);
    CHECK(on.broken() == Rules{Rule::minimum});
  }
}

TEST_CASE("auditor: a unit of another master counts its rating and is left alone",
          "[sim][auditor]") {
  AuditorBench on;
  on.announce(first);
  const auto hears_another = [&on] {
    on.hear(msg::SlaveHeartbeat{.from = first, .to = TwcId{0x4444}, .limit = 6_A});
  };
  hears_another();
  CHECK(on.auditor.exposure(on.now, first) == 32_A);
  CHECK(on.auditor.exposure(on.now + 41s, first) == 0_A);
  on.now += 100ms;
  hears_another();
  on.poll_unheard(first);
  CHECK(on.broken().empty());  // a bad line doubles frames
  on.now += 1s;
  hears_another();
  on.poll_unheard(first);
  CHECK(on.broken() == Rules{Rule::left_alone});
}

TEST_CASE("auditor: two signs that alternate under one id are two units", "[sim][auditor]") {
  At16 on;
  const auto announce_as = [&on](std::uint8_t sign) {
    on.hear(msg::SlaveLinkready{.from = first, .sign = Sign{sign}, .maximum = 32_A});
  };
  on.auditor.excuse(on.now);
  on.now += 11s;
  announce_as(2);
  announce_as(1);
  CHECK(on.exposure() == 16_A);
  announce_as(2);
  announce_as(1);
  CHECK(on.exposure() == 32_A);
  SECTION("neither is addressed") {
    on.poll_unheard(first);
    CHECK(on.broken() == Rules{Rule::left_alone});
  }
  SECTION("until the user says so") {
    on.auditor.forgive(on.now, first);
    on.poll_unheard(first);
    CHECK(on.broken().empty());
  }
  SECTION("or only one was heard for 40 s") {
    on.now += 20s;
    announce_as(1);
    on.now += 21s;
    CHECK(on.exposure() == 0_A);
    on.poll_unheard(first);
    CHECK(on.broken().empty());
  }
}

}  // namespace
}  // namespace twc::test
