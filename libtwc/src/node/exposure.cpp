// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/node/exposure.hpp>

namespace twc::node {
/// A limit or current over 80 A cannot be: it counts as the rating.
Centiamps Exposure::possible(Centiamps said) const {
  return said > most_possible ? rating_ : said;
}

Centiamps Exposure::overdraw() const {
  const Centiamps echo = answers_[0].high;
  if (drawn_ <= beyond_doubt(echo)) return {};
  const bool falls = last_answer_ < fall_.until && drawn_ <= beyond_doubt(fall_.from);
  return falls ? Centiamps{} : drawn_ - echo;
}

Centiamps Exposure::known(Time now) const {
  Centiamps most = std::max({answers_[0].high, answers_[1].high, woken_});
  if (drawn_ > beyond_doubt(answers_[0].high)) most = std::max(most, drawn_);
  for (const Sent& one : unretired()) most = std::max(most, one.limit.high);
  if (now >= replaced_until_) return most;
  for (const Replaced& one : replaced_) {
    if (now < one.until) most = std::max(most, one.limit);
  }
  return most;
}

Centiamps Exposure::highest(Time now) const {
  const Centiamps elsewhere = now < elsewhere_.until ? elsewhere_.limit : Centiamps{};
  return is_free(now) ? elsewhere : std::max(known(now), elsewhere);
}

Centiamps Exposure::floor(Time now) const {
  if (is_mute(now) || answer_count_ == 0) return {};
  Centiamps least = answers_[0].low;
  least = std::min(least, answer_count_ > 1 ? answers_[1].low : earlier_.value_or(least));
  for (const Sent& one : unretired()) least = std::min(least, one.limit.low);
  return least;
}

Centiamps Exposure::resumable() const {
  const Centiamps last = std::max(known(Time::max()), resumes_);
  return last_answer_ && !is_unknown_ ? last : std::max(last, rating_);
}

std::optional<Time> Exposure::next_relief(Time now) const {
  std::optional<Time> next;
  for (const Replaced& one : replaced_) {
    if (one.until > now) next = std::min(next.value_or(one.until), one.until);
  }
  return next;
}

/// The first frame after the unit has stopped. A limit that wakes it is all that it may draw.
void Exposure::wake(std::optional<Range> limit) {
  resumes_ = resumable();
  woken_ = limit ? Centiamps{} : resumes_;
  woken_answers_ = 0;
  if (answer_count_ > 0) earlier_ = answers_[0].low;
  unretired_count_ = 0;
  drawn_ = {};
  answers_ = {};
  answer_count_ = 0;
  replaced_ = {};
  fall_ = {};
}

void Exposure::sent(Time now, std::optional<Range> limit) {
  if (is_free(now)) {
    wake(limit);
  } else if (is_mute(now) && !limit) {
    woken_ = resumable();
    woken_answers_ = 0;
  }
  if (limit) note_limit(now, *limit);
  addressed(now);
  last_heartbeat_ = now;
  asked_ = was_asked_since_ = true;
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

/// An answer retires all limits that were sent long enough before it, raises and reductions alike.
void Exposure::retire(Time now) {
  const auto known = std::span{unretired_}.first(unretired_count_);
  const auto young = std::ranges::find_if(
      known, [&](const Sent& one) { return now - one.at < vouches_after(times_.round_trip); });
  const auto kept = std::copy(young, known.end(), known.begin());
  unretired_count_ = static_cast<std::size_t>(kept - known.begin());
}

/// The unit may echo a lower limit at once and obey later, and its car takes its time.
void Exposure::note_fall(Time at, Centiamps from, Centiamps to) {
  const bool falls_already = at < fall_.until;
  fall_ = {.from = falls_already ? std::max(fall_.from, from) : from,
           .until = std::max(fall_.until, at + fall_time(drawn_, to))};
  Replaced& place = *std::ranges::min_element(replaced_, {}, &Replaced::until);
  const Centiamps kept = at < place.until ? std::max(place.limit, from) : from;
  place = {.limit = kept, .until = at + vouches_after(times_.round_trip)};
  replaced_until_ = std::max(replaced_until_, place.until);
}

void Exposure::answered(Time now, Centiamps echo, Centiamps drawn) {
  const Centiamps limit = possible(echo);
  if (is_free(now)) {  // it answers nothing of ours, or was read long after it came
    resumes_ = std::max({resumes_, limit, possible(drawn)});
    return;
  }
  last_answer_ = std::min(now, last_heartbeat_.value_or(now) + times_.round_trip);
  const Range before = answers_[0];
  if (asked_ || answer_count_ == 0) {
    answers_[1] = before;
    answers_[0] = {.low = limit, .high = limit};
    answer_count_ = std::min(answer_count_ + 1, answers_.size());
    drawn_ = possible(drawn);
    // A unit that was woken without a limit may have resumed its last one before it says less.
    const Centiamps from = answer_count_ == 1 ? std::max(before.high, woken_) : before.high;
    if (limit < from) note_fall(*last_answer_, from, limit);
    if (woken_answers_++ > 0) woken_ = {};
  } else {
    answers_[0] = {.low = std::min(before.low, limit), .high = std::max(before.high, limit)};
    drawn_ = std::max(drawn_, possible(drawn));
  }
  asked_ = false;
  restarted_ = false;
  is_unknown_ = is_unknown_ && !was_asked_since_;
  resumes_ = {};
  is_abandoned_ = false;
  retire(*last_answer_);
}

void Exposure::served_elsewhere(Time now, Centiamps echo) {
  const Centiamps most = std::max(rating_, possible(echo));
  elsewhere_ = {.limit = now < elsewhere_.until ? std::max(most, elsewhere_.limit) : most,
                .until = now + times_.free_after};
}

}  // namespace twc::node
