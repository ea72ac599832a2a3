// SPDX-License-Identifier: MIT
/// The bounds that follow from an account, and how its unit is.

#include <algorithm>

#include "account.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Amount rests_at = 600;    // a Protocol 2 unit that is sent 0
constexpr auto silent_after = 10s;  // then a unit may resume its last limit

}  // namespace

Amount Account::known(Time now) const {
  Amount most = excess_;
  for (const auto& echo : echoes_) most = std::max(most, echo ? echo->high : 0);
  for (const Limit& sent : limits_) most = std::max(most, sent.high);
  for (const Fading& old : fading_) most = std::max(most, now < old.until ? old.high : 0);
  return most;
}

Amount Account::kept(Time now) const {
  return std::max(known(now), resumes_);
}

Amount Account::exposure(Time now, const Spans& spans) const {
  Amount most = is_free(now, spans) ? 0 : known(now);
  if (foreign_ && foreign_->counts && now - foreign_->last < spans.freed) {
    most = std::max({most, ratings_.for_exposure(), foreign_->high});
  }
  return conflicts(now, spans) ? 2 * most : most;
}

Amount Account::floor(Time now) const {
  if (is_silent(now) || !echoes_[0] || echoes_[0]->is_guess) return 0;
  Amount least = most_possible;
  for (const auto& echo : echoes_) {
    if (echo && !echo->is_guess) least = std::min(least, echo->low);
  }
  for (const Limit& sent : limits_) least = std::min(least, sent.low);
  return least;
}

Amount Account::most_of(Centiamps limit) const {
  return limit == Centiamps{} && protocol_ == Protocol::two ? rests_at : amount(limit);
}

/// A unit that was told a higher limit may obey it before it says so. The master withdraws an offer
/// that an idle unit never took by not repeating it: a Protocol 2 unit cannot be told 0.
Amount Account::commanded() const {
  if (!last_limit_) return echo();
  const auto is_last = [this](const Limit& sent) { return sent.low == last_limit_->low; };
  const bool is_told = last_limit_->last == last_heartbeat_ || echo() > 0;
  const bool is_under_way = !is_echoed_ && is_told && std::ranges::any_of(limits_, is_last);
  return is_under_way || !echo_ ? last_limit_->low : std::min(last_limit_->low, *echo_);
}

bool Account::awaits_raise(Time then) const {
  return std::ranges::any_of(limits_, [&](const Limit& sent) {
    return sent.last <= then && (!echo_ || sent.high > *echo_);
  });
}

/// The master need not repeat a limit from before the unit restarted, or was silent.
void Account::forget_limit() {
  is_forgotten_ = true;
  answered_in_a_row_ = 0;
}

bool Account::lacks_repetition() const {
  constexpr std::size_t linked_after = 3;  // answers, in which a master sends no limit
  const bool is_told = last_limit_ && !is_forgotten_;
  if (!is_told || !echo_ || answered_in_a_row_ < linked_after) return false;
  const bool was_zeroed = protocol_ == Protocol::one && last_limit_->low == 0 && *echo_ == 0;
  return was_zeroed || *echo_ > last_limit_->high;
}

std::optional<Time> Account::last_limited() const {
  return last_limit_ ? std::optional{last_limit_->last} : std::nullopt;
}

bool Account::conflicts(Time now, const Spans& spans) const {
  return identities_.conflict(now, spans.freed);
}

bool Account::is_anothers(Time now, const Spans& spans) const {
  return foreign_ && now - foreign_->last < spans.freed && foreign_->before != Time::min() &&
         foreign_->last - foreign_->before <= 10s;
}

bool Account::is_silent(Time now) const {
  return !last_answer_ || now - *last_answer_ > silent_after;
}

bool Account::was_mute() const {
  return is_cut_off_ || had_ceased_to_answer();
}

bool Account::had_ceased_to_answer() const {
  constexpr std::size_t often = 3;
  if (!last_answer_ || !last_sent_) return true;
  return unanswered_ >= often && *last_sent_ - *last_answer_ >= 6s;
}

bool Account::is_deaf(Time now, const Spans& spans) const {
  constexpr std::size_t tries = 3;
  const bool has_ended = now - greeted_ >= spans.greeting;
  return greetings_ > tries || (greetings_ == tries && has_ended);
}

/// A unit that was left alone has stopped when it announces itself. A unit that was mute for long
/// hears nothing or says nothing; the master assumes that it has stopped.
bool Account::is_free(Time now, const Spans& spans) const {
  if (!last_sent_) return true;
  if (now - *last_sent_ < spans.freed) return false;
  return was_mute() || has_announced_since_sent();
}

bool Account::is_free_without_doubt(Time now, const Spans& spans) const {
  return is_free(now, spans) &&
         (!last_sent_ || had_ceased_to_answer() || has_announced_since_sent());
}

bool Account::has_announced_since_sent() const {
  return last_announced_ && last_sent_ && *last_announced_ > *last_sent_;
}

bool Account::is_steady(Time now) const {
  return !is_silent(now) && (!last_announced_ || *last_announced_ < *last_answer_);
}

bool Account::asks() const {
  const bool wants =
      state_ == msg::ChargeState::ready_to_charge || state_ == msg::ChargeState::starting;
  return wants && echo_ == Amount{0};
}

}  // namespace twc::sim
