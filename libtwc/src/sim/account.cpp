// SPDX-License-Identifier: MIT
#include "account.hpp"

#include <algorithm>
#include <utility>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

/// States that acknowledge or pass do not tell how a unit is.
bool tells(msg::ChargeState state) {
  using enum msg::ChargeState;
  return state != busy && state != raise_ack && state != lower_ack && state != set_limit_ack &&
         state != adjusted;
}

}  // namespace

void Account::announced(Time now, Protocol protocol, const msg::SlaveLinkready& said) {
  const bool is_odd = answers_ > 0 && protocol_ != protocol;
  const bool was_odd = std::exchange(has_odd_protocol_, is_odd);
  if (is_odd && !was_odd) return;  // once, it is the damaged announcement of another unit
  if (identities_.heard(now, said.sign, said.maximum)) restarted_ = now;
  if (!has_announced_since_sent()) first_announced_ = now;
  last_announced_ = now;
  forget_limit();
  protocol_ = protocol;
  ratings_.heard(now, said.maximum);
}

void Account::addressed(Time now) {
  last_sent_ = now;
}

/// All heartbeats that follow an announcement are one greeting, for as long as one may last.
void Account::heartbeat(Time now, const Spans& spans) {
  const bool goes_on = greetings_ > 0 && now - greeted_ < spans.greeting;
  const Time before = std::max(greetings_ > 0 ? greeted_ : Time{}, last_answer_.value_or(Time{}));
  if (!goes_on && last_announced_ && *last_announced_ > before) {
    ++greetings_;
    greeted_ = now;
  }
  ++heartbeats_;
  ++unanswered_;
  last_sent_ = now;
  last_heartbeat_ = now;
}

/// A poll may make the unit resume its last limit; an unknown one counts as its rating.
void Account::polled(Time now, const Spans& spans) {
  if (is_free(now, spans)) {
    drawn_ = 0;
    was_freed_ = true;
  }
  const Amount resumed = answers_ == 0 ? ratings_.for_exposure() : resumes_;
  if (is_silent(now) && resumed > 0) {
    const Echo guess{.heartbeat = 0, .low = 0, .high = resumed, .is_guess = true};
    echoes_ = {guess, guess};
    if (is_free(now, spans)) limits_.clear();
  }
  heartbeat(now, spans);
}

/// A freed unit that a limit wakes has stopped: it obeys that limit at once.
void Account::limited(Time now, const Spans& spans, Centiamps limit) {
  if (is_free(now, spans)) {
    // Until it answers it may not have heard this limit either.
    resumes_ = answers_ == 0 ? ratings_.for_exposure() : std::max(known(now), resumes_);
    echoes_ = {};
    limits_.clear();
    fading_.clear();
    excess_ = drawn_ = 0;
    was_freed_ = true;
  }
  const Limit sent{.low = amount(limit), .high = most_of(limit), .last = now};
  const auto known = std::ranges::find(limits_, sent.low, &Limit::low);
  if (known == limits_.end()) {
    limits_.push_back(sent);
  } else {
    *known = sent;
  }
  const bool is_same = last_limit_ && last_limit_->low == sent.low;
  if (!is_same) {
    limit_since_ = now;
    echo_before_limit_ = echo_;
    same_higher_ = 0;
  }
  is_echoed_ = is_echoed_ && is_same;
  last_limit_ = sent;
  is_forgotten_ = false;
  heartbeat(now, spans);
}

/// A freed unit was not asked: that is a damaged frame of another unit, or came very late.
void Account::answered(Time now, const Spans& spans, const msg::SlaveHeartbeat& answer,
                       Time awake) {
  constexpr std::size_t often = 3;
  const bool was_left = has_announced_since_sent() || unanswered_ >= often;
  // A unit that had long ceased to answer says nothing unasked: this is a damaged frame of another.
  const Time asked = last_heartbeat_.value_or(now);
  const Duration waited = now - std::max(asked, awake);
  const bool is_unasked = waited > spans.late;
  const bool is_no_answer =
      is_free(asked + waited, spans) || (is_unasked && had_ceased_to_answer());
  said_drawn_ = amount(answer.drawn);
  if (heartbeats_ == 0 || (was_left && is_no_answer)) return;
  if (is_silent(now)) {
    woke_ = now;
    forget_limit();
  }
  // A master that has slept reads old frames late.
  const Time came = std::min(now, last_heartbeat_.value_or(now) + spans.round_trip);
  const Amount said = possible(answer.limit);
  const Amount drawn = possible(answer.drawn);
  note_echo(came, spans, said, drawn);
  std::erase_if(limits_, [&](const Limit& sent) { return came - sent.last >= spans.late; });
  std::erase_if(fading_, [&](const Fading& old) { return old.until <= came; });
  note_current(now, std::max(said, echoes_[0]->high), drawn);
  note_clamp(now, spans, said, amount(answer.limit) <= most_possible);
  is_echoed_ = is_echoed_ || (last_limit_ && last_limit_->low <= said && said <= last_limit_->high);
  echo_ = said;
  drawn_ = drawn;
  resumes_ = 0;
  unanswered_ = greetings_ = 0;
  is_cut_off_ = is_unknown_ = false;
  if (tells(answer.state)) state_ = answer.state;
  last_answer_ = came;
}

/// Several answers to one heartbeat count once. A lower echo does not replace the one before it at
/// once, because a unit may echo first and obey later.
void Account::note_echo(Time now, const Spans& spans, Amount said, Amount drawn) {
  auto& latest = echoes_[0];
  if (latest && !latest->is_guess && latest->heartbeat == heartbeats_) {
    latest->low = std::min(latest->low, said);
    latest->high = std::max(latest->high, said);
    return;
  }
  const bool has_stopped_since = std::exchange(was_freed_, false);
  // The master cannot know the limit of a unit that it wakes. The car may still be falling.
  const bool was_woken = latest && latest->is_guess && said < latest->high && drawn > said;
  if (was_woken) fall_ = Fall{.from = latest->high, .until = now + slowest_fall(drawn - said)};
  if (latest && !latest->is_guess && !has_stopped_since && said < latest->high) {
    fading_.push_back({.high = latest->high, .until = now + spans.late});
    const bool is_falling = fall_ && now < fall_->until;
    const Time until = now + slowest_fall(drawn - said);
    fall_ = Fall{.from = is_falling ? std::max(fall_->from, latest->high) : latest->high,
                 .until = is_falling ? std::max(fall_->until, until) : until};
  }
  echoes_[1] = latest;
  latest = Echo{.heartbeat = heartbeats_, .low = said, .high = said};
  ++answers_;
  ++answered_in_a_row_;
}

void Account::note_current(Time now, Amount said, Amount drawn) {
  excess_ = drawn > said + tolerance(said) ? drawn : 0;
  if (excess_ > 0 && !is_excused(now)) {
    overdraws_since_ = overdraws_since_.value_or(now);
  } else {
    overdraws_since_.reset();
  }
}

bool Account::is_excused(Time now) const {
  return fall_ && now < fall_->until && excess_ <= fall_->from + tolerance(fall_->from);
}

/// The same higher echo twice, for an offer that the unit has had time to obey, is its minimum. An
/// impossible echo is none.
void Account::note_clamp(Time now, const Spans& spans, Amount said, bool can_be) {
  // A unit may rest lower by itself. An offer below its minimum that it takes shows that it has
  // none.
  if (said > 0 && said < clamps_to_ && last_limit() < clamps_to_) clamps_to_ = 0;
  const bool is_above = last_limit_ && !is_forgotten_ && said > last_limit_->high;
  answers_above_ = is_above ? answers_above_ + 1 : 0;
  const bool is_below = last_limit_ && !is_forgotten_ && said > 0 && said < last_limit_->low &&
                        limit_since_ && now - *limit_since_ >= spans.late;
  takes_at_most_ = is_below && echo_ == said                ? std::min(takes_at_most_, said)
                   : said > takes_at_most_ && echo_ == said ? most_possible
                                                            : takes_at_most_;
  if (!last_limit_ || is_forgotten_ || said <= last_limit_->high) {
    same_higher_ = 0;
    return;
  }
  const bool is_news = echo_before_limit_ && said != *echo_before_limit_;
  constexpr Amount like_a_minimum = 1000;
  const bool had_time = limit_since_ && now - *limit_since_ >= spans.late;
  same_higher_ = echo_ == said ? same_higher_ + 1 : 1;
  const bool is_minimum = said <= like_a_minimum || is_news;
  if (!can_be || same_higher_ < 2 || !had_time || !is_minimum) return;
  if (std::exchange(clamps_to_, said) != said) clamps_since_ = now;
}

/// A single answer to somebody else may be a damaged one of a unit that answers the master.
/// Twice within 10 s, to one and the same master, is no damage. A bad line doubles frames.
void Account::answered_another(Time now, const msg::SlaveHeartbeat& answer) {
  constexpr auto apart = 500ms;
  const Amount said = possible(answer.limit);
  const bool is_same = foreign_ && foreign_->master == answer.to;
  if (is_same && now - foreign_->last < apart) return;
  const bool is_second = is_same && now - foreign_->last <= 10s;
  foreign_ = Foreign{.master = answer.to,
                     .last = now,
                     .before = is_same ? foreign_->last : Time::min(),
                     .high = std::max(foreign_ ? foreign_->high : 0, said),
                     .counts = is_second || is_silent(now)};
}

Amount Account::possible(Centiamps current) const {
  return amount(current) > most_possible ? ratings_.for_exposure() : amount(current);
}

}  // namespace twc::sim
