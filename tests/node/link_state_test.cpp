/// Every cell of the table of link states.

#include <array>
#include <string_view>

#include <twc/node/link_state.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"

namespace twc::test {
namespace {

using node::Reason;
using node::link::Input;
using node::link::State;
using node::link::transition;

/// As a table shows it: the kind, and what it carries.
std::string shown(const State& state) {
  constexpr std::array names{"Announced", "Greeted", "Linking", "Linked",
                             "Silenced",  "Lost",    "Conflict"};
  std::string text = names.at(state.kind.index());
  if (const auto* const linking = std::get_if<node::link::Linking>(&state.kind)) {
    text += " " + std::to_string(linking->answers);
  }
  if (const auto* const silenced = std::get_if<node::link::Silenced>(&state.kind)) {
    text += silenced->why == Reason::minimum ? " minimum" : " stopped";
    text += " " + std::to_string(silenced->asks);
  }
  return text;
}

constexpr std::array link_inputs{Input::announced, Input::greeted, Input::answered, Input::silenced,
                                 Input::asked,     Input::lost,    Input::conflict};

struct LinkRow {
  State before;
  /// After each of the inputs; empty: it stays as it is.
  std::array<std::string_view, link_inputs.size()> after;
};

// clang-format off
const std::array link_rows{
    //                                                   announced    greeted    answered     silenced       asked        lost    conflict
    LinkRow{{node::link::Announced{}},                  {"",          "Greeted", "Linking 1", "Silenced stopped 0", "",   "Lost", "Conflict"}},
    LinkRow{{node::link::Greeted{}},                    {"",          "",        "Linking 1", "Silenced stopped 0", "",   "Lost", "Conflict"}},
    LinkRow{{node::link::Linking{.answers = 1}},        {"Announced", "",        "Linking 2", "Silenced stopped 0", "",   "Lost", "Conflict"}},
    LinkRow{{node::link::Linking{.answers = 2}},        {"Announced", "",        "Linked",    "Silenced stopped 0", "",   "Lost", "Conflict"}},
    LinkRow{{node::link::Linked{}},                     {"Announced", "",        "",          "Silenced stopped 0", "",   "Lost", "Conflict"}},
    LinkRow{{node::link::Silenced{Reason::minimum, 0}}, {"Announced", "",        "",          "Silenced stopped 0", "Silenced minimum 1", "Lost", "Conflict"}},
    LinkRow{{node::link::Silenced{Reason::minimum, 1}}, {"Announced", "",        "Linking 1", "Silenced stopped 0", "Silenced minimum 2", "Lost", "Conflict"}},
    LinkRow{{node::link::Lost{}},                       {"Announced", "",        "",          "Silenced stopped 0", "",   "",     "Conflict"}},
    LinkRow{{node::link::Conflict{}},                   {"Announced", "",        "",          "",                   "",   "Lost", ""}},
};
// clang-format on

TEST_CASE("link state: every state goes where the table says", "[node][link]") {
  for (const LinkRow& row : link_rows) {
    for (std::size_t input = 0; input < link_inputs.size(); ++input) {
      const State after = transition(row.before, at(10s), link_inputs[input], Reason::stopped);
      const bool stays = row.after[input].empty();
      CAPTURE(shown(row.before), input);
      CHECK(shown(after) == (stays ? shown(row.before) : row.after[input]));
    }
  }
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
  CHECK_FALSE(State{node::link::Announced{}}.is_heartbeated());
  CHECK(State{node::link::Greeted{}}.is_heartbeated());
  CHECK(State{node::link::Linking{1}}.is_heartbeated());
  CHECK(State{node::link::Linked{}}.is_heartbeated());
  CHECK_FALSE(State{node::link::Silenced{}}.is_heartbeated());
  CHECK_FALSE(State{node::link::Lost{}}.is_heartbeated());
  CHECK_FALSE(State{node::link::Conflict{}}.is_heartbeated());
}

}  // namespace
}  // namespace twc::test
