// SPDX-License-Identifier: MIT
#pragma once
/// The gate knows whether a frame may leave (R1). Only the gate gives a permit, and no heartbeat is
/// made without one.

#include <optional>
#include <span>
#include <string_view>

#include <twc/node/exposure.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// How careful the master is besides keeping to the sum.
enum class Caution : std::uint8_t {
  none,
  /// The first quiet time: an earlier master may have left units charging. They are asked without a
  /// limit whatever they may draw, so that no charge is interrupted, and nothing rises.
  first_quiet,
  /// After an outage: nothing rises, and all else has to fit.
  no_raise,
};
[[nodiscard]] constexpr std::string_view to_string(Caution caution) {
  switch (caution) {
    case Caution::none: return "none";
    case Caution::first_quiet: return "first_quiet";
    case Caution::no_raise: return "no_raise";
  }
  return "unknown";
}

/// The other side of the books, beside the unit itself.
struct Supply {
  Centiamps total{};   ///< the most that all units together may draw
  Centiamps others{};  ///< the exposures of all other units, summed
  Caution caution = Caution::none;
  /// The frame only asks a silenced unit, and carries no more than is counted for it already.
  bool adds_nothing = false;
};

/// Whether a frame with `limit`, or without one, is a raise: it carries more than the unit's floor,
/// or wakes a unit that may resume its last limit.
[[nodiscard]] bool is_raise(const Exposure& unit, Time now, std::optional<Range> limit);

/// R1. A raise leaves only if afterwards everything that may be drawn fits the total, and so does a
/// limit for a unit that restarted or feels abandoned. Every other frame may leave.
[[nodiscard]] bool may_leave(const Exposure& unit, Time now, std::optional<Range> limit,
                             const Supply& supply);

/// A frame that the master would like to send: with a limit, and the limits that the unit may hold
/// then, or without one.
struct Wish {
  std::optional<Centiamps> limit;
  std::optional<Range> effect;
};

/// The permission to send one frame, now.
class Permit {
 public:
  [[nodiscard]] std::optional<Centiamps> limit() const { return wish_.limit; }
  [[nodiscard]] std::optional<Range> effect() const { return wish_.effect; }

  /// Asked once for each frame, right before it leaves for `unit`: the first of `wishes` that R1
  /// lets leave. Nothing: none may.
  [[nodiscard]] static std::optional<Permit> first_of(std::span<const Wish> wishes,
                                                      const Exposure& unit, Time now,
                                                      const Supply& supply);

 private:
  explicit Permit(const Wish& wish) : wish_{wish} {}

  Wish wish_;
};

}  // namespace twc::node
