#include "verdict.hpp"

#include <algorithm>

namespace twc::bus {
namespace {

constexpr std::uint64_t enough_bad = 5;
constexpr std::uint64_t one_in = 20;

bool is_many(std::uint64_t bad, std::uint64_t good) {
  return bad >= enough_bad && bad * one_in >= bad + good;
}

/// Frames that pass the checksum by chance make up ids, rarely the same one twice.
bool is_master(const Watch& unit) {
  return unit.master.frames >= 2;
}

}  // namespace

void Verdict::tell_line() {
  constexpr std::uint64_t idle_line = 20;  // what switching on and plugging in may leave
  constexpr std::uint32_t enough_polls = 2;
  const Totals& totals = monitor_.totals_;
  const MeterBusWatch& meter = monitor_.meter_bus_;
  const std::uint64_t heard = totals.good + totals.echoes;
  if (meter.polls() >= enough_polls) {
    found_.add(MeterBus{.polls = meter.polls(), .answers = meter.answers()});
  } else if (heard == 0 && totals.bad == 0 && totals.noise_bytes < idle_line) {
    found_.add(NothingHeard{
        .listened = totals.lasted(), .sent = totals.sent, .noise_bytes = totals.noise_bytes});
  } else if (heard == 0) {
    found_.add(NoFrames{.noise_bytes = totals.noise_bytes, .bad_frames = totals.bad});
  } else {
    tell_errors();
  }
  if (totals.bad_sent >= 2) {
    found_.add(ManyErrors{.unit = {},
                          .origin = Origin::sent,
                          .bad = totals.bad_sent,
                          .good = totals.sent,
                          .noise_bytes = 0,
                          .bad_in_worst_minute = 0});
  }
}

void Verdict::tell_errors() {
  constexpr std::uint64_t much_noise = 100;
  const Totals& totals = monitor_.totals_;
  ManyErrors errors{.unit = {},
                    .origin = Origin::heard,
                    .bad = totals.bad,
                    .good = totals.good,
                    .noise_bytes = totals.noise_bytes,
                    .bad_in_worst_minute = monitor_.rate_.worst()};
  const bool is_bad = is_many(totals.bad, totals.good) || monitor_.rate_.worst() != 0 ||
                      (totals.noise_bytes >= much_noise && totals.noise_bytes > totals.good);
  const auto units = monitor_.watches();
  const auto worst = std::ranges::max_element(units, {}, &Watch::damaged);
  const bool has_worst = worst != units.end();
  const bool is_of_unit = has_worst && is_many(worst->damaged, worst->frames);
  // Where nearly all that can be told apart is one unit's, it is that unit's cable.
  const bool is_mostly_of_unit = is_of_unit && std::uint64_t{worst->damaged} * 5 >= totals.bad * 4;
  if (is_bad && !is_mostly_of_unit) {
    found_.add(errors);
  } else if (is_of_unit) {
    errors.unit = worst->id;
    errors.bad = worst->damaged;
    errors.good = worst->frames;
    found_.add(errors);
  }
}

void Verdict::tell_echo() {
  const Totals& totals = monitor_.totals_;
  if (totals.echoes != 0) found_.add(EchoHeard{.echoes = totals.echoes, .sent = totals.sent});
}

/// Two masters speak in turns; one that took a new id, or that a program was started anew under
/// another one, does not speak under the old id any more.
void Verdict::tell_masters() {
  const auto units = monitor_.watches();
  for (auto first = units.begin(); first != units.end(); ++first) {
    if (!is_master(*first)) continue;
    for (const Watch& second : units) {
      const bool is_pair = is_master(second) && &second > &*first &&
                           first->master.overlaps(second.master) &&
                           (first->is_heard_as_master || second.is_heard_as_master);
      if (!is_pair && !reports_like_master(second)) continue;
      found_.add(TwoMasters{.first = first->id,
                            .second = second.id,
                            .frames_of_first = first->master.frames,
                            .frames_of_second = is_pair ? second.master.frames : second.unasked});
      return;
    }
  }
}

void Verdict::tell_ids() {
  for (const Watch& unit : monitor_.watches()) {
    for (const FaceWatch* const faces : {&unit.faces, &unit.master_faces}) {
      if (!faces->is_shared()) continue;
      found_.add(SharedId{
          .id = unit.id, .faces = {faces->before(), faces->now()}
      });
    }
    if (!has_masters_id(unit)) continue;
    found_.add(MasterIdTaken{.id = unit.id,
                             .frames_of_master = unit.master.frames,
                             .frames_of_slave = unit.slave.frames});
  }
}

void Verdict::tell_ratings() {
  const Watch* lower = nullptr;
  const Watch* higher = nullptr;
  for (const Watch& unit : monitor_.watches()) {
    const bool is_sure = unit.slave.frames >= 2 && unit.faces.has_seen();
    if (!is_sure || unit.faces.is_shared()) continue;
    const auto rating = [](const Watch& one) { return one.faces.now().rating; };
    if (lower == nullptr || rating(unit) < rating(*lower)) lower = &unit;
    if (higher == nullptr || rating(unit) > rating(*higher)) higher = &unit;
  }
  if (lower != nullptr && lower->faces.now().rating != higher->faces.now().rating) {
    ratings_differ_ = true;
    found_.add(DifferingRatings{.lower = lower->id,
                                .higher = higher->id,
                                .lower_rating = lower->faces.now().rating,
                                .higher_rating = higher->faces.now().rating});
  }
  constexpr std::uint32_t most = 3;
  const std::uint32_t slaves = most_slaves_at_once();
  are_too_many_ = slaves > most;
  if (are_too_many_) found_.add(TooManySlaves{.slaves = slaves});
}

/// A slave that took a new id counts once: it does not speak under the old one any more.
std::uint32_t Verdict::most_slaves_at_once() const {
  const auto units = monitor_.watches();
  std::uint32_t most = 0;
  for (const Watch& unit : units) {
    const auto is_there = [&unit](const Watch& other) {
      return other.slave.frames >= 2 && other.slave.first <= unit.slave.first &&
             other.slave.last >= unit.slave.first;
    };
    if (unit.slave.frames < 2) continue;
    most = std::max(most, static_cast<std::uint32_t>(std::ranges::count_if(units, is_there)));
  }
  return most;
}

Findings Monitor::findings() const {
  return Verdict{*this}.draw();
}

}  // namespace twc::bus
