// SPDX-License-Identifier: MIT
#include <algorithm>

#include "verdict.hpp"

namespace twc::bus {

void Verdict::tell_unit(const Watch& unit) {
  const bool is_shared = unit.faces.is_shared();
  if (!is_shared && unit.faces.restarts() != 0) {
    constexpr std::uint32_t often = 3;
    const Restarted restarted{.unit = unit.id,
                              .times = unit.faces.restarts(),
                              .before = unit.faces.before().sign,
                              .after = unit.faces.now().sign};
    if (restarted.times >= often) {
      add(restarted, unit.faces.restarted());
    } else {
      note(restarted, unit.faces.restarted());
    }
  }
  tell_silence(unit);
  if (auto unheard = unit.logged.unheard()) {
    unheard->cause.unit = unit.id;
    add(*unheard);
  }
  tell_error_command(unit);
  if (unit.error.found() && !unit.error_commanded) add(*unit.error.found());
  tell_limits(unit);
  tell_values(unit);
}

void Verdict::tell_limits(const Watch& unit) {
  if (unit.draw.found()) add(*unit.draw.found());
  if (unit.zero.found()) add(*unit.zero.found());
  const auto& asks = unit.ask.found();
  const auto& failed = unit.limit.failed();
  const bool is_one_cause = asks && asks->cause.offered != Centiamps{} && failed &&
                            failed->cause.why == NotTakenBecause::below_minimum;
  if (failed && !is_one_cause) add(*failed);
  if (unit.stuck.found()) add(*unit.stuck.found());
  tell_asking(unit);
  if (unit.six.found()) add(*unit.six.found());
  if (auto flaps = unit.flap.found(end_.at)) {
    flaps->cause.unit = unit.id;
    add(*flaps);
  }
}

/// A master that shares keeps a unit waiting while another one has no minimum to give away. A
/// master that has stopped another unit by silence has too little for any, and means it.
void Verdict::tell_asking(const Watch& unit) {
  constexpr Centiamps two_minima = 12_A;
  const auto& asks = unit.ask.found();
  if (!asks) return;
  const auto is_short_of_current = [&](const Watch& other) {
    if (&other == &unit) return false;
    const Centiamps limit = other.limit_in_force.value_or(Centiamps{});
    return other.link.silenced().has_value() || (limit > Centiamps{} && limit < two_minima);
  };
  const bool is_too_little = asks->cause.offered != Centiamps{};
  const bool is_meant = std::ranges::any_of(monitor_.watches(), is_short_of_current);
  if (!is_meant || is_too_little) {
    add(*asks);
  } else if (!asks->spell.is_over) {
    note(asks->cause, asks->spell);
  }
}

void Verdict::tell_values(const Watch& unit) {
  for (std::size_t kind = 0; kind < TextWatch::kinds; ++kind) {
    if (auto text = unit.texts.found(kind)) {
      // Once, the checksum was right by chance; again, the unit says so.
      if (!is_proven(text->cause.times)) text->spell.is_over = true;
      add(*text);
    }
  }
  for (std::size_t what = 0; what <= static_cast<std::size_t>(Quantity::energy); ++what) {
    auto value = unit.values.found(Quantity{static_cast<std::uint8_t>(what)});
    if (!value) continue;
    value->cause.unit = unit.id;
    const bool is_explained = unit.faces.is_shared() && value->cause.what == Quantity::energy;
    if (!is_explained) add(*value);
  }
}

/// The findings may hold already the fault that the command complains of.
void Verdict::tell_error_command(const Watch& unit) {
  if (!unit.error_commanded) return;
  auto unexplained = static_cast<unsigned>(unit.error_commanded->cause.bits);
  const auto explain = [&unexplained](msg::ErrorBits bit) {
    unexplained &= ~static_cast<unsigned>(bit);
  };
  if (ratings_differ_) explain(msg::ErrorBits::differing_rating);
  if (are_too_many_) explain(msg::ErrorBits::too_many_slaves);
  const bool is_explained = (ratings_differ_ || are_too_many_) && unexplained == 0;
  if (!is_explained) add(*unit.error_commanded);
}

}  // namespace twc::bus
