/// Processes die and lines break while cars charge: the cap holds, the links come back, and nobody
/// has to start anything anew but what was killed.

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
  void await_down(std::size_t whose = master, Duration limit = patience) {
    const std::size_t from = told_of_[whose];
    const auto& out = program(whose).out();
    until([&] { return out.find("link_down", from) != std::string::npos; }, limit);
    told_of_[whose] = out.size();
  }

 private:
  std::array<std::size_t, 3> told_of_{};
};

}  // namespace

TEST_CASE("wire: a master that hands out more than it may is found", "[wire]") {
  Garage garage{Wiring::tcp, 2};
  garage.start_unit(1);
  garage.start_unit(2);
  garage.start_master({}, "48");
  garage.until([&] { return garage.has_found(sim::Rule::raise); });
  garage.until([&] { return garage.has_found(sim::Rule::increase); });
}

TEST_CASE("outage: who was killed and is started again is linked again", "[wire][outage]") {
  Charging garage{Wiring::serial};
  garage.kill_master();
  garage.start_master();
  garage.until_all_charge(soon);
  garage.kill_unit(1);
  garage.start_unit(1);
  garage.until_all_charge(soon);
  garage.finish();
}

TEST_CASE("outage: an adapter that was pulled out is found again by its name", "[wire][outage]") {
  Charging garage{Wiring::serial};
  for (const std::size_t whose : {Garage::master, std::size_t{1}}) {
    Leg& leg = garage.relay().leg(whose);
    leg.unplug();
    garage.await_down(whose);
    leg.plug();
    garage.until_all_charge(soon);
  }
  garage.finish();
}

TEST_CASE("outage: a connection that was reset is made again", "[wire][outage]") {
  Charging garage{Wiring::tcp};
  for (const std::size_t whose : {Garage::master, std::size_t{1}})
    garage.relay().leg(whose).reset();
  garage.await_down();
  garage.await_down(1);
  garage.until_all_charge(soon);
  garage.finish();
}

TEST_CASE("outage: a connection that passes nothing is told and opened anew", "[wire][outage]") {
  Charging garage{Wiring::tcp};
  garage.relay().weather(Garage::master).swallows = true;
  garage.await_down(Garage::master, 21s);
  garage.relay().weather(Garage::master).swallows = false;
  garage.until_all_charge(soon);
  garage.finish();
}

TEST_CASE("outage: through two seconds of network, in bursts, the cap holds", "[wire][outage]") {
  Charging garage{Wiring::tcp};
  garage.relay().weather(Garage::master) = {.delay = 1s, .burst = 300ms};
  garage.limit(20);
  const auto are_lowered = [&] {
    return garage.seen(1).limit == 10_A && garage.seen(2).limit == 10_A;
  };
  garage.until(are_lowered, soon);
  garage.limit(32);
  garage.until_all_charge(soon);
  garage.finish();
}
