// SPDX-License-Identifier: MIT
#include <algorithm>

#include "verdict.hpp"

namespace twc::bus {
namespace {

constexpr std::uint64_t enough_bad = 5;
constexpr std::uint64_t one_in = 20;

bool is_many(std::uint64_t bad, std::uint64_t good) {
  return bad >= enough_bad && bad * one_in >= bad + good;
}

/// How often a program errs in all its ways of one kind.
struct Tally {
  ProgramFault fault;
  Spell spell;
};

/// Same program, same rule: one finding.
class Tallies {
 public:
  void add(const ProgramFaults::Entry& entry) {
    const auto known = std::span{all_}.first(size_);
    const auto found = std::ranges::find_if(known, [&entry](const Tally& one) {
      return one.fault.program == entry.fault.program && one.fault.rule == entry.fault.rule;
    });
    if (found == known.end()) {
      if (size_ < all_.size()) all_[size_++] = {.fault = entry.fault, .spell = entry.spell};
      return;
    }
    found->fault.times += entry.fault.times;
    found->spell.since = std::min(found->spell.since, entry.spell.since);
    found->spell.until = std::max(found->spell.until, entry.spell.until);
  }
  [[nodiscard]] std::span<const Tally> all() const { return std::span{all_}.first(size_); }

 private:
  std::array<Tally, 8> all_{};
  std::size_t size_ = 0;
};

}  // namespace

void Verdict::tell_line() {
  constexpr std::uint64_t idle_line = 20;  // switching on and plugging in may leave so many bytes
  constexpr std::uint32_t enough_polls = 2;
  const Totals& totals = monitor_.totals_;
  const MeterBusWatch& meter = monitor_.meter_bus_;
  const std::uint64_t heard = totals.good + totals.echoes + totals.logged;
  if (meter.polls() >= enough_polls) {
    add(MeterBus{.polls = meter.polls(), .answers = meter.answers()}, all_the_time());
  } else if (heard == 0 && totals.bad == 0 && totals.noise_bytes < idle_line) {
    add(
        NothingHeard{
            .listened = totals.lasted(), .sent = totals.sent, .noise_bytes = totals.noise_bytes},
        all_the_time());
  } else if (heard == 0) {
    tell_programs();
    if (!found_.empty()) return;
    add(NoFrames{.noise_bytes = totals.noise_bytes,
                 .bad_frames = totals.bad,
                 .rate = monitor_.damage_.baud_rate()},
        all_the_time());
  } else {
    tell_programs();
    if (!is_of_one_sender_) tell_errors();
  }
  tell_sent_errors();
}

void Verdict::tell_programs() {
  if (!tell_broken_rules()) tell_programs_that_always_fail();
}

/// A fault is a program's if a fair part of the bad frames of that program have it.
bool Verdict::tell_broken_rules() {
  const DamageWatch& damage = monitor_.damage_;
  Tallies tallies;
  for (const ProgramFaults::Entry& entry : damage.programs().entries()) {
    if (entry.is_proven()) tallies.add(entry);
  }
  bool is_told = false;
  for (const Tally& one : tallies.all()) {
    if (!is_of_program(one.fault)) continue;
    ProgramFault fault = one.fault;
    fault.others = monitor_.totals_.good;
    add(fault, one.spell);
    is_told = true;
    const bool is_of_master = wire::kind_of(fault.code) != wire::FrameKind::report;
    is_master_faulty_ = is_master_faulty_ || is_of_master;
  }
  return is_told;
}

/// Among so many damaged frames a few break any rule by chance. A program that counts the first
/// byte does so in all its frames.
bool Verdict::is_of_program(const ProgramFault& fault) const {
  const DamageWatch& damage = monitor_.damage_;
  const auto blamed = std::ranges::find_if(
      damage.blamed(),
      [&fault](const DamageWatch::Blamed& one) { return one.id == fault.program; });
  const std::uint64_t of_it = blamed == damage.blamed().end() ? 0 : blamed->frames;
  const std::uint64_t all = fault.program ? of_it : monitor_.totals_.bad;
  const std::uint64_t times = fault.times;
  if (times * 4 < all || times * 16 < damage.damaged()) return false;
  const Watch* const sender = fault.program ? monitor_.find(*fault.program) : nullptr;
  const bool does_it_right = sender != nullptr && sender->frames >= fault.times;
  return fault.rule != Rule::first_byte || !does_it_right;
}

/// All frames of one program are bad, and those of others are clean.
void Verdict::tell_programs_that_always_fail() {
  for (const DamageWatch::Blamed& one : monitor_.damage_.blamed()) {
    const Watch* const unit = monitor_.find(one.id);
    const bool is_all = unit == nullptr || unit->frames == 0;
    const bool is_only_one = std::uint64_t{one.frames} * 5 >= monitor_.totals_.bad * 4;
    if (one.frames < enough_bad || !is_all || !is_only_one || monitor_.totals_.good < enough_bad) {
      continue;
    }
    ProgramFault fault;
    fault.program = one.id;
    fault.rule = Rule::all_fail;
    fault.times = one.frames;
    fault.others = monitor_.totals_.good;
    add(fault, one.spell);
    is_of_one_sender_ = true;
  }
}

/// Our own program's: no line is between it and the log.
void Verdict::tell_sent_errors() {
  const Totals& totals = monitor_.totals_;
  if (totals.bad_sent < 2) return;
  const auto entries = monitor_.sent_faults_.entries();
  const auto times = [](const ProgramFaults::Entry& one) { return one.fault.times; };
  const auto most = std::ranges::max_element(entries, {}, times);
  ProgramFault fault;
  fault.origin = Origin::sent;
  fault.rule = Rule::all_fail;
  Spell spell = all_the_time();
  if (most != entries.end()) {
    fault = most->fault;
    spell = most->spell;
  }
  fault.times = static_cast<std::uint32_t>(totals.bad_sent);
  fault.others = totals.sent;
  add(fault, spell);
}

void Verdict::tell_errors() {
  constexpr std::uint64_t much_noise = 100;
  const Totals& totals = monitor_.totals_;
  const DamageWatch& damage = monitor_.damage_;
  const std::uint32_t worst_minute = damage.rate().worst();
  ManyErrors errors{.unit = {},
                    .bad = totals.bad,
                    .good = totals.good,
                    .noise_bytes = totals.noise_bytes,
                    .bad_in_worst_minute = worst_minute};
  const bool is_noisy = damage.noise_bytes() >= much_noise && damage.noise_bytes() > totals.good;
  const bool is_bad = damage.is_much() || is_noisy || worst_minute != 0;
  const auto units = monitor_.watches();
  const auto worst = std::ranges::max_element(units, {}, &Watch::damaged);
  const bool has_worst = worst != units.end() && worst->frames != 0;
  const bool is_of_program = !found_.empty();
  const bool is_of_unit = has_worst && is_many(worst->damaged, worst->frames) && !is_of_program;
  // Where nearly all that can be told apart is one unit's, it is that unit's cable.
  const bool is_mostly_of_unit = is_of_unit && std::uint64_t{worst->damaged} * 5 >= totals.bad * 4;
  const Spell minutes = damage.rate().bad_minutes();
  Spell spell = all_the_time();
  if (minutes.since) {
    spell.since = std::max(minutes.since, spell.since);
    spell.until = std::min(minutes.until, spell.until);
    spell.is_over = minutes.is_over;
  }
  if (is_bad && !is_mostly_of_unit) {
    add(errors, spell);
  } else if (is_of_unit) {
    errors.unit = worst->id;
    errors.bad = worst->damaged;
    errors.good = worst->frames;
    add(errors, spell);
  }
}

void Verdict::tell_echo() {
  constexpr std::uint64_t enough_without = 10;
  const Totals& totals = monitor_.totals_;
  if (totals.echoes == 0) return;
  Spell spell = monitor_.echo_;
  spell.is_over = monitor_.sent_since_echo_ >= enough_without;
  add(EchoHeard{.echoes = totals.echoes, .sent = totals.sent}, spell);
}

/// Where each of two programs gets some of the bytes, a tenth of the questions and of the answers
/// is missing at least.
void Verdict::tell_readers() {
  constexpr std::uint32_t enough = 10;
  TwoReaders readers;
  for (const Watch& unit : monitor_.watches()) {
    readers.pairs += unit.pairs.pairs();
    readers.unanswered += unit.pairs.unanswered();
    readers.unasked += unit.pairs.unasked();
  }
  const std::uint32_t all = readers.pairs + readers.unanswered + readers.unasked;
  const auto are_many = [all](std::uint32_t count) { return count >= enough && count * 10 >= all; };
  const bool has_times = monitor_.totals_.first.has_value();
  if (!has_times || !are_many(readers.unanswered) || !are_many(readers.unasked)) return;
  add(readers, all_the_time());
}

}  // namespace twc::bus
