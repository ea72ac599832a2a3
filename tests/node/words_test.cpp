// SPDX-License-Identifier: MIT
/// The words of enumerations for people and for JSON: names that do not drift.

#include <cstdint>
#include <string>

#include <twc/link/observer.hpp>
#include <twc/link/port.hpp>
#include <twc/link/spacing.hpp>
#include <twc/node/amounts.hpp>
#include <twc/node/gate.hpp>
#include <twc/node/link_state.hpp>
#include <twc/node/master_config.hpp>
#include <twc/node/share.hpp>
#include <twc/node/timers.hpp>
#include <twc/node/unit_status.hpp>

#include "support/catch.hpp"

namespace twc::test {
namespace {

/// The words of all values up to `last`, and that of a number behind them, which names nothing.
template <class Enumeration>
std::string words(Enumeration last) {
  std::string all;
  const auto count = static_cast<unsigned>(last) + 1U;
  for (unsigned value = 0; value <= count; ++value) {
    if (!all.empty()) all += ' ';
    all += to_string(static_cast<Enumeration>(value));
  }
  return all;
}

}  // namespace

TEST_CASE("words: the states of a unit are called as in units and in JSON", "[node]") {
  CHECK(words(node::Link::unreachable) ==
        "linking linked silenced lost id_conflict unreachable unknown");
  CHECK(words(node::Charging::unreachable) ==
        "idle plugged asking charging paused full error unreachable unknown");
  CHECK(words(node::Need::none) ==
        "charging asking unknown holding linking standing idle none unknown");
}

TEST_CASE("words: settings are called as their options", "[node]") {
  CHECK(words(node::Policy::rotate) == "fair priority rotate unknown");
  CHECK(words(node::StopBy::silence) == "auto zero contactor silence unknown");
  CHECK(words(link::Kind::network) == "serial network unknown");
}

TEST_CASE("words: the reason that keeps a frame back has a name", "[node]") {
  CHECK(words(node::Caution::no_raise) == "none first_quiet no_raise unknown");
  CHECK(words(link::KeptBack::line_blocked) == "harmful line_down line_blocked unknown");
  CHECK(words(link::Delivery::with_other) == "prompt with_other unknown");
  CHECK(words(node::link::Input::conflict) ==
        "announced greeted answered silenced asked lost conflict unknown");
  CHECK(words(node::Timer::inquiry) ==
        "listening line answer look wake announcement inquiry unknown");
  CHECK(to_string(link::Refusal::no_baud) == "PortConfig::baud is 0; Wall Connectors use 9600");
  CHECK(to_string(static_cast<link::Refusal>(99)) == "unknown");
}

}  // namespace twc::test
