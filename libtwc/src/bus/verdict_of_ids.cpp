// SPDX-License-Identifier: MIT
#include <algorithm>

#include "verdict.hpp"

namespace twc::bus {
namespace {

constexpr Duration long_gone = std::chrono::seconds{60};

/// From when both spoke until one of them fell silent for good.
Spell while_both(const Part& first, const Part& second, const When& end) {
  Spell spell{.since = std::max(first.first_at, second.first_at),
              .until = std::min(first.last_at, second.last_at),
              .is_over = false};
  const auto since = between(spell.until, end);
  spell.is_over = since && *since >= long_gone;
  return spell;
}

}  // namespace

/// Two masters speak in turns. A master that took a new id, or that was started anew under another
/// one, does not speak under the old id any more.
void Verdict::tell_masters() {
  const auto units = monitor_.watches();
  for (auto first = units.begin(); first != units.end(); ++first) {
    if (!is_proven(first->master.frames)) continue;
    for (const Watch& second : units) {
      const bool take_turns = first->master.turns >= 2 && second.master.turns >= 2;
      const bool is_pair = is_proven(second.master.frames) && &second > &*first && take_turns &&
                           first->master.overlaps(second.master) &&
                           (first->is_heard_as_master || second.is_heard_as_master);
      if (!is_pair && !reports_like_master(second)) continue;
      add(TwoMasters{.first = first->id,
                     .second = second.id,
                     .frames_of_first = first->master.frames,
                     .frames_of_second = is_pair ? second.master.frames : second.unasked},
          is_pair ? while_both(first->master, second.master, end_.at) : all_the_time());
      return;
    }
  }
}

void Verdict::tell_ids() {
  for (const Watch& unit : monitor_.watches()) {
    for (const FaceWatch* const faces : {&unit.faces, &unit.master_faces}) {
      if (!faces->is_shared()) continue;
      add(
          SharedId{
              .id = unit.id, .faces = {faces->now(), faces->before()}
      },
          faces->shared());
    }
    if (!has_masters_id(unit)) continue;
    add(MasterIdTaken{.id = unit.id,
                      .frames_of_master = unit.master.frames,
                      .frames_of_slave = unit.slave.frames},
        while_both(unit.master, unit.slave, end_.at));
  }
}

/// A program may serve units that a real master refuses: then it is no fault.
void Verdict::tell_ratings() {
  const Watch* lower = nullptr;
  const Watch* higher = nullptr;
  for (const Watch& unit : monitor_.watches()) {
    if (!unit.faces.is_sure() || unit.faces.is_shared()) continue;
    const auto rating = [](const Watch& one) { return one.faces.now().rating; };
    if (lower == nullptr || rating(unit) < rating(*lower)) lower = &unit;
    if (higher == nullptr || rating(unit) > rating(*higher)) higher = &unit;
  }
  if (lower == nullptr || lower->faces.now().rating == higher->faces.now().rating) return;
  ratings_differ_ = true;
  const DifferingRatings ratings{.lower = lower->id,
                                 .higher = higher->id,
                                 .lower_rating = lower->faces.now().rating,
                                 .higher_rating = higher->faces.now().rating};
  if (are_all_served()) {
    note(ratings, all_the_time());
  } else {
    add(ratings, all_the_time());
  }
}

void Verdict::tell_slaves() {
  constexpr std::uint32_t most = 3;
  const std::uint32_t slaves = most_slaves_at_once();
  if (slaves <= most) return;
  are_too_many_ = true;
  if (are_all_served()) {
    note(TooManySlaves{.slaves = slaves}, all_the_time());
  } else {
    add(TooManySlaves{.slaves = slaves}, all_the_time());
  }
}

/// A slave that took a new id counts once: it does not speak under the old one any more.
std::uint32_t Verdict::most_slaves_at_once() const {
  const auto units = monitor_.watches();
  std::uint32_t most = 0;
  for (const Watch& unit : units) {
    const auto is_there = [&](const Watch& other) {
      return is_proven(other.slave.frames) && other.slave.first <= unit.slave.first &&
             other.slave.last >= unit.slave.first;
    };
    if (!is_proven(unit.slave.frames)) continue;
    most = std::max(most, static_cast<std::uint32_t>(std::ranges::count_if(units, is_there)));
  }
  return most;
}

}  // namespace twc::bus
