// SPDX-License-Identifier: MIT
#include "reports.hpp"

#include <algorithm>
#include <utility>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration proves_after = 10s;
constexpr Duration reported_within = 15s;

}  // namespace

void Reports::answered(Time now, const Account& unit) {
  Course& course = courses_[unit.id()];
  course.reported_deaf = false;
  course.zeros = unit.echo() == 0 ? course.zeros + 1 : 0;
  if (course.zeros == 2) course.zero_since = now;
  if (course.zeros == 0) course.zero_since.reset();
  if (unit.charges()) {
    course.last_drew = now;
    course.still_since.reset();
  } else {
    course.still_since = course.still_since.value_or(now);
  }
}

void Reports::acknowledged(Time now, TwcId id) {
  if (courses_[id].opened) courses_[id].acknowledged = now;
}

void Reports::forgive(std::optional<TwcId> unit) {
  for (auto& [id, course] : courses_) {
    if (!unit || *unit == id) course.reported_deaf = false;
  }
}

void Reports::reported(Time now, TwcId id, Report what) {
  first_report_ = first_report_.value_or(now);
  const Account* const unit = books_.find(id);
  if (unit == nullptr) return;
  Course& course = courses_[id];
  switch (what) {
    case Report::stopped: judge_stopped(now, *unit, course); break;
    case Report::still_drawing: course.doubted = course.doubted.value_or(now); break;
    case Report::overdraw: judge_overdraw(now, *unit); break;
    case Report::disobeyed: judge_disobeyed(now, *unit); break;
    case Report::lost: break;
    case Report::deaf:
      books_.count(Rule::deaf);
      if (course.reported_deaf) books_.report(now, Rule::deaf, id, "is reported to be deaf again");
      course.reported_deaf = true;
      break;
  }
}

Amount Reports::really_drawn(TwcId id) const {
  Amount drawn = 0;
  for (const PhysicalState& body : books_.bodies) {
    if (body.id == id) drawn += amount(body.drawn);
  }
  return drawn;
}

/// The report may come in the instant of the answer that tells of it.
void Reports::look_at_doubt(Time now, const Account& unit, Course& course) {
  constexpr auto later = 1s;
  constexpr auto recently = 1min;
  if (!course.doubted || now - *course.doubted < later) return;
  const Time then = *std::exchange(course.doubted, std::nullopt);
  books_.count(Rule::report);
  if (unit.charges() || (course.last_drew && then - *course.last_drew <= recently)) return;
  books_.report(now, Rule::report, unit.id(), "is reported to draw on, and has said nothing of it");
}

/// By silence, by zero, or by the contactor.
bool Reports::is_proven(Time now, const Account& unit, const Course& course) const {
  const Duration slack = books_.interval(now);
  const auto last = unit.last_heartbeat();
  const bool is_silent = last && now - *last >= books_.settings.stop_after &&
                         (unit.has_announced_since_sent() || unit.is_free(now, books_.spans));
  const bool is_still = course.still_since && now - *course.still_since >= proves_after - slack;
  const bool is_zero = course.zero_since && now - *course.zero_since >= proves_after - slack;
  const bool is_open = course.acknowledged && now - *course.acknowledged >= proves_after - slack;
  return is_silent || (is_still && (is_zero || is_open));
}

void Reports::judge_stopped(Time now, const Account& unit, Course& course) {
  books_.count(Rule::report);
  course.reported_stopped = now;
  course.is_to_be_seen = true;
  if (!is_proven(now, unit, course)) {
    books_.report(now, Rule::report, unit.id(), "is reported to have stopped, without evidence");
  }
}

/// The unit stops by itself a little later than the master's last frame left.
void Reports::look_at_truth(Time now, const Account& unit, Course& course) {
  const Duration later = 2s + books_.settings.round_trip;
  if (!course.is_to_be_seen || now - *course.reported_stopped < later) return;
  course.is_to_be_seen = false;
  const bool is_liar = books_.terms_of(unit.id()).obedience == Obedience::unruly;
  const bool is_served = unit.last_sent() >= course.reported_stopped;
  const bool was_cut_off = std::max(books_.excused, books_.listening.since().value_or(Time{})) >
                           unit.last_sent().value_or(now);
  const Amount drawn = really_drawn(unit.id());
  const bool may_have_closed = course.acknowledged.has_value();  // a contactor, by itself
  // A damaged frame for another unit may have fed this one.
  const bool may_be_fed = books_.garbled && books_.garbled >= unit.last_sent();
  const bool is_excused = is_liar || is_served || was_cut_off || may_have_closed || may_be_fed;
  if (drawn < one_ampere || is_excused) return;
  books_.report(now, Rule::report, unit.id(),
                "is reported to have stopped, and draws " + in_amps(drawn));
}

/// S2: current on its way down is none.
void Reports::judge_overdraw(Time now, const Account& unit) {
  books_.count(Rule::falling);
  if (unit.excess() > 0 && unit.overdraws_since()) return;
  books_.report(now, Rule::falling, unit.id(), "is reported to draw too much, and only falls");
}

/// S3: every known unit can do with 10 A. A unit that echoes more than that twice for a lower offer
/// may clamp or disobey: the master may call it disobedient.
void Reports::judge_disobeyed(Time now, const Account& unit) {
  books_.count(Rule::mute);
  constexpr std::size_t often = 3;
  constexpr Amount like_a_minimum = 1000;
  const bool may_clamp = unit.last_limit() > 0 && unit.clamps_to() <= like_a_minimum;
  const Amount least = may_clamp ? unit.clamps_to() : 0;
  const bool followed = unit.echo() <= std::max(unit.last_limit(), least);
  const bool was_heard = unit.answers_above() >= often;
  if (!followed && was_heard) return;
  books_.report(now, Rule::mute, unit.id(),
                followed ? "is called disobedient, and has obeyed"
                         : "is called disobedient, and was only mute");
}

/// Units that the master does not address count as they were last known, until they are freed.
void Reports::reported_drawn(Time now, Amount sum) {
  if (books_.listening.is_down() || books_.is_suspended) return;
  books_.count(Rule::report);
  Amount known = 0;
  Amount most = static_cast<Amount>(books_.accounts.size()) * one_ampere;
  const Amount least_missed = most;
  for (const Account& unit : books_.accounts) {
    if (!unit.is_free(now, books_.spans)) known += std::min(unit.drawn(), unit.said_drawn());
    const bool counts = books_.exposure_of(now, unit) > 0 || books_.is_quiet(now);
    // An outage voids what the unit announced before it: another master may have spoken to it then.
    const bool has_announced =
        unit.has_announced_since_sent() && unit.last_announced() > books_.excused;
    const bool may_count = counts || !has_announced || books_.may_be_kept_alive(now, unit);
    if (may_count || !unit.is_free_without_doubt(now, books_.spans)) most += unit.said_drawn();
  }
  if (known - least_missed <= sum && sum <= most) return;
  books_.report(now, Rule::report, std::nullopt,
                in_amps(sum) + " are reported to be drawn, and " + in_amps(known) + " are known");
}

void Reports::look(Time now) {
  if (!first_report_ || books_.has_second_master) return;  // nobody tells what is reported
  for (const Account& unit : books_.accounts) {
    look_at(now, unit, courses_[unit.id()]);
    look_at_truth(now, unit, courses_[unit.id()]);
    look_at_doubt(now, unit, courses_[unit.id()]);
  }
}

/// Every stop ends in `stopped`, once there is evidence for it.
void Reports::look_at(Time now, const Account& unit, Course& course) {
  const Stop* const stop = stops_.stop_of(unit.id());
  if (stop == nullptr) return course.over_since.reset();
  if (course.missed == stop->at || !stop->was_busy || !stop->had_limit) return;
  if (stop->is_forgiven) return;  // `start` took it back
  if (course.reported_stopped && *course.reported_stopped >= stop->at) return;
  // Silence for a unit that rests with an open contactor ends no charge.
  const bool rests = course.acknowledged && course.reported_stopped &&
                     (!course.last_drew || *course.last_drew <= *course.reported_stopped);
  if (rests) return;
  if (*first_report_ > stop->at || books_.excused > stop->at) return;
  const bool is_over =
      stop->kind == StopKind::zero ? is_proven(now, unit, course) : unit.is_free(now, books_.spans);
  if (!is_over) return course.over_since.reset();
  course.over_since = course.over_since.value_or(now);
  if (now - *course.over_since < reported_within) return;
  course.missed = stop->at;
  books_.count(Rule::report);
  books_.report(now, Rule::report, unit.id(), "was stopped, and its stop is not reported");
}

}  // namespace twc::sim
