// SPDX-License-Identifier: MIT
/// The capacity of a master is a parameter: its memory holds so many units, and none is on the
/// heap.

#include <algorithm>
#include <memory>

#include <twc/sim/bus.hpp>

#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

/// A master for `Units` units, and `count` units with cars.
template <std::size_t Units>
class UnitRow {
 public:
  UnitRow(Centiamps total, unsigned count) : master{config(total), Time{}}, on_bus_{master} {
    bus.connect(on_bus_);
    for (unsigned number = 1; number <= count; ++number) {
      units.push_back(std::make_unique<sim::Unit>(sound_unit(number)));
      bus.connect(*units.back());
      units.back()->plug(Time{}, sim::Car{});
    }
  }
  [[nodiscard]] Centiamps in_force() const {
    Centiamps sum;
    for (const auto& unit : units) sum = sum + unit->in_force(bus.now());
    return sum;
  }

  sim::Bus bus{1};
  node::BasicMaster<Units> master;
  std::vector<std::unique_ptr<sim::Unit>> units;

 private:
  static node::MasterConfig config(Centiamps total) {
    auto config = eager_master();
    config.max_current = total;
    return config;
  }
  sim::NodeOnBus<node::BasicMaster<Units>> on_bus_;
};

TEST_CASE("capacity: a master serves as many units as it has room for", "[node][master]") {
  UnitRow<12> row{80_A, 12};
  row.bus.run_until(Time{5min});
  CHECK(row.master.unit_count() == 12);
  for (std::size_t at = 0; at < row.master.unit_count(); ++at) {
    CHECK(row.master.unit(row.bus.now(), at).echoed() >= 6_A);
  }
  CHECK(row.in_force() == 80_A);
}

TEST_CASE("capacity: a unit for which there is no room is not served, and the cap holds",
          "[node][master]") {
  UnitRow<2> row{20_A, 3};
  row.bus.run_until(Time{5min});
  CHECK(row.master.unit_count() == 2);
  CHECK(row.in_force() == 20_A);
  const auto is_off = [&](const auto& unit) { return unit->in_force(row.bus.now()) == 0_A; };
  CHECK(std::ranges::count_if(row.units, is_off) == 1);
}

TEST_CASE("capacity: a small master takes less memory", "[node][master]") {
  constexpr std::size_t of_one = sizeof(node::ServedUnit) + sizeof(node::Want);
  CHECK(sizeof(node::BasicMaster<8>) >= sizeof(node::BasicMaster<2>) + 6 * of_one);
  CHECK(node::Master::most_units == 8);
}

}  // namespace
}  // namespace twc::test
