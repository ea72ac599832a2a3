// SPDX-License-Identifier: MIT
/// Masters with one rule broken at a time: the auditor finds every one of them.

#include "sim/audited_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using sim::Rule;

TEST_CASE("auditor: finds nothing with a sound master", "[sim][auditor]") {
  AuditedBus bench{[](Time /*now*/, const msg::MasterHeartbeat& meant) { return meant; }};
  CHECK_FALSE(bench.finds(Rule::raise));
  CHECK(bench.is_clean());
}

TEST_CASE("auditor: finds a master that hands out 2 A more than fits", "[sim][auditor]") {
  AuditedBus bench{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return meant.command.has_limit() ? with_limit(meant, meant.limit + 2_A) : meant;
      }};
  CHECK(bench.finds(Rule::raise));
}

TEST_CASE("auditor: finds a master that takes a minimum for something that is always there",
          "[sim][auditor]") {
  // 8 A in all; the minimum of 6 A is sent to everybody.
  auto config = eager_master();
  config.max_current = 8_A;
  AuditedBus bench{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return meant.command.has_limit() ? meant : with_limit(meant, 6_A);
      },
      config};
  CHECK(bench.finds(Rule::minimum));
}

TEST_CASE("auditor: finds a master that offers more than the total", "[sim][auditor]") {
  AuditedBus bench{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return meant.command.has_limit() ? with_limit(meant, 33_A) : meant;
      }};
  CHECK(bench.finds(Rule::offer));
}

TEST_CASE("auditor: finds a master that never sends a reduction", "[sim][auditor]") {
  AuditedBus bench{
      [](Time now, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        const bool is_lowered = now >= Time{} + 70s && now < Time{} + 130s;
        return is_lowered && meant.command.has_limit() ? without_limit(meant) : meant;
      }};
  CHECK(bench.finds(Rule::reduction));
  CHECK(bench.has(Rule::in_force));
}

TEST_CASE("auditor: finds a master that grants in the quiet time", "[sim][auditor]") {
  auto config = eager_master();
  config.bus_idle = false;
  AuditedBus bench{
      [](Time now, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return now < Time{} + 30s ? with_limit(meant, 6_A) : meant;
      },
      config};
  CHECK(bench.finds(Rule::raise));
}

TEST_CASE("auditor: finds a master that sends a command that no master needs", "[sim][auditor]") {
  AuditedBus bench{
      [](Time now, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        auto beat = meant;
        if (now >= Time{} + 60s && !meant.command.has_limit()) beat.command = msg::Command::raise;
        return beat;
      }};
  CHECK(bench.finds(Rule::commands));
}

TEST_CASE("auditor: finds a master that forgets a unit for 2 s", "[sim][auditor]") {
  AuditedBus bench{[last = Time{}](Time now, const msg::MasterHeartbeat& meant) mutable
                   -> std::optional<msg::MasterHeartbeat> {
    if (meant.to == TwcId{0x2001} && now - last < 2s) return std::nullopt;
    if (meant.to == TwcId{0x2001}) last = now;
    return meant;
  }};
  CHECK(bench.finds(Rule::cadence));
}

TEST_CASE("auditor: finds a master that leaves a car waiting", "[sim][auditor]") {
  AuditedBus bench{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return meant.to == TwcId{0x2002} ? without_limit(meant) : meant;
      }};
  CHECK(bench.finds(Rule::waiting));
}

TEST_CASE("auditor: finds a master that speaks to a unit that never announced itself",
          "[sim][auditor]") {
  AuditedBus bench{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        auto beat = meant;
        beat.to = TwcId{0x2009};
        return beat;
      }};
  CHECK(bench.finds(Rule::unannounced));
}

}  // namespace
}  // namespace twc::test
