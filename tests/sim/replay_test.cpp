// SPDX-License-Identifier: MIT
/// Traces of a master that kept the cap and not its cars charging: the auditor finds what is wrong.

#include "sim/replay.hpp"

#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using sim::Rule;

/// Rules that the trace has to break, and nothing but service and R2.
void check_breaks(const std::string& trace, Rule rule, sim::AuditSettings settings = {}) {
  settings.master = TwcId{0x77AB};
  settings.bus_idle = true;
  settings.ignored = {Rule::quiet_line};  // times of a bus in another program are rounded
  sim::Auditor auditor{settings};
  replay(trace, auditor);
  INFO(auditor.text());
  const auto found = auditor.violations();
  CHECK(std::ranges::count(found, rule, &sim::Violation::rule) > 0);
  CHECK(auditor.judged(rule) > 0);
}

TEST_CASE("auditor: finds a car that was silenced because it fell", "[sim][auditor]") {
  check_breaks("one_car_falls", Rule::falling);
}
TEST_CASE("auditor: finds three cars that were stopped for one", "[sim][auditor]") {
  check_breaks("limit_17_with_three", Rule::needless_stop);
}
TEST_CASE("auditor: finds 64 A that were let flow until the units stopped by themselves",
          "[sim][auditor]") {
  check_breaks("limit_0_at_64", Rule::reduction);
}
TEST_CASE("auditor: finds turns of a minute instead of 15", "[sim][auditor]") {
  check_breaks("rotate_15m", Rule::turn, {.order = sim::StopOrder::turns, .turn = 15min});
}
TEST_CASE("auditor: finds a Protocol 1 unit that is never served again", "[sim][auditor]") {
  check_breaks("zero_is_never_served", Rule::stopped_waits);
}
TEST_CASE("auditor: finds a unit that was given up for a cut cable", "[sim][auditor]") {
  check_breaks("cut_around_a_lowering", Rule::mute);
}
TEST_CASE("auditor: finds limits that change with every pulse of a full car", "[sim][auditor]") {
  check_breaks("pulses", Rule::steadiness);
}
TEST_CASE("auditor: finds 9 A that nobody uses", "[sim][auditor]") {
  check_breaks("unused", Rule::unused);
}
TEST_CASE("auditor: finds a deaf unit that holds 6 A", "[sim][auditor]") {
  check_breaks("deaf", Rule::deaf);
}

}  // namespace
}  // namespace twc::test
