// SPDX-License-Identifier: MIT
#pragma once
/// Watches whether a unit and its master find each other and keep talking.

#include <chrono>
#include <optional>

#include <twc/bus/face_turns.hpp>
#include <twc/bus/finding.hpp>

namespace twc::bus {

/// A unit that hears nothing for so long stops its car: a master that is silent for longer means
/// it.
inline constexpr Duration stop_by_silence = std::chrono::seconds{30};

/// Announcements to which nobody said anything.
struct IgnoredAnnouncements {
  std::uint32_t announcements = 0;
  Duration over{};
  bool is_master_there = false;  ///< and talked meanwhile
  bool is_first_heard = false;   ///< nothing else was heard of the unit before, nor for it
};
/// Heartbeats that a unit did not hear.
struct UnheardHeartbeats {
  std::uint32_t heartbeats = 0;
  std::uint32_t announcements = 0;
};

/// Announcements that a master answers, ignores, or heartbeats in vain.
class LinkWatch {
 public:
  using Ignored = IgnoredAnnouncements;
  using Unheard = UnheardHeartbeats;

  /// `master_spoke`: any master did, since the announcement before.
  void announce(const Moment& now, bool master_spoke);
  void heartbeat(const Moment& now);
  void answer(const Moment& now);
  /// Another unit stands behind the id since a restart.
  void restart();

  [[nodiscard]] std::optional<Case<Ignored>> ignored() const;
  [[nodiscard]] std::optional<Case<Unheard>> unheard() const;
  /// Since when a unit that answered every question well is not addressed any more, although it
  /// announces itself. Its master stopped it by silence, or ended its work: no fault.
  [[nodiscard]] std::optional<Spell> silenced() const;
  /// The first announcement of those that nobody heeds.
  [[nodiscard]] const When& abandoned() const { return first_.at; }

 private:
  /// It answered all but the last heartbeats, whose answers may have been damaged.
  [[nodiscard]] bool is_served() const { return has_answered_ && unanswered_ <= 2; }
  [[nodiscard]] std::optional<Case<Ignored>> unheeded() const;
  void end_unheeded(const Moment& now);

  std::uint32_t unheeded_ = 0;
  Moment first_;
  When last_;
  bool is_master_there_ = false;
  bool is_first_heard_ = false;
  std::uint32_t before_its_ears_ = 0;  // announcements after the master spoke again
  bool has_answered_ = false;
  std::uint32_t unanswered_ = 0;  // heartbeats in a row
  bool was_served_ = false;       // when the announcements began
  When last_heartbeat_;
  std::optional<Case<Ignored>> longest_ignored_;
  bool announced_ = false;  // since the last answer
  std::uint32_t heartbeats_ = 0;
  std::uint32_t again_ = 0;  // announcements after the first heartbeat
  Moment first_heartbeat_;
  std::optional<Case<Unheard>> worst_unheard_;
};

/// The sign and rating that a unit announces. A restart changes the sign once, two units with one
/// id change it back and forth. A face that is heard once proves nothing.
class FaceWatch {
 public:
  /// True if the unit restarted.
  bool see(const When& now, const Face& face);

  [[nodiscard]] bool is_sure() const { return seen_ >= 2; }
  [[nodiscard]] bool is_shared() const { return is_shared_; }
  [[nodiscard]] const Spell& shared() const { return shared_; }
  [[nodiscard]] std::uint32_t restarts() const { return restarts_; }
  [[nodiscard]] const Spell& restarted() const { return restarted_; }
  [[nodiscard]] const Face& before() const { return before_; }
  [[nodiscard]] const Face& now() const { return now_; }

 private:
  [[nodiscard]] bool is_other(const Face& face);
  [[nodiscard]] bool believe(const When& now, const Face& face);
  void note_turn(const When& now);

  std::uint32_t seen_ = 0;
  Face now_{};
  Face before_{};
  bool has_before_ = false;
  std::optional<Face> other_;  // heard, and not yet believed
  std::uint32_t others_ = 0;
  FaceTurns turns_;
  When turned_;  // when the first of these was
  bool is_shared_ = false;
  Spell shared_;
  std::uint32_t restarts_ = 0;
  Spell restarted_;
};

/// Whether a unit answers the heartbeats for it, falls silent, or never answered.
class SilenceWatch {
 public:
  void ask(const Moment& now);
  /// Any frame of the unit.
  void hear(const Moment& now);
  void answer(const Moment& now);

  [[nodiscard]] std::optional<Case<Lost>> lost(const Moment& end) const;
  [[nodiscard]] std::optional<Case<NeverAnswers>> never(const Moment& end) const;

 private:
  [[nodiscard]] bool is_silent(const Moment& now) const;
  [[nodiscard]] bool never_answers(const Moment& now) const;

  std::optional<Moment> heard_;
  std::uint32_t asked_ = 0;  // in all
  std::uint32_t answered_ = 0;
  std::uint32_t asked_since_ = 0;
  Moment first_asked_;
  When first_asked_since_;
  When last_asked_;
  std::optional<Case<Lost>> worst_;
  std::optional<Case<NeverAnswers>> was_never_;
};

/// Whether a master leaves a unit without heartbeats because it is busy with something else, or
/// hangs. A stop by silence lasts longer than any such gap unless it is taken back, and a master
/// that starts again says so.
class GapWatch {
 public:
  /// `may_be_stopped`: the heartbeats before this one look as if the master stopped the unit.
  void heartbeat(const Moment& now, TwcId from, bool may_be_stopped);
  /// The master asks the unit something else.
  void request(const Moment& now, TwcId from);
  void announce() { ++announcements_; }
  void answer() { unanswered_ = 0; }

  /// When the last heartbeat was.
  [[nodiscard]] When last_heartbeat() const { return last_ ? last_->at : When{}; }
  [[nodiscard]] std::optional<Case<Starved>> found(const Moment& end) const;

 private:
  using Gaps = std::optional<Case<Starved>>;  // the longest, how many, and from when to when

  void judge(const Moment& now, std::uint32_t enough_requests, bool is_same_master, bool is_meant);
  static void count(Gaps& gaps, const Case<Starved>& gap);

  std::optional<Moment> last_;
  TwcId from_{};
  std::uint32_t requests_ = 0;    // since then
  std::uint32_t unanswered_ = 0;  // heartbeats in a row
  std::uint32_t announcements_ = 0;
  bool is_crowded_ = false;
  Gaps mute_;  // the master said nothing; it may say that it restarted
  std::uint32_t starts_before_ = 0;
  Gaps was_mute_;
  Gaps starved_;
  Gaps maybe_meant_;
};

/// Questions and answers that belong together. A program that reads the same port as another one
/// takes some of each away, whole.
class PairWatch {
 public:
  void ask();
  void answer();

  [[nodiscard]] std::uint32_t pairs() const { return pairs_; }
  [[nodiscard]] std::uint32_t unanswered() const { return unanswered_; }
  [[nodiscard]] std::uint32_t unasked() const { return unasked_; }

 private:
  bool is_waiting_ = false;
  bool has_begun_ = false;
  std::uint32_t pairs_ = 0;
  std::uint32_t unanswered_ = 0;
  std::uint32_t unasked_ = 0;
};

}  // namespace twc::bus
