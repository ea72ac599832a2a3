// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <twc/node/stopping.hpp>

namespace twc::node {
namespace {

/// A car that draws 80 A falls within 26.5 s. A car that draws after that ignores the stop.
constexpr Duration falls_within = std::chrono::seconds{30};
/// An answer older than this does not tell whether the unit draws now.
constexpr Duration still_heard = std::chrono::seconds{10};

}  // namespace

StopBy stop_method(StopBy chosen, Protocol protocol) {
  if (protocol == Protocol::one) {
    return chosen == StopBy::silence ? StopBy::silence : StopBy::zero;
  }
  return chosen == StopBy::automatic ? StopBy::silence : chosen;
}

void Stopping::begin(Time now) {
  if (begun_) return;
  begun_ = now;
  is_silenced_ = is_told_ = is_doubted_ = draws_ = false;
  zeros_ = 0;
  still_since_.reset();
}

void Stopping::end() {
  begun_.reset();
  is_silenced_ = is_told_ = is_doubted_ = false;
}

/// A unit has stopped when it drew nothing for 10 s after it echoed 0 twice in a row, or after it
/// acknowledged that its contactor opened. A unit that rests at 6 A has not stopped.
void Stopping::answered(Time now, Centiamps echo, Centiamps drawn) {
  if (!begun_) return;
  draws_ = drawn >= nothing_drawn;
  // The master has told that the unit stopped, but it may draw again: its stop begins anew.
  const bool may_draw = draws_ || (echo > Centiamps{} && !is_acked_);
  if (may_draw && is_told_) {
    const bool draws = draws_;
    begun_.reset();
    begin(now);
    draws_ = draws;
  }
  heard_ = now;
  zeros_ = echo == Centiamps{} ? zeros_ + 1 : 0;
  const bool is_ordered = zeros_ >= 2 || is_acked_;
  if (draws_ || !is_ordered) {
    still_since_.reset();
  } else if (!still_since_) {
    still_since_ = now;
  }
}

void Stopping::switched(Time now, bool opens) {
  is_opened_ = opens;
  is_acked_ = false;
  switched_ = now;
}

Stopping::News Stopping::news(Time now, bool is_freed) {
  if (!begun_ || is_told_) return News::none;
  // A unit that restarted while it fell is neither addressed nor silenced until it is freed.
  const bool is_gone = is_freed && (is_silenced_ || now - heard_ >= still_heard);
  if (is_gone || (!is_silenced_ && is_still(now))) {
    is_told_ = true;
    return News::stopped;
  }
  const bool is_heard = draws_ && now - heard_ < still_heard;
  const bool may_draw = !is_silenced_ && !is_freed;
  const bool goes_on = may_draw && is_heard && now - *begun_ >= falls_within;
  return goes_on && doubt() ? News::still_drawing : News::none;
}

}  // namespace twc::node
