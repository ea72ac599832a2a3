#include "account.hpp"

#include <algorithm>
#include <utility>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Amount lowest_of_two = 600;  // where a Protocol 2 unit rests that is sent 0
constexpr auto silence = 10s;          // after it a unit may resume what it had

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
  if (identities_.heard(now, said.sign, said.maximum)) {
    restarted_ = now;
    takes_at_most_ = most_possible;
  }
  last_announced_ = now;
  forget_limit();
  protocol_ = protocol;
  ratings_.heard(said.maximum);
}

void Account::addressed(Time now) {
  last_sent_ = now;
}

void Account::heartbeat(Time now) {
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
  heartbeat(now);
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
    echo_before_limit_ = echo();
    same_higher_ = 0;
  }
  is_echoed_ = is_echoed_ && is_same;
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
  // A master that has slept reads late what was said long before.
  const Time came = std::min(now, last_heartbeat_.value_or(now) + spans.round_trip);
  const Amount said = possible(answer.limit);
  const Amount drawn = possible(answer.drawn);
  note_echo(came, spans, said, drawn);
  std::erase_if(limits_, [&](const Limit& sent) { return came - sent.last >= spans.late; });
  std::erase_if(fading_, [&](const Fading& old) { return old.until <= came; });
  note_current(now, said, drawn);
  note_clamp(now, spans, said);
  is_echoed_ = is_echoed_ || (last_limit_ && last_limit_->low <= said && said <= last_limit_->high);
  echo_ = said;
  drawn_ = drawn;
  said_drawn_ = amount(answer.drawn);
  resumes_ = 0;
  unanswered_ = 0;
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
  if (latest && !latest->is_guess && !has_stopped_since && said < latest->high) {
    fading_.push_back({.high = latest->high, .until = now + spans.late});
    constexpr auto reaction = 8s;
    constexpr Amount a_second = 400;
    const Duration ramp = 1s * std::max(Amount{0}, drawn - said) / a_second;
    const bool is_falling = fall_ && now < fall_->until;
    const Time until = now + reaction + ramp;
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
  const bool is_on_its_way = is_excused(now);
  if (excess_ > 0 && is_on_its_way) last_fall_ = now;
  if (excess_ > 0 && !is_on_its_way) {
    overdraws_since_ = overdraws_since_.value_or(now);
  } else {
    overdraws_since_.reset();
  }
}

bool Account::is_excused(Time now) const {
  return fall_ && now < fall_->until && excess_ <= fall_->from + tolerance(fall_->from);
}

/// The same higher echo twice, for an offer that the unit has had time to obey, is its minimum.
void Account::note_clamp(Time now, const Spans& spans, Amount said) {
  if (said > 0 && said < clamps_to_) clamps_to_ = 0;
  const bool is_above = last_limit_ && !is_forgotten_ && said > last_limit_->high;
  answers_above_ = is_above ? answers_above_ + 1 : 0;
  const bool is_below = last_limit_ && !is_forgotten_ && said > 0 && said < last_limit_->low &&
                        limit_since_ && now - *limit_since_ >= spans.late;
  takes_at_most_ = is_below && echo_ == said ? std::min(takes_at_most_, said)
                   : said > takes_at_most_   ? most_possible
                                             : takes_at_most_;
  if (!last_limit_ || is_forgotten_ || said <= last_limit_->high) {
    same_higher_ = 0;
    return;
  }
  const bool is_news = said != echo_before_limit_;
  constexpr Amount like_a_minimum = 1000;
  const bool had_time = said <= like_a_minimum && limit_since_ && now - *limit_since_ >= spans.late;
  same_higher_ = echo_ == said ? same_higher_ + 1 : 1;
  if (same_higher_ >= 2 && (is_news || had_time)) clamps_to_ = said;
}

/// A single answer to somebody else may be a damaged one of a unit that answers the master.
void Account::answered_another(Time now, const msg::SlaveHeartbeat& answer) {
  const Amount said = possible(answer.limit);
  const bool is_second = foreign_ && now - foreign_->last <= 10s;
  foreign_ = Foreign{.last = now,
                     .before = foreign_ ? foreign_->last : Time::min(),
                     .high = std::max(foreign_ ? foreign_->high : 0, said),
                     .counts = is_second || is_silent(now)};
}

Amount Account::possible(Centiamps current) const {
  return amount(current) > most_possible ? ratings_.for_exposure() : amount(current);
}

Amount Account::known(Time now) const {
  Amount most = excess_;
  for (const auto& echo : echoes_) most = std::max(most, echo ? echo->high : 0);
  for (const Limit& sent : limits_) most = std::max(most, sent.high);
  for (const Fading& old : fading_) most = std::max(most, now < old.until ? old.high : 0);
  return most;
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
  return limit == Centiamps{} && protocol_ == Protocol::two ? lowest_of_two : amount(limit);
}

/// A unit that has been told more, and has not said that it obeys, may obey. An offer that an idle
/// unit never took and is not told any more is withdrawn: a Protocol 2 unit cannot be told 0.
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

/// The master need not tell it again what it was told before it restarted, or was silent.
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
  return !last_answer_ || now - *last_answer_ > silence;
}

bool Account::was_mute() const {
  return is_cut_off_ || had_ceased_to_answer();
}

bool Account::had_ceased_to_answer() const {
  constexpr std::size_t often = 3;
  if (!last_answer_ || !last_sent_) return true;
  return unanswered_ >= often && *last_sent_ - *last_answer_ >= 6s;
}

/// A unit that was left alone has stopped when it says that it feels abandoned; one that was mute
/// for long hears nothing or says nothing, and is assumed to have stopped.
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
