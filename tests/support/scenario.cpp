// SPDX-License-Identifier: MIT
#include "support/scenario.hpp"

#include "support/scenario_world.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using Member = ScenarioWorld::Member;

/// Lets things happen in a world, as often as its plan says.
class Fate {
 public:
  Fate(ScenarioWorld& world, sim::Dice& dice) : world_{world}, dice_{dice} {}

  void run() {
    const Time end = world_.now() + world_.plan.lasts;
    const Duration calm = world_.plan.settles_after;
    const Time settles = calm > Duration{} ? world_.now() + calm : end;
    const auto gap = static_cast<std::size_t>(world_.plan.gap.count());
    while (world_.now() < settles && !world_.is_over()) {
      const Duration wait{static_cast<Duration::rep>(gap / 10 + dice_.below(gap * 18 / 10))};
      world_.run_until(std::min(settles, world_.now() + wait));
      if (world_.now() < settles && !world_.is_over()) happen();
    }
    world_.run_until(end);
  }

 private:
  void happen() {
    const Happenings& how = world_.plan.happenings;
    Member& member = world_.members.at(dice_.below(world_.members.size()));
    std::size_t left =
        dice_.below(how.plug + how.total + how.zero + how.stop + how.ceiling + how.wants +
                    how.power + how.cut + how.restart + how.suspend + how.outage);
    const auto is = [&left](unsigned weight) {
      const bool it_is = left < weight;
      left -= it_is ? 0 : weight;
      return it_is;
    };
    if (is(how.plug)) return plug_or_unplug(member);
    if (is(how.total)) return change_total();
    if (is(how.zero)) return world_.set_limit(0_A);
    if (is(how.stop)) return world_.stop_or_start(member);
    if (is(how.ceiling)) return change_ceiling(member);
    if (is(how.wants)) return change_wish(member);
    if (is(how.power)) return cut_power(member);
    if (is(how.cut)) return cut_or_mend(member);
    if (is(how.restart)) return world_.restart_master();
    if (is(how.suspend)) return world_.suspend_master(seconds(1, 90));
    world_.lose_line(dice_.chance(0.5) ? seconds(2, 15) : seconds(15, 200), dice_.chance(0.5));
  }

  [[nodiscard]] Duration seconds(std::size_t least, std::size_t most) {
    return std::chrono::seconds{least + dice_.below(most - least + 1)};
  }

  void plug_or_unplug(Member& member) {
    if (member.is_plugged) return world_.unplug(member);
    world_.plug(member, choose_car(dice_, world_.plan));
  }

  void change_total() {
    const std::size_t least = std::min(world_.plan.least_total, world_.plan.most_total);
    world_.set_limit(amps(least + dice_.below(world_.plan.most_total + 3 - least)));
  }

  void change_ceiling(Member& member) {
    const bool is_free = dice_.chance(0.3);
    world_.set_ceiling(member, is_free ? 80_A : amps(dice_.below(33)));
  }

  void change_wish(Member& member) {
    if (!member.is_plugged) return;
    const Centiamps wish = amps(dice_.chance(0.4) ? 32 : 6 + dice_.below(20));
    world_.tell(member) << "wants " << wish.value() / 100 << "\n";
    member.unit->want(world_.now(), wish);
  }

  void cut_power(Member& member) {
    const Duration lasting = dice_.chance(0.7) ? seconds(1, 20) : seconds(20, 120);
    world_.tell(member) << "has no power for " << lasting.count() / 1'000'000 << " s\n";
    member.unit->lose_power(world_.now(), world_.now() + lasting);
  }

  void cut_or_mend(Member& member) {
    sim::Link& link = world_.bus.link(member.port);
    member.is_cut = !member.is_cut;
    const auto how = dice_.below(10);
    link.hears = !member.is_cut || how < 4;
    link.speaks = !member.is_cut || how < 1 || how >= 8;
    world_.tell(member) << "hears " << link.hears << " speaks " << link.speaks << "\n";
  }

  ScenarioWorld& world_;
  sim::Dice& dice_;
};

}  // namespace

Outcome run_scenario(std::uint64_t seed, Promise promise, sim::Way way) {
  constexpr std::uint64_t promises = 16;
  sim::Dice dice{seed * promises + static_cast<std::uint64_t>(promise)};
  const Plan plan = plan_for(dice, promise);
  ScenarioWorld world{plan, dice, way};
  Fate{world, dice}.run();
  return world.outcome();
}

}  // namespace twc::test
