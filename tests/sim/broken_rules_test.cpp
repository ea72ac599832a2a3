// SPDX-License-Identifier: MIT
/// Masters that break a rule in a situation made for it. Each situation is gone through by a sound
/// master, too, of which the auditor has nothing to say.

#include "sim/audited_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using sim::Rule;
using sim::UnitTerms;
using Situation = std::function<void(AuditedBus& bench)>;

constexpr TwcId first_unit{0x2001};
constexpr TwcId second_unit{0x2002};

msg::MasterHeartbeat poll_of(TwcId unit) {
  return {.from = master_id, .to = unit};
}

void check_found(Rule rule, const Fault& fault, const Situation& situation,
                 const node::MasterConfig& config = eager_master()) {
  AuditedBus sound{Fault{}, config};
  situation(sound);
  INFO("sound: " << sound.text());
  CHECK(sound.is_clean());
  AuditedBus broken{fault, config};
  situation(broken);
  INFO("broken: " << broken.text());
  CHECK(broken.has(rule));
}

/// Sends the second unit the limit `to` while `holds` is true.
Break raises_second(Centiamps to, std::function<bool(Time now)> holds) {
  return [to, holds = std::move(holds)](
             Time now, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
    return meant.to == second_unit && holds(now) ? with_limit(meant, to) : meant;
  };
}
std::function<bool(Time)> from(Duration begin) {
  return [begin](Time now) { return now >= Time{} + begin; };
}

/// Both linked after 10 s and charging, each with 16 A, from then on.
void charge_both(AuditedBus& bench, const sim::UnitConfig& one = sound_unit(1),
                 const UnitTerms& terms = {}) {
  bench.add(one, terms);
  bench.add(sound_unit(2));
  bench.run(10s);
  for (const auto& unit : bench.units) bench.plug(*unit);
  bench.run(30s);
}

TEST_CASE("auditor: finds a master that greets a unit for whose rating there is no room",
          "[sim][auditor]") {
  auto config = eager_master();
  config.max_current = 10_A;
  const Fault fault{.breaks = [](Time /*now*/, const msg::MasterHeartbeat& meant) {
    return without_limit(meant);
  }};
  check_found(
      Rule::raise, fault,
      [](AuditedBus& bench) {
        bench.add(sound_unit(1));
        bench.run(10s);
      },
      config);
}

TEST_CASE(
    "auditor: finds a master that polls a unit that has been mute for 10 s without room for it",
    "[sim][auditor]") {
  const Fault fault{.chatter = [](Time now) {
    return now >= Time{} + 45s ? std::optional{poll_of(first_unit)} : std::nullopt;
  }};
  check_found(Rule::raise, fault, [](AuditedBus& bench) {
    charge_both(bench);
    bench.bus.link(bench.ports[0]).speaks = false;
    bench.set_total(10_A);
    bench.run(30s);
  });
}

TEST_CASE("auditor: finds a master that does not repeat a limit until it is echoed",
          "[sim][auditor]") {
  auto slow = sound_unit(1);
  slow.misbehaviour.latest = 2s;
  const Fault fault{
      .breaks = [last = Centiamps{}](Time /*now*/, const msg::MasterHeartbeat& meant) mutable
      -> std::optional<msg::MasterHeartbeat> {
        if (meant.to != first_unit || !meant.command.has_limit()) return meant;
        return std::exchange(last, meant.limit) == meant.limit ? without_limit(meant) : meant;
      }};
  check_found(Rule::repetition, fault, [slow](AuditedBus& bench) {
    charge_both(bench, slow, {.obedience = sim::Obedience::late});
    for (const Centiamps total : {20_A, 28_A, 14_A, 30_A, 13_A}) {
      bench.set_total(total);
      bench.run(20s);
    }
  });
}

TEST_CASE("auditor: finds a master that sends a Protocol 1 unit its zero only once",
          "[sim][auditor]") {
  const Fault fault{
      .breaks = [was_zero = false](Time /*now*/, const msg::MasterHeartbeat& meant) mutable
      -> std::optional<msg::MasterHeartbeat> {
        const bool is_zero = meant.command.has_limit() && meant.limit == 0_A;
        return std::exchange(was_zero, is_zero) && is_zero ? without_limit(meant) : meant;
      }};
  check_found(Rule::repetition, fault, [](AuditedBus& bench) {
    auto& unit = bench.add(sound_unit(1, Protocol::one));
    bench.run(10s);
    bench.plug(unit);
    bench.run(20s);
    bench.stop(first_unit);
    bench.run(20s);
  });
}

TEST_CASE("auditor: finds a master that lets stand what a unit says by itself", "[sim][auditor]") {
  // Another program raises the unit; the master sees it in the echo.
  const Fault fault{.breaks = [](Time now, const msg::MasterHeartbeat& meant) {
    return now >= Time{} + 40s ? without_limit(meant) : meant;
  }};
  AuditedBus broken{fault};
  broken.add_other().say(45s, msg::encode(msg::MasterHeartbeat{.from = master_id,
                                                               .to = first_unit,
                                                               .command = msg::Command::set_limit,
                                                               .limit = 12_A},
                                          Protocol::two));
  broken.add(sound_unit(1));
  broken.run(10s);
  broken.plug(*broken.units[0]);
  broken.set_ceiling(first_unit, 8_A);
  broken.run(60s);
  INFO(broken.text());
  CHECK(broken.has(Rule::repetition));
}

TEST_CASE("auditor: finds a master that goes on feeding a unit that obeys no reduction",
          "[sim][auditor]") {
  auto deaf = sound_unit(1);
  deaf.misbehaviour.ignores_reductions = true;
  const Fault fault{.chatter = [](Time now) {
    return now >= Time{} + 45s ? std::optional{poll_of(first_unit)} : std::nullopt;
  }};
  check_found(Rule::reduction, fault, [deaf](AuditedBus& bench) {
    charge_both(bench, deaf, {.obedience = sim::Obedience::unruly});
    bench.set_total(14_A);
    bench.run(60s);
  });
}

TEST_CASE("auditor: finds a master that raises one before the other has said twice that it fell",
          "[sim][auditor]") {
  // 26 A fit as soon as the first unit obeys, and nobody knows whether it does
  const Fault fault{.breaks = raises_second(26_A, from(40500ms))};
  check_found(Rule::raise, fault, [](AuditedBus& bench) {
    charge_both(bench);
    bench.set_ceiling(first_unit, 6_A);
    bench.run(30s);
  });
}

TEST_CASE("auditor: finds a master that believes a limit while more is drawn", "[sim][auditor]") {
  auto liar = sound_unit(1);
  liar.misbehaviour.only_mirrors = true;  // says 6 A and draws 16 A
  const Fault fault{.breaks = raises_second(26_A, from(55s))};
  check_found(Rule::raise, fault, [liar](AuditedBus& bench) {
    charge_both(bench, liar, {.obedience = sim::Obedience::unruly});
    bench.set_ceiling(first_unit, 6_A);
    bench.run(30s);
  });
}

TEST_CASE("auditor: finds a master that does not count what an idle unit is offered",
          "[sim][auditor]") {
  const Fault fault{.breaks = raises_second(32_A, from(30s))};
  check_found(Rule::raise, fault, [](AuditedBus& bench) {
    bench.add(sound_unit(1));
    bench.add(sound_unit(2));
    bench.run(10s);
    bench.plug(*bench.units[0], 6_A);
    bench.run(10s);
    bench.plug(*bench.units[1]);
    bench.run(30s);
  });
}

TEST_CASE("auditor: finds a master that talks on beside a second master", "[sim][auditor]") {
  const Fault fault{.chatter = [](Time now) {
    return now >= Time{} + 26s ? std::optional{poll_of(first_unit)} : std::nullopt;
  }};
  check_found(Rule::second_master, fault, [](AuditedBus& bench) {
    Script& other = bench.add_other();
    for (const auto at : {20s, 22s, 24s}) {
      other.say(at, msg::encode(msg::MasterLinkready2{.from = TwcId{0x7979}, .sign = Sign{1}},
                                Protocol::two));
    }
    bench.add(sound_unit(1));
    bench.run(40s);
  });
}

TEST_CASE("auditor: finds a master that gives away what a silent unit may still draw",
          "[sim][auditor]") {
  const Fault fault{.breaks = raises_second(26_A, from(80s))};
  check_found(Rule::raise, fault, [](AuditedBus& bench) {
    charge_both(bench);
    bench.bus.link(bench.ports[0]).speaks = false;
    bench.run(60s);
  });
}

node::MasterConfig by_contactor() {
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  return config;
}

TEST_CASE("auditor: finds a master that believes in an open contactor that it never asked for",
          "[sim][auditor]") {
  const Fault fault{.breaks = raises_second(32_A, from(60s)), .drops_switches = true};
  check_found(
      Rule::raise, fault,
      [](AuditedBus& bench) {
        charge_both(bench);
        bench.stop(first_unit);
        bench.run(40s);
      },
      by_contactor());
}

TEST_CASE("auditor: finds a master that believes in an open contactor that nobody acknowledged",
          "[sim][auditor]") {
  auto old = sound_unit(1);
  old.slave.firmware = {4, 0, 0, 0};  // knows no such command
  const Fault fault{.breaks = raises_second(32_A, from(60s))};
  check_found(
      Rule::raise, fault,
      [old](AuditedBus& bench) {  // and nothing flows, because the car has what it wants
        bench.add(old);
        bench.add(sound_unit(2));
        bench.run(10s);
        const auto until = Time{} + 35s;
        bench.units[0]->plug(bench.bus.now(), sim::Car{
                                                  {.wants = 32_A, .ends_at = until}
        });
        bench.plug(*bench.units[1]);
        bench.run(30s);
        bench.stop(first_unit);
        bench.run(40s);
      },
      by_contactor());
}

TEST_CASE("auditor: finds a master that takes two units with one id for one", "[sim][auditor]") {
  auto config = eager_master();
  config.listen_first = 3s;
  const Fault fault{.breaks = [](Time /*now*/, const msg::MasterHeartbeat& meant) { return meant; },
                    .chatter =
                        [](Time now) {
                          const auto beat = with_limit(poll_of(first_unit), 20_A);
                          return now >= Time{} + 12s ? std::optional{beat} : std::nullopt;
                        }};
  check_found(
      Rule::increase, fault,
      [](AuditedBus& bench) {
        auto twin = sound_unit(1);
        twin.slave.sign = Sign{0x99};
        twin.slave.seed = 7;
        twin.slave.powered_on = Time{} + 250ms;
        bench.add(sound_unit(1), {.outside = true});
        bench.add(twin, {.outside = true});
        for (const auto& unit : bench.units) bench.plug(*unit);
        bench.run(40s);
      },
      config);
}

}  // namespace
}  // namespace twc::test
