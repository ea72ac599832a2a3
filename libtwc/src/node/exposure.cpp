#include <algorithm>

#include <twc/node/exposure.hpp>

namespace twc::node {
namespace {

/// Meters err, and a car that is told to fall takes a moment: the larger of 1 A and 5 %.
Centiamps tolerance(Centiamps limit) {
  constexpr unsigned twentieth = 20;
  const Centiamps part{static_cast<std::uint16_t>(limit.value() / twentieth)};
  return std::max(1_A, part);
}

}  // namespace

Centiamps Exposure::possible(Centiamps said) const {
  return said > most_possible ? rating_ : said;
}

bool Exposure::is_free(Time now) const {
  return !last_sent_ || now - *last_sent_ >= times_.free_after;
}

bool Exposure::is_mute(Time now) const {
  return is_free(now) || !last_answer_ || now - *last_answer_ >= times_.mute;
}

Centiamps Exposure::overdraw() const {
  const Centiamps echo = answers_[0].high;
  return drawn_ > echo + tolerance(echo) ? drawn_ - echo : Centiamps{};
}

Centiamps Exposure::account(Time now) const {
  const Centiamps drawn = overdraw() > Centiamps{} ? drawn_ : Centiamps{};
  return contactor_open(now) ? drawn : known();
}

/// The same whether or not its contactor is open.
Centiamps Exposure::known() const {
  const Centiamps drawn = overdraw() > Centiamps{} ? drawn_ : Centiamps{};
  Centiamps most = std::max({answers_[0].high, answers_[1].high, drawn});
  for (const Sent& one : std::span{unretired_}.first(unretired_count_)) {
    most = std::max(most, one.limit.high);
  }
  return most;
}

Centiamps Exposure::highest(Time now) const {
  return is_free(now) ? Centiamps{} : account(now);
}

Centiamps Exposure::floor(Time now) const {
  if (is_mute(now) || contactor_open(now)) return {};
  Centiamps least = std::min(answers_[0].low, answers_[1].low);
  for (const Sent& one : std::span{unretired_}.first(unretired_count_)) {
    least = std::min(least, one.limit.low);
  }
  return least;
}

Centiamps Exposure::resumable(Time now) const {
  if (!last_answer_) return rating_;
  return is_mute(now) || restarted_ ? std::max(known(), resumes_) : account(now);
}

void Exposure::wake(std::optional<Range> limit) {
  resumes_ = last_answer_ ? std::max(known(), resumes_) : rating_;
  unretired_count_ = 0;
  drawn_ = {};
  contactor_open_ = false;
  answers_.fill({.low = {}, .high = limit ? Centiamps{} : resumes_});
}

void Exposure::sent(Time now, std::optional<Range> limit) {
  if (is_free(now)) {
    wake(limit);
  } else if (is_mute(now) && !limit) {  // it may resume the most that is known of it
    answers_.fill({.low = {}, .high = resumable(now)});
  }
  if (limit) {
    note_limit(now, *limit);
    contactor_open_ = false;
  }
  last_sent_ = last_heartbeat_ = now;
  asked_ = true;
}

/// A limit that is sent again is as young as its last sending. Where there is no room the two
/// oldest become one that is as large, as small and as young as either.
void Exposure::note_limit(Time now, Range limit) {
  const auto known = std::span{unretired_}.first(unretired_count_);
  const auto same = std::ranges::find_if(known, [limit](const Sent& one) {
    return one.limit.low == limit.low && one.limit.high == limit.high;
  });
  if (same != known.end()) {
    std::rotate(same, same + 1, known.end());
    known.back().at = now;
    return;
  }
  if (unretired_count_ == most_unretired) {
    const Range oldest = unretired_[0].limit;
    Range& next = unretired_[1].limit;
    next = {.low = std::min(oldest.low, next.low), .high = std::max(oldest.high, next.high)};
    std::rotate(unretired_.begin(), unretired_.begin() + 1, unretired_.end());
    --unretired_count_;
  }
  unretired_[unretired_count_++] = {.limit = limit, .at = now};
}

void Exposure::retire(Time now) {
  const auto known = std::span{unretired_}.first(unretired_count_);
  const auto young =
      std::ranges::find_if(known, [&](const Sent& one) { return now - one.at < times_.settle(); });
  const auto kept = std::copy(young, known.end(), known.begin());
  unretired_count_ = static_cast<std::size_t>(kept - known.begin());
}

void Exposure::answered(Time now, Centiamps echo, Centiamps drawn) {
  const Centiamps limit = possible(echo);
  if (is_free(now)) {  // it answers nothing of ours, or was read long after it came
    resumes_ = std::max({resumes_, limit, possible(drawn)});
    return;
  }
  if (asked_) {
    answers_[1] = answers_[0];
    answers_[0] = {.low = limit, .high = limit};
    drawn_ = possible(drawn);
  } else {
    answers_[0] = {.low = std::min(answers_[0].low, limit),
                   .high = std::max(answers_[0].high, limit)};
    drawn_ = std::max(drawn_, possible(drawn));
  }
  if (drawn_ >= nothing_drawn || answers_[0].high > answers_[1].high) contactor_open_ = false;
  asked_ = false;
  restarted_ = false;
  resumes_ = {};
  last_answer_ = std::min(now, last_heartbeat_.value_or(now) + times_.round_trip);
  retire(*last_answer_);
}

bool may_leave(const Exposure& unit, Time now, std::optional<Range> limit, const Supply& supply) {
  const bool rises = limit && limit->high > unit.floor(now);
  const bool resumes = unit.has_restarted() && unit.resumable(now) > Centiamps{};
  const bool wakes = unit.is_mute(now) || resumes;
  if (!rises && !wakes) return true;
  if (supply.is_new) return !rises;
  Exposure after = unit;
  after.sent(now, limit);
  const Centiamps carried = limit ? after.highest(now) : unit.resumable(now);
  return supply.others + std::max(unit.highest(now), carried) <= supply.total;
}

bool may_close_contactor(Exposure unit, Time now, const Supply& supply) {
  unit.set_contactor_open(false);
  return !supply.is_new && supply.others + std::max(unit.highest(now), 6_A) <= supply.total;
}

}  // namespace twc::node
