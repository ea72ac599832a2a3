/// Processes die and lines break while cars charge: the cap holds, the links come back, and nobody
/// has to start anything anew.

#include "support/catch.hpp"
#include "tools/support_garage.hpp"

using namespace twc;
using namespace twc::test;

namespace {

/// From when everything is there again.
constexpr Duration soon = 15s;

/// Two units that charge.
struct Charging : Garage {
  explicit Charging(Wiring wiring) : Garage{wiring, 2} {
    start_unit(1);
    start_unit(2);
    start_master();
    until_all_charge();
  }
};

}  // namespace

TEST_CASE("outage: a master that was killed and started again finds its units", "[wire][outage]") {
  Charging garage{GENERATE(Wiring::serial, Wiring::tcp)};
  garage.kill_master();
  garage.start_master();
  garage.until_all_charge(soon);
  garage.finish();
}
