// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/bus/watch_link.hpp>

namespace twc::bus {

void SilenceWatch::ask(const Moment& now) {
  if (asked_++ == 0) first_asked_ = now;
  if (asked_since_++ == 0) first_asked_since_ = now.at;
  last_asked_ = now.at;
}

void SilenceWatch::hear(const Moment& now) {
  if (is_silent(now)) {
    const Duration silent = *now.at - *heard_->at;
    if (!worst_ || worst_->cause.silent < silent) {
      worst_ = {
          .cause = {.unit = {},          .silent = silent, .asked = asked_since_},
          .spell = {.since = heard_->at, .until = now.at,  .is_over = true      }
      };
    }
  }
  heard_ = now;
  asked_since_ = 0;
}

void SilenceWatch::answer(const Moment& now) {
  if (never_answers(now)) {
    was_never_ = never(now);
    was_never_->spell.is_over = true;
  }
  ++answered_;
}

/// Logs of programs may lack what was received: only a unit that used to answer can fall silent.
/// Why 20 s: a real master gives a unit up after some 26 s, and asks it every 1.3 s until then.
bool SilenceWatch::is_silent(const Moment& now) const {
  constexpr std::uint32_t enough = 5;
  constexpr Duration long_silent = std::chrono::seconds{20};
  constexpr Duration asked_for_long = std::chrono::seconds{4};
  const std::uint32_t asked_before = asked_ - asked_since_;
  const bool answered_well = answered_ >= enough && 2 * answered_ >= asked_before;
  if (!heard_ || !answered_well || asked_since_ < enough) return false;
  const auto silent = between(heard_->at, now.at);
  const auto asking = between(first_asked_since_, last_asked_);
  return silent && *silent >= long_silent && asking && *asking >= asked_for_long &&
         !may_be_damage(*heard_, now, asked_since_);
}

std::optional<Case<Lost>> SilenceWatch::lost(const Moment& end) const {
  if (!is_silent(end)) return worst_;
  return Case<Lost>{
      .cause = {.unit = {}, .silent = *end.at - *heard_->at, .asked = asked_since_},
      .spell = Spell{heard_->at,          end.at                               }
  };
}

bool SilenceWatch::never_answers(const Moment& now) const {
  constexpr std::uint32_t enough = 10;
  constexpr std::uint32_t enough_without_times = 20;
  constexpr Duration long_asked = std::chrono::seconds{20};
  if (answered_ != 0 || asked_ < enough) return false;
  const auto asking = between(first_asked_.at, last_asked_);
  const bool is_long = asking ? *asking >= long_asked : asked_ >= enough_without_times;
  return is_long && !may_be_damage(first_asked_, now, asked_);
}

std::optional<Case<NeverAnswers>> SilenceWatch::never(const Moment& end) const {
  if (!never_answers(end)) return was_never_;
  Case<NeverAnswers> found{
      .cause = {           },
        .spell = Spell{ first_asked_.at, last_asked_}
  };
  found.cause.heartbeats = asked_;
  found.cause.was_heard = heard_.has_value();
  return found;
}

void GapWatch::heartbeat(const Moment& now, TwcId from, bool may_be_stopped) {
  constexpr std::uint32_t crowding = 5;
  constexpr Duration says_so_until = std::chrono::seconds{20};
  const auto resumed = mute_ ? between(mute_->spell.until, now.at) : std::nullopt;
  if (resumed && *resumed >= says_so_until) {
    if (now.master_starts == starts_before_) was_mute_ = mute_;
    mute_.reset();
  }
  judge(now, crowding, from == from_, may_be_stopped);
  from_ = from;
  last_ = now;
  ++last_->master_frames;  // this one is still to be counted
  requests_ = 0;
  announcements_ = 0;
  ++unanswered_;
}

/// Where the listening begins among requests, the gap is at least as long as from the first of
/// them.
void GapWatch::request(const Moment& now, TwcId from) {
  if (!last_) {
    from_ = from;
    last_ = now;
  }
  ++requests_;
}

/// A unit that answers no more is given up on purpose, and so is one that gets nothing for 30 s.
void GapWatch::judge(const Moment& now, std::uint32_t enough_requests, bool is_same_master,
                     bool is_meant) {
  constexpr Duration long_gap = std::chrono::seconds{10};
  constexpr std::uint32_t given_up = 3;
  constexpr std::uint32_t enough_others = 5;
  if (!last_) return;
  const auto gap = between(last_->at, now.at);
  if (!gap || *gap <= long_gap || unanswered_ >= given_up) return;
  if (now.master_starts != last_->master_starts || now.damaged - last_->damaged >= 2) return;
  const std::uint32_t spoken = now.master_frames - last_->master_frames;
  const std::uint32_t others = spoken - std::min(spoken, requests_);
  const Case<Starved> found{
      .cause = {.unit = {},
                .master = {},
                .gap = *gap,
                .requests = requests_,
                .others = others,
                .times = 1},
      .spell = Spell{last_->at, now.at}
  };
  const bool is_crowded = requests_ >= enough_requests;
  const bool is_short = *gap < stop_by_silence;
  const bool goes_on = is_short && is_same_master;
  const bool has_paused = now.master_resumed > last_->at;  // and greets one unit after the other
  if (is_crowded || (goes_on && !has_paused && others >= enough_others)) {
    is_crowded_ = is_crowded_ || is_crowded;
    count(is_meant && !is_crowded ? maybe_meant_ : starved_, found);
  } else if (goes_on && !is_meant && spoken == 0 && announcements_ != 0) {
    mute_ = found;
    starts_before_ = last_->master_starts;
  }
}

void GapWatch::count(Gaps& gaps, const Case<Starved>& gap) {
  if (!gaps) {
    gaps = gap;
    return;
  }
  const Case<Starved> before = *gaps;
  if (gap.cause.gap > before.cause.gap) gaps = gap;
  gaps->cause.times = before.cause.times + 1;
  gaps->spell = Spell{before.spell.since, gap.spell.until};
}

/// A stop that is taken back within 30 s leaves a gap, too. Nobody does that again and again. One
/// gap is over soon; where there were several, the next one may still come.
std::optional<Case<Starved>> GapWatch::found(const Moment& end) const {
  constexpr std::uint32_t crowding_for_long = 10;
  constexpr std::uint32_t too_often = 3;
  constexpr Duration one_is_over = std::chrono::seconds{20};
  constexpr Duration all_are_over = std::chrono::minutes{5};
  GapWatch all = *this;
  const bool is_under_way = requests_ >= crowding_for_long;
  if (is_under_way) all.judge(end, crowding_for_long, true, false);
  const bool is_often = all.maybe_meant_ && all.maybe_meant_->cause.times >= too_often;
  Gaps gaps = all.starved_ || !is_often ? all.starved_ : all.maybe_meant_;
  if (gaps) {
    const bool is_single = gaps->cause.times == 1 && !all.is_crowded_;
    const auto since = between(gaps->spell.until, end.at);
    gaps->spell.is_over = since && *since >= (is_single ? one_is_over : all_are_over);
    return gaps;
  }
  if (all.was_mute_) all.was_mute_->spell.is_over = true;
  return all.was_mute_;
}

void PairWatch::ask() {
  if (is_waiting_) ++unanswered_;
  is_waiting_ = true;
  has_begun_ = true;
}

void PairWatch::answer() {
  if (is_waiting_) {
    ++pairs_;
  } else if (has_begun_) {
    ++unasked_;
  }
  is_waiting_ = false;
}

}  // namespace twc::bus
