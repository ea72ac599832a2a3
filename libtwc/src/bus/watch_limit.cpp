// SPDX-License-Identifier: MIT
#include <algorithm>
#include <numeric>

#include <twc/bus/watch_limit.hpp>

namespace twc::bus {
namespace {

using msg::Command;
using std::chrono::minutes;
using std::chrono::seconds;

/// Idle, stopped and failed units keep to a limit of their own, whatever they are sent.
bool is_at_rest(msg::ChargeState state) {
  using enum msg::ChargeState;
  return state == ready || state == error || state == do_not_charge;
}

bool is_about_six(Centiamps current) {
  return current >= 5_A && current <= Centiamps{650};
}

NotTakenBecause reason(const msg::MasterHeartbeat& sent, const msg::SlaveHeartbeat& reported,
                       const Traits& unit) {
  using enum NotTakenBecause;
  using enum msg::ChargeState;
  const bool asks = reported.limit == Centiamps{};
  if (sent.limit < unit.minimum()) return below_minimum;
  if (unit.protocol == Protocol::one) {
    return sent.command == Command::set_limit ? needs_initial_limit : unknown;
  }
  const bool charges = reported.state == charging || reported.state == starting ||
                       reported.state == set_limit_ack || reported.drawn >= 1_A;
  const bool is_initial = sent.command == Command::set_initial_limit;
  return unit.protocol && is_initial && charges && !asks ? needs_set_limit : unknown;
}

}  // namespace

void LimitWatch::forget() {
  count_ = 0;
  answers_ = 0;
}

void LimitWatch::send(const Moment& now, const msg::MasterHeartbeat& heartbeat) {
  if (heartbeat.command == Command::none) return;
  // 0 is a stop, which no unit mirrors in the same way; 06 and 07 change the limit by themselves.
  if (!heartbeat.command.has_limit() || heartbeat.limit == Centiamps{}) {
    forget();
    return;
  }
  if (count_ == 0) {
    since_ = now;
    reported_before_ = reported_;
    answers_ = 0;
  } else if (sent_[count_ - 1].limit == heartbeat.limit) {
    sent_[count_ - 1] = heartbeat;
    return;
  }
  if (count_ == remembered) {
    std::rotate(sent_.begin(), sent_.begin() + 1, sent_.end());
    --count_;
  }
  sent_[count_++] = heartbeat;
}

/// A unit that is offered more than its rating takes its rating.
bool LimitWatch::is_echo(const msg::SlaveHeartbeat& heartbeat, const Traits& unit) const {
  const auto sent = std::span{sent_}.first(count_);
  return std::ranges::any_of(sent, [&](const msg::MasterHeartbeat& one) {
    const bool is_clamped = unit.rating && one.limit > *unit.rating;
    return heartbeat.limit == one.limit || (is_clamped && heartbeat.limit == *unit.rating);
  });
}

bool LimitWatch::may_have_missed_one(const Moment& now, Centiamps reported) const {
  return now.damaged != since_.damaged && reported != reported_before_;
}

void LimitWatch::answer(const Moment& now, const msg::SlaveHeartbeat& heartbeat,
                        const Traits& unit) {
  constexpr std::uint32_t enough_answers = 5;
  constexpr Duration long_enough = seconds{10};
  reported_ = heartbeat.limit;
  if (count_ == 0) return;
  if (may_have_missed_one(now, heartbeat.limit)) return forget();
  if (is_echo(heartbeat, unit) || is_at_rest(heartbeat.state)) {
    if (failed_) failed_->spell.is_over = true;
    forget();
    return;
  }
  const bool is_stuck =
      heartbeat.state == msg::ChargeState::starting && is_about_six(heartbeat.limit);
  if (is_stuck) return;  // StuckWatch knows
  ++answers_;
  const auto waited = between(since_.at, now.at);
  if (answers_ < enough_answers || !waited || *waited < long_enough) return;
  const msg::MasterHeartbeat& last = sent_[count_ - 1];
  failed_ = {
      .cause = {.unit = heartbeat.from,
                .master = last.from,
                .command = last.command,
                .sent = last.limit,
                .reported = heartbeat.limit,
                .answers = answers_,
                .why = reason(last, heartbeat, unit)},
      .spell = Spell{since_.at,     now.at}
  };
}

void AskWatch::begin(const When& now) {
  since_ = now;
  heartbeats_ = 0;
  offered_ = {};
}

void AskWatch::end() {
  since_.reset();
  if (found_) found_->spell.is_over = true;
}

void AskWatch::send(const When& now, const msg::MasterHeartbeat& heartbeat, const Traits& unit) {
  // A unit that hears nothing for 10 s feels abandoned: that is silence, and explains itself.
  constexpr Duration silence = seconds{10};
  const auto gap = between(last_sent_, now);
  last_sent_ = now;
  master_ = heartbeat.from;
  if (gap && *gap > silence) since_.reset();
  ++heartbeats_;
  if (!heartbeat.command.has_limit()) return;
  const bool is_stop = heartbeat.limit == Centiamps{};
  const bool is_enough = heartbeat.limit >= unit.minimum();
  if (is_stop || is_enough) since_.reset();
  offered_ = std::max(offered_, heartbeat.limit);
}

void AskWatch::answer(const Moment& now, const msg::SlaveHeartbeat& heartbeat) {
  using enum msg::ChargeState;
  constexpr Duration long_asked = seconds{90};
  constexpr std::uint32_t enough = 20;
  constexpr Duration quiet_time = seconds{40};
  const msg::ChargeState state = heartbeat.state;
  if (heartbeat.limit != Centiamps{} || is_at_rest(state) || state == charging) {
    end();
    return;
  }
  const bool asks = state == ready_to_charge || state == starting;
  if (!asks) return;  // in between, and soon over
  // A master that has just started grants nothing for a while: an earlier one may have.
  const auto running = between(now.master_started, now.at);
  if (running && *running < quiet_time) since_.reset();
  if (!since_) begin(now.at);
  const auto lasted = between(since_, now.at);
  if (!lasted || *lasted < long_asked || heartbeats_ < enough) return;
  found_ = {
      .cause = {.unit = heartbeat.from,
                .master = master_,
                .state = state,
                .offered = offered_,
                .lasted = *lasted,
                .heartbeats = heartbeats_},
      .spell = Spell{since_,    now.at}
  };
}

void ZeroWatch::send(const When& now, const msg::MasterHeartbeat& heartbeat) {
  if (!heartbeat.command.has_limit()) return;
  if (heartbeat.limit != Centiamps{}) {
    zeros_ = 0;
    if (found_) found_->spell.is_over = true;
    return;
  }
  if (zeros_++ == 0) since_ = now;
  last_ = heartbeat;
}

/// Why 30 s: a unit obeys within 3 s, a car has 5 s and falls at 4 A/s, from 80 A too.
void ZeroWatch::answer(const When& now, const msg::SlaveHeartbeat& heartbeat, const Traits& unit) {
  constexpr std::uint32_t enough = 2;
  constexpr Duration long_enough = seconds{30};
  const auto lasted = between(since_, now);
  if (heartbeat.drawn < 1_A) {
    zeros_ = 0;  // it obeyed: only a zero that comes later can be ignored
    if (found_) found_->spell.is_over = true;
    return;
  }
  if (zeros_ < enough || !lasted || *lasted < long_enough) return;
  found_ = {
      .cause = {.unit = heartbeat.from,
                .master = last_.from,
                .command = last_.command,
                .protocol = unit.protocol,
                .limit = heartbeat.limit,
                .drawn = heartbeat.drawn,
                .lasted = *lasted},
      .spell = Spell{since_, now}
  };
}

void StuckWatch::send(const msg::MasterHeartbeat& heartbeat) {
  if (!heartbeat.command.has_limit()) return;
  master_ = heartbeat.from;
  if (heartbeat.limit != wanted_) since_.reset();
  wanted_ = heartbeat.limit;
}

void StuckWatch::answer(const When& now, const msg::SlaveHeartbeat& heartbeat) {
  constexpr Duration long_enough = seconds{60};
  const bool is_low = is_about_six(heartbeat.limit) && heartbeat.drawn <= 7_A;
  const bool is_stuck = heartbeat.state == msg::ChargeState::starting && is_low && wanted_ >= 8_A;
  if (!is_stuck) {
    since_.reset();
    if (found_ && heartbeat.state != msg::ChargeState::busy) found_->spell.is_over = true;
    if (heartbeat.limit >= 8_A) wanted_ = heartbeat.limit;
    return;
  }
  if (!since_) since_ = now;
  const auto lasted = between(since_, now);
  if (!lasted || *lasted < long_enough) return;
  found_ = {
      .cause = {.unit = heartbeat.from,
                .master = master_,
                .before = wanted_,
                .reported = heartbeat.limit,
                .lasted = *lasted},
      .spell = Spell{since_, now}
  };
}

void FlapWatch::go_to(std::int64_t minute) {
  const std::int64_t passed = std::min<std::int64_t>(minute - minute_, window);
  for (std::int64_t step = 0; step < passed; ++step) {
    std::rotate(changes_.begin(), changes_.begin() + 1, changes_.end());
    changes_.back() = 0;
  }
  minute_ = minute;
}

/// Ten minutes with more than ten changes, in most of them at least one: a person who tries
/// something out does not go on for so long.
void FlapWatch::send(const When& now, const msg::MasterHeartbeat& heartbeat) {
  constexpr std::uint32_t most_changes = 10;
  constexpr std::ptrdiff_t enough_minutes = 8;
  if (!now || !heartbeat.command.has_limit()) return;
  if (!first_) first_ = now;
  const bool is_change = last_ && *last_ != heartbeat.limit;
  last_ = heartbeat.limit;
  if (!is_change) return;
  const Duration since = *now - *first_;
  go_to(std::chrono::floor<minutes>(since).count());
  ++changes_.back();
  const std::uint32_t changes = std::reduce(changes_.begin(), changes_.end());
  const std::ptrdiff_t busy =
      std::ranges::count_if(changes_, [](std::uint32_t count) { return count != 0; });
  const bool is_long = since >= minutes{window} - minutes{1};
  if (!is_long || changes <= most_changes || busy < enough_minutes) return;
  const bool is_more = !worst_ || changes >= worst_->cause.changes;
  const When begin = worst_ ? worst_->spell.since : When{*now - minutes{window}};
  if (is_more) {
    worst_ = {
        .cause = {.unit = {},          .master = heartbeat.from, .changes = changes},
          .spell = {                  }
    };
  }
  worst_->spell = {.since = std::max(begin, first_), .until = now, .is_over = false};
}

std::optional<Case<Flapping>> FlapWatch::found(const When& end) const {
  auto found = worst_;
  const auto since = found ? between(found->spell.until, end) : std::nullopt;
  if (since) found->spell.is_over = *since >= minutes{window};
  return found;
}

}  // namespace twc::bus
