// SPDX-License-Identifier: MIT
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
/// A master that starts again has several units to greet, and units announce themselves in bursts.
constexpr std::uint32_t enough_of_served_unit = 4;
/// An announcement this soon after a heartbeat was on its way already: bursts last a second.
constexpr Duration crossing = milliseconds{1500};
constexpr std::uint32_t enough_heartbeats = 3;

}  // namespace

void LinkWatch::announce(const Moment& now, bool master_spoke) {
  // A master that is switched on or off meanwhile makes another case of it.
  if (unheeded_ >= 2 && master_spoke != is_master_there_ && !was_served_) end_unheeded(now);
  if (unheeded_++ == 0) {
    first_ = now;
    was_served_ = is_served();
    is_first_heard_ = !last_heartbeat_ && !has_answered_;
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
  if (!found || may_be_damage(first_, now, found->cause.announcements)) return;
  const auto silent = between(last_heartbeat_, now.at);
  const bool is_on_purpose = !silent || *silent >= stop_by_silence;
  const bool is_soon_served = before_its_ears_ < enough_of_served_unit;
  if (was_served_ && (is_on_purpose || is_soon_served)) return;
  if (longest_ignored_ && longest_ignored_->cause.over > found->cause.over) return;
  longest_ignored_ = found;
  longest_ignored_->spell.is_over = true;
}

std::optional<Case<LinkWatch::Ignored>> LinkWatch::unheeded() const {
  const auto over = between(first_.at, last_);
  if (unheeded_ < enough_announcements || !over || *over < long_ignored) return std::nullopt;
  return Case<Ignored>{
      .cause = {.announcements = unheeded_,
                .over = *over,
                .is_master_there = is_master_there_,
                .is_first_heard = is_first_heard_},
      .spell = Spell{first_.at, last_}
  };
}

std::optional<Case<LinkWatch::Ignored>> LinkWatch::ignored() const {
  const auto now = was_served_ ? std::nullopt : unheeded();
  return now ? now : longest_ignored_;
}

std::optional<Spell> LinkWatch::silenced() const {
  const auto found = was_served_ ? unheeded() : std::nullopt;
  if (!found) return std::nullopt;
  return Spell{last_heartbeat_, last_};
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
  const bool is_turn = turns_.see(now, face);
  const bool is_restart = is_other(face) && !is_turn && believe(now, face);
  if (is_turn) note_turn(now);
  return is_restart;
}

/// Whether the face is another one than the unit's, and was heard before.
bool FaceWatch::is_other(const Face& face) {
  if (seen_ == 0 || face == now_) {
    now_ = face;
    ++seen_;
    return false;
  }
  const bool is_new = !other_ || *other_ != face;
  other_ = face;
  others_ = is_new ? 1 : others_ + 1;
  return !is_new;
}

/// Heard twice in a row. A face that was there before is no restart, which takes a new sign.
bool FaceWatch::believe(const When& now, const Face& face) {
  const bool returns = has_before_ && face == before_;
  before_ = now_;
  now_ = face;
  has_before_ = true;
  other_ = before_;
  others_ = 2;
  seen_ = 2;
  const bool is_restart = !returns && before_.sign != now_.sign;
  if (!is_restart) return false;
  if (restarts_++ == 0) restarted_.since = now;
  restarted_.until = now;
  return true;
}

void FaceWatch::note_turn(const When& now) {
  if (turns_.turns() == 1) turned_ = now;
  if (!turns_.are_two() || seen_ < 2 || others_ < 2) return;
  if (!is_shared_) shared_.since = turned_;
  shared_.until = now;
  is_shared_ = true;
  if (other_) before_ = *other_;
}

}  // namespace twc::bus
