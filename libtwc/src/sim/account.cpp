#include "account.hpp"

#include <algorithm>
#include <utility>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Amount lowest_of_two = 600;   // where a Protocol 2 unit rests that is sent 0
constexpr Amount least_possible = 500;  // a smaller rating is none
constexpr auto silence = 10s;           // after it a unit may resume what it had

}  // namespace

void Account::announce(Time now, Protocol protocol, Centiamps rating) {
  const bool is_odd = answered_ > 0 && protocol_ != protocol;
  const bool was_odd = std::exchange(has_odd_protocol_, is_odd);
  if (is_odd && !was_odd) return;  // once, it is the damaged announcement of another one
  last_announced_ = now;
  opens_ = is_acknowledged_ = false;  // after a restart it may be closed
  still_answers_ = 0;
  forget_limit();
  protocol_ = protocol;
  const Amount said = std::min(amount(rating), most_possible);
  rating_ = said < least_possible ? most_possible : said;
  largest_rating_ = std::max(largest_rating_, said);
}

void Account::heartbeat(Time now) {
  ++heartbeats_;
  last_sent_ = now;
  last_heartbeat_ = now;
}

/// Whom a poll wakes may resume the most that is known of it.
void Account::polled(Time now, const Spans& spans) {
  if (is_silent(now)) {
    const Echo resumed{.heartbeat = 0, .low = 0, .high = resumable()};
    echoes_ = {resumed, resumed};
    if (is_free(now, spans)) limits_.clear();
  }
  heartbeat(now);
}

/// Whom a limit wakes obeys it at once; if it had stopped before, nothing else is left.
void Account::limited(Time now, const Spans& spans, Centiamps limit) {
  if (is_free(now, spans)) {
    resumes_ = resumable();  // until it answers it may not have heard this one either
    echoes_ = {};
    limits_.clear();
    excess_ = 0;
  }
  const Limit sent{.low = amount(limit), .high = most_of(limit), .last = now};
  const auto known = std::ranges::find(limits_, sent.low, &Limit::low);
  if (known == limits_.end()) {
    limits_.push_back(sent);
  } else {
    *known = sent;
  }
  still_answers_ = 0;  // an open contactor may be closed now, and with this limit
  is_echoed_ = is_echoed_ && last_limit_ && last_limit_->low == sent.low;
  last_limit_ = sent;
  is_forgotten_ = false;
  heartbeat(now);
}

void Account::answered(Time now, const Spans& spans, const msg::SlaveHeartbeat& answer) {
  if (heartbeats_ == 0) return;
  if (is_silent(now)) {
    woke_ = now;
    forget_limit();
  }
  const Amount said = possible(answer.limit);
  if (echoes_[0] && echoes_[0]->heartbeat == heartbeats_) {
    echoes_[0]->low = std::min(echoes_[0]->low, said);
    echoes_[0]->high = std::max(echoes_[0]->high, said);
  } else {
    echoes_[1] = echoes_[0];
    echoes_[0] = Echo{.heartbeat = heartbeats_, .low = said, .high = said};
    ++answered_;
    ++answered_in_a_row_;
  }
  // What a master reads after it has slept was said long before.
  const Time came = std::min(now, last_heartbeat_.value_or(now) + spans.round_trip);
  std::erase_if(limits_, [&](const Limit& sent) { return came - sent.last >= spans.retire; });
  constexpr Amount one_ampere = 100;
  const Amount drawn = possible(answer.drawn);
  excess_ = drawn > said + std::max(one_ampere, said / 20) ? drawn : 0;
  const bool had_limit = echoes_[1] && echoes_[1]->high > 0;
  if (answer.state == msg::ChargeState::ready && (said > 0 || !had_limit)) {
    opens_ = is_acknowledged_ = false;
  }
  using enum msg::ChargeState;
  const bool charges = answer.state == charging || answer.state == starting || answer.state == busy;
  const bool may_close = charges || answer.state == ready_to_charge;
  if (may_close && still_answers_ >= 2) opens_ = is_acknowledged_ = false;  // by itself
  const bool rises = echo_ && said > *echo_;
  const bool is_still = opens_ && !may_close && !rises && drawn < one_ampere;
  still_answers_ = is_still ? still_answers_ + 1 : 0;
  is_echoed_ = is_echoed_ || (last_limit_ && last_limit_->low <= said && said <= last_limit_->high);
  echo_ = said;
  resumes_ = 0;
  state_ = answer.state;
  last_answer_ = came;
}

Amount Account::possible(Centiamps current) const {
  return amount(current) > most_possible ? rating() : amount(current);
}

Amount Account::resumable() const {
  return answered_ == 0 ? rating() : std::max(known(), resumes_);
}

Amount Account::known() const {
  Amount most = excess_;
  for (const auto& echo : echoes_) most = std::max(most, echo ? echo->high : 0);
  for (const Limit& sent : limits_) most = std::max(most, sent.high);
  return most;
}

void Account::switched(Time now, bool opens) {
  opens_ = opens;
  is_acknowledged_ = false;
  still_answers_ = 0;
  addressed(now);
}

Amount Account::exposure(Time now, const Spans& spans) const {
  if (is_free(now, spans)) return 0;
  return is_open(now) ? excess_ : known();
}

Amount Account::floor(Time now) const {
  if (is_silent(now) || !echoes_[0]) return 0;
  Amount least = most_possible;
  for (const auto& echo : echoes_) least = std::min(least, echo ? echo->low : least);
  for (const Limit& sent : limits_) least = std::min(least, sent.low);
  return least;
}

Amount Account::most_of(Centiamps limit) const {
  return limit == Centiamps{} && protocol_ == Protocol::two ? lowest_of_two : amount(limit);
}

/// One that has been told more, and has not said that it obeys, may obey.
Amount Account::commanded() const {
  if (!last_limit_) return echo_.value_or(0);
  const auto is_last = [this](const Limit& sent) { return sent.low == last_limit_->low; };
  const bool is_under_way = !is_echoed_ && std::ranges::any_of(limits_, is_last);
  return is_under_way || !echo_ ? last_limit_->low : std::min(last_limit_->low, *echo_);
}

/// What it was told before it restarted, or was silent, it is not told again.
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

bool Account::is_silent(Time now) const {
  return !last_answer_ || now - *last_answer_ > silence;
}

bool Account::is_free(Time now, const Spans& spans) const {
  return !last_sent_ || now - *last_sent_ >= spans.freed;
}

bool Account::asks() const {
  const bool wants =
      state_ == msg::ChargeState::ready_to_charge || state_ == msg::ChargeState::starting;
  return wants && echo_ == Amount{0};
}

bool Account::awaits_raise(Time then) const {
  return std::ranges::any_of(limits_, [&](const Limit& sent) {
    return sent.last <= then && (!echo_ || sent.high > *echo_);
  });
}

}  // namespace twc::sim
