#include <algorithm>

#include <twc/bus/watch_link.hpp>

namespace twc::bus {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Why three and 10 s: a master answers within half a second, programs within a few; units announce
/// themselves in bursts after a restart, then every 6 to 10 s.
constexpr std::uint32_t enough_announcements = 3;
constexpr Duration long_ignored = seconds{10};
/// A unit that hears nothing for so long stops its car: a master that is silent for longer means
/// it.
constexpr Duration stop_by_silence = seconds{30};
/// An announcement this soon after a heartbeat was on its way already: bursts last a second.
constexpr Duration crossing = milliseconds{1500};
constexpr std::uint32_t enough_heartbeats = 3;

/// Whether the line damaged so much meanwhile that what is missed may have been said.
bool explains(std::uint32_t damaged, std::uint32_t missed) {
  return damaged >= std::max(2U, missed / 4);
}

}  // namespace

void LinkWatch::announce(const Moment& now, bool master_spoke) {
  // A master that is switched on or off meanwhile makes another case of it.
  if (unheeded_ >= 2 && master_spoke != is_master_there_ && !was_served_) end_unheeded(now);
  if (unheeded_++ == 0) {
    first_ = now;
    was_served_ = is_served();
    before_its_ears_ = 0;
    is_master_there_ = master_spoke;
  } else {
    if (master_spoke) ++before_its_ears_;
    is_master_there_ = was_served_ ? is_master_there_ || master_spoke : master_spoke;
  }
  last_ = now.at;
  announced_ = true;
  const auto since = between(first_heartbeat_.at, now.at);
  if (heartbeats_ != 0 && (!since || *since >= crossing)) ++again_;
}

void LinkWatch::heartbeat(const Moment& now) {
  end_unheeded(now);
  last_heartbeat_ = now.at;
  ++unanswered_;
  if (!announced_) return;
  if (heartbeats_++ == 0) first_heartbeat_ = now;
}

void LinkWatch::answer(const Moment& now) {
  if (const auto found = unheard()) {
    worst_unheard_ = found;
    worst_unheard_->spell.until = now.at;
    worst_unheard_->spell.is_over = true;
  }
  has_answered_ = true;
  unanswered_ = 0;
  restart();
}

void LinkWatch::restart() {
  announced_ = false;
  heartbeats_ = 0;
  again_ = 0;
  first_heartbeat_ = {};
}

void LinkWatch::end_unheeded(const Moment& now) {
  const auto found = unheeded();
  unheeded_ = 0;
  if (!found || explains(now.damaged - first_.damaged, found->cause.announcements)) return;
  const auto silent = between(last_heartbeat_, now.at);
  const bool is_on_purpose = !silent || *silent >= stop_by_silence;
  if (was_served_ && (is_on_purpose || before_its_ears_ < enough_announcements)) return;
  if (longest_ignored_ && longest_ignored_->cause.over > found->cause.over) return;
  longest_ignored_ = found;
  longest_ignored_->spell.is_over = true;
}

std::optional<Case<LinkWatch::Ignored>> LinkWatch::unheeded() const {
  const auto over = between(first_.at, last_);
  if (unheeded_ < enough_announcements || !over || *over < long_ignored) return std::nullopt;
  return Case<Ignored>{
      .cause = {.announcements = unheeded_, .over = *over,  .is_master_there = is_master_there_},
      .spell = {.since = first_.at,         .until = last_, .is_over = false                   }
  };
}

std::optional<Case<LinkWatch::Ignored>> LinkWatch::ignored() const {
  const auto now = was_served_ ? std::nullopt : unheeded();
  return now ? now : longest_ignored_;
}

std::optional<Spell> LinkWatch::silenced() const {
  const auto found = was_served_ ? unheeded() : std::nullopt;
  if (!found) return std::nullopt;
  return Spell{.since = last_heartbeat_, .until = last_, .is_over = false};
}

std::optional<Case<LinkWatch::Unheard>> LinkWatch::unheard() const {
  // Where times are known, one repetition may still be chance.
  const std::uint32_t enough_again = first_heartbeat_.at ? 2 : 1;
  if (again_ < enough_again || heartbeats_ < enough_heartbeats) return worst_unheard_;
  return Case<Unheard>{
      .cause = {.heartbeats = heartbeats_, .announcements = again_},
      .spell = { .since = first_heartbeat_.at,           .until = last_,        .is_over = false}
  };
}

bool FaceWatch::see(const When& now, const Face& face) {
  if (seen_ == 0 || face == now_) {
    now_ = face;
    ++seen_;
    if (was_other_) count_turn(now);
    was_other_ = false;
    return false;
  }
  if (!other_ || *other_ != face) {
    other_ = face;
    others_ = 1;
    turns_ = 1;
    turned_ = now;
    was_other_ = true;
    return false;
  }
  ++others_;
  if (was_other_) return turn_to(now, face);
  was_other_ = true;
  count_turn(now);
  return false;
}

/// Heard twice in a row. A face that was there before is no restart, which takes a new sign.
bool FaceWatch::turn_to(const When& now, const Face& face) {
  const bool returns = has_before_ && face == before_;
  before_ = now_;
  now_ = face;
  has_before_ = true;
  other_ = before_;
  others_ = 2;
  seen_ = 2;
  was_other_ = false;
  if (returns) count_turn(now);
  const bool is_restart = !returns && before_.sign != now_.sign;
  if (!is_restart) return false;
  turned_ = now;
  turns_ = 1;
  if (restarts_++ == 0) restarted_.since = now;
  restarted_.until = now;
  return true;
}

/// A, B, A, B: after the third turn within a minute both are there.
void FaceWatch::count_turn(const When& now) {
  constexpr Duration together = seconds{60};
  constexpr std::uint32_t enough_turns = 3;
  const auto turning = between(turned_, now);
  if (turning && *turning > together) {
    turned_ = now;
    turns_ = 0;
  }
  if (++turns_ < enough_turns || seen_ < 2 || others_ < 2) return;
  if (!is_shared_) shared_.since = turned_;
  shared_.until = now;
  is_shared_ = true;
  if (other_) before_ = *other_;
}

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
  constexpr Duration long_silent = seconds{20};
  constexpr Duration asked_for_long = seconds{4};
  const std::uint32_t asked_before = asked_ - asked_since_;
  const bool answered_well = answered_ >= enough && 2 * answered_ >= asked_before;
  if (!heard_ || !answered_well || asked_since_ < enough) return false;
  const auto silent = between(heard_->at, now.at);
  const auto asking = between(first_asked_since_, last_asked_);
  return silent && *silent >= long_silent && asking && *asking >= asked_for_long &&
         !explains(now.damaged - heard_->damaged, asked_since_);
}

std::optional<Case<Lost>> SilenceWatch::lost(const Moment& end) const {
  if (!is_silent(end)) return worst_;
  return Case<Lost>{
      .cause = {.unit = {},          .silent = *end.at - *heard_->at, .asked = asked_since_},
      .spell = {.since = heard_->at, .until = end.at,                 .is_over = false     }
  };
}

bool SilenceWatch::never_answers(const Moment& now) const {
  constexpr std::uint32_t enough = 10;
  constexpr std::uint32_t enough_without_times = 20;
  constexpr Duration long_asked = seconds{20};
  if (answered_ != 0 || asked_ < enough) return false;
  const auto asking = between(first_asked_.at, last_asked_);
  const bool is_long = asking ? *asking >= long_asked : asked_ >= enough_without_times;
  return is_long && !explains(now.damaged - first_asked_.damaged, asked_);
}

std::optional<Case<NeverAnswers>> SilenceWatch::never(const Moment& end) const {
  if (!never_answers(end)) return was_never_;
  return Case<NeverAnswers>{
      .cause = {.unit = {}, .master = {},   .heartbeats = asked_,          .was_heard = heard_.has_value()},
      .spell = {.since = first_asked_.at,          .until = last_asked_, .is_over = false}
  };
}

void GapWatch::heartbeat(const Moment& now) {
  constexpr std::uint32_t crowding = 5;
  constexpr Duration says_so_until = seconds{5};
  const auto resumed = mute_ ? between(mute_->spell.until, now.at) : std::nullopt;
  if (resumed && *resumed >= says_so_until) {
    if (now.master_starts == starts_before_) was_mute_ = mute_;
    mute_.reset();
  }
  judge(now, crowding);
  last_ = now;
  ++last_->master_frames;  // this one is still to be counted
  requests_ = 0;
  announcements_ = 0;
  ++unanswered_;
}

/// A unit that answers no more is given up on purpose, and so is one that gets nothing for 30 s.
void GapWatch::judge(const Moment& now, std::uint32_t enough_requests) {
  constexpr Duration long_gap = seconds{10};
  constexpr std::uint32_t given_up = 3;
  constexpr std::uint32_t enough_others = 3;
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
      .spell = {.since = last_->at, .until = now.at,   .is_over = false}
  };
  const bool is_crowded = requests_ >= enough_requests;
  const bool is_short = *gap < stop_by_silence;
  if (is_crowded || (is_short && others >= enough_others)) {
    is_crowded_ = is_crowded_ || is_crowded;
    count(found);
  } else if (is_short && spoken == 0 && announcements_ != 0) {
    mute_ = found;
    starts_before_ = last_->master_starts;
  }
}

void GapWatch::count(const Case<Starved>& gap) {
  if (!worst_) {
    worst_ = gap;
    return;
  }
  const Case<Starved> before = *worst_;
  if (gap.cause.gap > before.cause.gap) worst_ = gap;
  worst_->cause.times = before.cause.times + 1;
  worst_->spell = {.since = before.spell.since, .until = gap.spell.until, .is_over = false};
}

std::optional<Case<Starved>> GapWatch::found(const Moment& end) const {
  constexpr std::uint32_t crowding_for_long = 10;
  constexpr Duration healed = std::chrono::minutes{5};
  GapWatch all = *this;
  const bool is_under_way = requests_ >= crowding_for_long;
  if (is_under_way) all.judge(end, crowding_for_long);
  const bool is_found = all.worst_ && (all.is_crowded_ || all.worst_->cause.times >= 2);
  if (is_found) {
    const auto since = between(all.worst_->spell.until, end.at);
    all.worst_->spell.is_over = since && *since >= healed;
    return all.worst_;
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
