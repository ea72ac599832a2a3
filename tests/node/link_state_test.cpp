// SPDX-License-Identifier: MIT
/// Every cell of the table of link states.

#include <array>
#include <sstream>
#include <string>

#include <twc/node/link_state.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"

namespace twc::test {
namespace {

using node::Reason;
using node::link::Announced;
using node::link::Conflict;
using node::link::Greeted;
using node::link::Input;
using node::link::Linked;
using node::link::Linking;
using node::link::Lost;
using node::link::Silenced;
using node::link::State;
using node::link::transition;

/// As a table shows it: the kind, and what it counts.
std::string shown(const State& state) {
  constexpr std::array names{"Announced", "Greeted", "Linking", "Linked",
                             "Silenced",  "Lost",    "Conflict"};
  std::string text = names.at(state.kind.index());
  const auto* const linking = std::get_if<Linking>(&state.kind);
  if (linking != nullptr) text += std::to_string(linking->answers);
  if (state.asks() > 0) text += std::to_string(state.asks());
  return text;
}

constexpr std::array link_inputs{Input::announced, Input::greeted, Input::answered, Input::silenced,
                                 Input::asked,     Input::lost,    Input::conflict};

Silenced quiet_after(unsigned asks) {
  return {.why = Reason::minimum, .asks = asks};
}

/// The state after each of the inputs, in their order; a dash: the state stays as it is.
struct LinkRow {
  node::link::Kind before;
  const char* after;
};

// clang-format off
const std::array link_rows{
    //                        announced greeted answered silenced asked     lost conflict
    LinkRow{Announced{},     "-         Greeted Linking1 Silenced -         Lost Conflict"},
    LinkRow{Greeted{},       "-         -       Linking1 Silenced -         Lost Conflict"},
    LinkRow{Linking{1},      "Announced -       Linking2 Silenced -         Lost Conflict"},
    LinkRow{Linking{2},      "Announced -       Linked   Silenced -         Lost Conflict"},
    LinkRow{Linked{},        "Announced -       -        Silenced -         Lost Conflict"},
    LinkRow{quiet_after(0),  "Announced -       -        Silenced Silenced1 Lost Conflict"},
    LinkRow{quiet_after(1),  "Announced -       Linking1 Silenced Silenced2 Lost Conflict"},
    LinkRow{Lost{},          "Announced -       -        Silenced -         -    Conflict"},
    LinkRow{Conflict{},      "Announced -       -        -        -         Lost -"},
};
// clang-format on

TEST_CASE("link state: every state goes where the table says", "[node][link]") {
  for (const LinkRow& row : link_rows) {
    const State before{row.before};
    std::istringstream cells{row.after};
    for (const Input input : link_inputs) {
      std::string cell;
      REQUIRE(cells >> cell);
      CAPTURE(shown(before), static_cast<int>(input));
      CHECK(shown(transition(before, at(10s), input, Reason::stopped)) ==
            (cell == "-" ? shown(before) : cell));
    }
  }
}

TEST_CASE("link state: the reason is that of the last silence", "[node][link]") {
  const State silenced = transition({Linked{}}, at(1s), Input::silenced, Reason::minimum);
  CHECK(silenced.silenced_because() == Reason::minimum);
  CHECK(transition(silenced, at(2s), Input::asked).silenced_because() == Reason::minimum);
  const State again = transition(silenced, at(2s), Input::silenced, Reason::stopped);
  CHECK(again.silenced_because() == Reason::stopped);
  CHECK(transition(again, at(3s), Input::announced).silenced_because() == Reason::none);
}

TEST_CASE("link state: the time is that of the last change of kind", "[node][link]") {
  State state{.since = at(1s)};
  state = transition(state, at(2s), Input::announced);
  CHECK(state.since == at(1s));
  state = transition(state, at(3s), Input::greeted);
  CHECK(state.since == at(3s));
  state = transition(state, at(4s), Input::answered);
  CHECK(state.since == at(4s));
  state = transition(state, at(5s), Input::answered);
  CHECK(state.since == at(4s));
  state = transition(state, at(6s), Input::answered);
  CHECK(state.since == at(6s));
  state = transition(state, at(7s), Input::silenced, Reason::minimum);
  state = transition(state, at(8s), Input::asked);
  CHECK(state.since == at(7s));
}

TEST_CASE("link state: heartbeats go to a unit from its greeting until it is silenced or lost",
          "[node][link]") {
  CHECK_FALSE(State{Announced{}}.is_heartbeated());
  CHECK(State{Greeted{}}.is_heartbeated());
  CHECK(State{Linking{1}}.is_heartbeated());
  CHECK(State{Linked{}}.is_heartbeated());
  CHECK_FALSE(State{Silenced{}}.is_heartbeated());
  CHECK_FALSE(State{Lost{}}.is_heartbeated());
  CHECK_FALSE(State{Conflict{}}.is_heartbeated());
}

}  // namespace
}  // namespace twc::test
