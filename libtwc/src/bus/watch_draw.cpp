// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/bus/watch_draw.hpp>

namespace twc::bus {
namespace {

using std::chrono::seconds;

/// Units report currents in this range for a car that keeps to 6 A: 5.14 to 6.64 A have been seen.
constexpr Centiamps least_of_six{480};
constexpr Centiamps most_of_six{670};

/// A car has 5 s to follow a lower limit, readings are late, and then it falls at 4 A/s.
Duration fall_time(unsigned limit, unsigned drawn) {
  constexpr Duration reaction = seconds{8};
  constexpr Duration a_hundredth{2500};  // per 0.01 A, at 4 A/s
  return drawn > limit ? reaction + (drawn - limit) * a_hundredth : reaction;
}

}  // namespace

void DrawWatch::answer(const When& now, const msg::SlaveHeartbeat& heartbeat, Centiamps unsure) {
  constexpr Duration long_enough = seconds{10};
  constexpr Duration widest_gap = seconds{5};
  const unsigned limit = heartbeat.limit.value();
  const unsigned drawn = heartbeat.drawn.value();
  const unsigned tolerance = std::max(100U, limit / 20) + unsure.value();
  const auto gap = between(last_, now);
  const bool may_fall = !gap || *gap > widest_gap || heartbeat.limit < limit_;
  if (may_fall && now) {
    falls_until_ = *now + fall_time(limit, drawn);
    since_.reset();
  }
  last_ = now;
  limit_ = heartbeat.limit;
  if (!now || drawn <= limit + tolerance) {
    since_.reset();
    if (found_) found_->spell.is_over = true;
    return;
  }
  if (*now < *falls_until_) return;
  if (!since_) since_ = now;
  const Duration lasted = *now - *since_;
  if (lasted < long_enough) return;
  found_ = {
      .cause = {.unit = heartbeat.from,
                .limit = heartbeat.limit,
                .drawn = heartbeat.drawn,
                .lasted = lasted},
      .spell = Spell{since_,       now      }
  };
}

void SixWatch::leave(const When& now, const msg::SlaveHeartbeat& heartbeat) {
  constexpr Duration slow = seconds{20};
  since_.reset();
  const bool is_between = heartbeat.drawn > most_of_six && heartbeat.drawn + 2_A <= heartbeat.limit;
  if (!is_between) {
    between_since_.reset();
    tapers_ = false;
    return;
  }
  if (!between_since_) between_since_ = now;
  const auto lasted = between(between_since_, now);
  tapers_ = !lasted || *lasted >= slow;
}

void SixWatch::answer(const When& now, const msg::SlaveHeartbeat& heartbeat) {
  constexpr Centiamps steady{60};
  constexpr Duration long_enough = seconds{60};
  const Centiamps drawn = heartbeat.drawn;
  const bool is_near_six = drawn >= least_of_six && drawn <= most_of_six;
  const bool may_draw_more = heartbeat.limit >= 11_A;
  if (!is_near_six || !may_draw_more || !now) {
    if (found_) found_->spell.is_over = true;
    leave(now, heartbeat);
    return;
  }
  if (tapers_) return;
  if (!since_) {
    since_ = now;
    least_ = drawn;
    most_ = drawn;
  }
  least_ = std::min(least_, drawn);
  most_ = std::max(most_, drawn);
  if (most_ - least_ > steady) {
    since_ = now;
    least_ = drawn;
    most_ = drawn;
  }
  const Duration lasted = *now - *since_;
  if (lasted < long_enough) return;
  found_ = {
      .cause = {.unit = heartbeat.from, .limit = heartbeat.limit, .drawn = drawn, .lasted = lasted},
      .spell = Spell{since_,      now                             }
  };
}

}  // namespace twc::bus
