// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/node/orders.hpp>

namespace twc::node {
namespace {

/// A unit may have fallen by itself, as one that was hot, so larger offers are tried again, and
/// smaller ones so long after its car left. More often they would exceed six changes an hour beside
/// the trials of S7 (S6).
constexpr Duration tried_again_after = std::chrono::hours{1};

/// Units that clamp their offers were seen to take 6 A at least. They may hold so much because they
/// cannot do with less. Units that hold more do not follow.
constexpr Centiamps like_a_minimum = 10_A;

}  // namespace

bool Orders::sent(Time now, Protocol protocol, Centiamps limit, Centiamps highest) {
  const bool is_new = granted_ != limit;
  effect_ = effect_of(protocol, limit).high;
  if (is_new && limit > told()) raised_at_ = now;
  if (is_new && limit < granted_) lowered_at_ = now;
  if (effect_ < echo_ && !lags_since_) lags_since_ = now;
  if (effect_ < highest) {
    falls_to_ = falls_since_ ? std::min(falls_to_, effect_) : effect_;
    if (!falls_since_) {
      falls_since_ = now;
      refusals_ = 0;
    }
  }
  if (is_new) {
    granted_before_ = granted_.value_or(Centiamps{});
    granted_ = limit;
    echo_before_ = has_echo_ ? std::optional{echo_} : std::nullopt;
    is_echoed_ = echo_told_ = has_answered_ = false;
    differs_since_.reset();
  }
  sent_at_ = now;
  is_ignored_ = false;
  // Until it was offered more and says so, it has to hear 0 in every heartbeat.
  is_zeroed_ = is_zeroed_ || (protocol == Protocol::one && limit == Centiamps{});
  return is_new;
}

void Orders::car_left(Time now) {
  if (clamped_up_ && !clamped_up_until_) clamped_up_until_ = now + tried_again_after;
  clamped_down_until_.reset();
}

void Orders::answered(Time now, Centiamps echo, Duration vouches_after) {
  const Centiamps before = std::exchange(echo_, echo);
  has_echo_ = true;
  const bool declines = granted_ && *granted_ > Centiamps{} && echo == Centiamps{};
  if (!declines) declines_since_.reset();
  if (declines) declines_since_ = declines_since_.value_or(now);
  forget_minimum(now);
  if (granted_) {
    has_answered_ = true;
    const bool is_same = *granted_ <= echo && echo <= effect_;
    is_echoed_ = is_echoed_ || is_same;
    if (is_same) differs_since_.reset();
    if (!is_same && !differs_since_) differs_since_ = now;
    if (echo > Centiamps{} && *granted_ > Centiamps{}) is_zeroed_ = false;
    is_ignored_ = is_ignored_ || (!is_echoed_ && now - sent_at_ >= vouches_after);
    learn(now, before, vouches_after);
  }
  // A unit at its own minimum follows as far as it can, unless it was told 0.
  const bool is_offered = granted_ && *granted_ > Centiamps{};
  const Centiamps least = is_offered ? clamped_up_.value_or(Centiamps{}) : Centiamps{};
  if (echo <= std::max(effect_, least)) lags_since_.reset();
  if (!falls_since_) return;
  if (echo <= std::max({effect_, falls_to_, least})) {
    falls_since_.reset();
  } else {
    ++refusals_;
  }
}

/// A unit that takes an offer below its known minimum has no such minimum. A unit beside a full car
/// rests at 6 A by itself, and may clamp the next offer all the same (S6).
void Orders::forget_minimum(Time now) {
  const bool takes_less = echo_ > Centiamps{} && echo_ < clamped_up_ && granted_ < clamped_up_;
  if (takes_less || (clamped_up_until_ && now >= *clamped_up_until_)) clamped_up_.reset();
  if (!clamped_up_) clamped_up_until_.reset();
}

/// A unit that says the same higher limit twice for a lower offer has that as its minimum (S6). A
/// unit that says the same lower limit has that as its maximum. An echo from before the offer, or
/// of the offer before it, is no minimum above 10 A, because no unit is known to clamp so high: the
/// unit does not follow.
void Orders::learn(Time now, Centiamps before, Duration vouches_after) {
  // Frames may have been lost: the unit has heard the offer once it has answered it.
  const bool is_settled =
      differs_since_ && now - *differs_since_ >= vouches_after && before == echo_;
  if (!is_settled || echo_ == Centiamps{} || *granted_ == Centiamps{}) return;
  const bool is_earlier = !echo_before_ || echo_ == echo_before_ || echo_ == granted_before_;
  const bool may_be_deaf = is_earlier && echo_ > like_a_minimum;
  if (echo_ > effect_ && echo_ <= most_possible && !may_be_deaf) {
    clamped_up_ = echo_;
    clamped_up_until_.reset();
  }
  if (echo_ < *granted_ && !is_echoed_) {
    clamped_down_ = echo_;
    clamped_down_until_ = now + tried_again_after;
  }
}

bool Orders::may_be_at_its_least() const {
  const bool is_offered = granted_ && *granted_ > Centiamps{};
  return is_offered && echo_ > effect_ && echo_ <= like_a_minimum;
}

bool Orders::has_echoed(Centiamps limit) const {
  return granted_ == limit && has_answered_ && *granted_ <= echo_ && echo_ <= effect_;
}

void Orders::forget() {
  granted_.reset();
  raised_at_.reset();
  lowered_at_.reset();
  echo_ = {};
  has_echo_ = false;
  declines_since_.reset();
  falls_since_.reset();
  lags_since_.reset();
  has_answered_ = is_echoed_ = is_ignored_ = echo_told_ = false;
}

}  // namespace twc::node
