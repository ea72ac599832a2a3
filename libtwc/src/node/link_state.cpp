// SPDX-License-Identifier: MIT
#include <twc/node/link_state.hpp>

namespace twc::node::link {
namespace {

Kind answered(const Kind& kind) {
  if (const auto* const linking = std::get_if<Linking>(&kind)) {
    const unsigned answers = linking->answers + 1;
    if (answers >= answers_to_link) return Linked{};
    return Linking{.answers = answers};
  }
  if (std::holds_alternative<Announced>(kind) || std::holds_alternative<Greeted>(kind)) {
    return Linking{.answers = 1};
  }
  const auto* const silenced = std::get_if<Silenced>(&kind);
  if (silenced != nullptr && silenced->asks > 0) return Linking{.answers = 1};
  return kind;
}

Kind next(const Kind& kind, Input input, Reason why) {
  switch (input) {
    case Input::announced: return std::holds_alternative<Greeted>(kind) ? kind : Kind{Announced{}};
    case Input::greeted: return std::holds_alternative<Announced>(kind) ? Kind{Greeted{}} : kind;
    case Input::answered: return answered(kind);
    case Input::silenced:
      return std::holds_alternative<Conflict>(kind) ? kind : Kind{Silenced{.why = why}};
    case Input::asked: {
      const auto* const silenced = std::get_if<Silenced>(&kind);
      if (silenced == nullptr) return kind;
      return Silenced{.why = silenced->why, .asks = silenced->asks + 1};
    }
    case Input::lost: return Lost{};
    case Input::conflict: return Conflict{};
  }
  return kind;
}

}  // namespace

State transition(const State& state, Time now, Input input, Reason why) {
  State after{.kind = next(state.kind, input, why), .since = state.since};
  if (after.kind.index() != state.kind.index()) after.since = now;
  return after;
}

}  // namespace twc::node::link
