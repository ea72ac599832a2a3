// SPDX-License-Identifier: MIT
#pragma once
/// LinkState knows how the master stands to one unit: the states of the link, and the one function
/// that changes them.

#include <cstdint>
#include <string_view>
#include <variant>

#include <twc/node/amounts.hpp>
#include <twc/types.hpp>

namespace twc::node::link {

/// It announced itself, and waits for its first heartbeat.
struct Announced {};
/// It is heartbeated and has not answered yet.
struct Greeted {};
/// It has answered once or twice. Real masters send no limit before the third answer.
struct Linking {
  unsigned answers = 0;
};
struct Linked {};
/// The master addresses it no longer, so that it stops by itself.
struct Silenced {
  Reason why = Reason::none;
  unsigned asks = 0;  ///< heartbeats since that ask whether it has stopped
};
/// It did not answer for `lost_after`, or did not answer when it was asked.
struct Lost {};
/// Two units have its id: neither is addressed.
struct Conflict {};

using Kind = std::variant<Announced, Greeted, Linking, Linked, Silenced, Lost, Conflict>;

enum class Input : std::uint8_t {
  announced,  ///< it may be greeted
  greeted,    ///< its first heartbeat leaves
  answered,   ///< it answered a heartbeat of ours
  silenced,   ///< it is to stop by itself
  asked,      ///< a heartbeat leaves that asks whether it has stopped
  lost,       ///< it has not answered for too long
  conflict,   ///< two units have its id
};
[[nodiscard]] constexpr std::string_view to_string(Input input) {
  switch (input) {
    case Input::announced: return "announced";
    case Input::greeted: return "greeted";
    case Input::answered: return "answered";
    case Input::silenced: return "silenced";
    case Input::asked: return "asked";
    case Input::lost: return "lost";
    case Input::conflict: return "conflict";
  }
  return "unknown";
}

inline constexpr unsigned answers_to_link = 3;
/// A silenced unit that gives no sign is asked so often, and has no power then.
inline constexpr unsigned enough_asks = 3;

struct State {
  Kind kind = Announced{};
  Time since{};  ///< when the kind changed

  template <typename K>
  [[nodiscard]] bool is() const {
    return std::holds_alternative<K>(kind);
  }
  /// Heartbeats go to it.
  [[nodiscard]] bool is_heartbeated() const {
    return is<Greeted>() || is<Linking>() || is<Linked>();
  }
  [[nodiscard]] Reason silenced_because() const {
    const auto* const silenced = std::get_if<Silenced>(&kind);
    return silenced == nullptr ? Reason::none : silenced->why;
  }
  [[nodiscard]] unsigned asks() const {
    const auto* const silenced = std::get_if<Silenced>(&kind);
    return silenced == nullptr ? 0 : silenced->asks;
  }
  [[nodiscard]] bool was_asked_enough() const { return asks() >= enough_asks; }
};

/// The state after `input`; `why` goes with Input::silenced. A pair that is not in the table
/// changes nothing.
///
///              announced   greeted   answered      silenced   asked     lost   conflict
///   Announced  -           Greeted   Linking(1)    Silenced   -         Lost   Conflict
///   Greeted    -           -         Linking(1)    Silenced   -         Lost   Conflict
///   Linking    Announced   -         (3) Linked    Silenced   -         Lost   Conflict
///   Linked     Announced   -         -             Silenced   -         Lost   Conflict
///   Silenced   Announced   -         (asked)       (why)      asks + 1  Lost   Conflict
///                                    Linking(1)
///   Lost       Announced   -         -             Silenced   -         -      Conflict
///   Conflict   Announced   -         -             -          -         Lost   -
[[nodiscard]] State transition(const State& state, Time now, Input input,
                               Reason why = Reason::none);

}  // namespace twc::node::link
