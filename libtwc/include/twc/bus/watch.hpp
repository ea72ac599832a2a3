#pragma once
/// What the monitor watches of one unit over time: a small machine for each thing that can go wrong
/// with it.

#include <array>
#include <chrono>
#include <optional>

#include <twc/bus/answers.hpp>
#include <twc/bus/finding.hpp>
#include <twc/msg/message.hpp>

namespace twc::bus {

/// Announcements that a master answers, ignores, or heartbeats in vain.
class LinkWatch {
 public:
  /// Announcements to which nobody said anything.
  struct Ignored {
    std::uint32_t announcements = 0;
    Duration over{};
    bool is_master_there = false;  ///< and talked meanwhile
  };
  struct Unheard {
    std::uint32_t heartbeats = 0;
    std::uint32_t announcements = 0;
  };

  /// `master_spoke`: any master did, since the announcement before.
  void announce(const When& now, bool master_spoke);
  void heartbeat(const When& now);
  /// The unit answered a heartbeat, or is another one since it restarted.
  void answer();

  [[nodiscard]] std::optional<Ignored> ignored() const;
  [[nodiscard]] std::optional<Unheard> unheard() const;

 private:
  std::uint32_t unheeded_ = 0;
  When first_;
  When last_;
  bool is_master_there_ = false;
  std::optional<Ignored> longest_ignored_;
  bool announced_ = false;  // since the last answer
  std::uint32_t heartbeats_ = 0;
  std::uint32_t again_ = 0;  // announcements after the first heartbeat
  When first_heartbeat_;
  std::optional<Unheard> worst_unheard_;
};

/// The sign and rating that a unit announces: a restart changes the sign once, two units with one
/// id change it back and forth.
class FaceWatch {
 public:
  /// True if the unit restarted.
  bool see(const When& now, const Face& face);

  [[nodiscard]] bool has_seen() const { return has_seen_; }
  [[nodiscard]] bool is_shared() const { return is_shared_; }
  [[nodiscard]] std::uint32_t restarts() const { return restarts_; }
  [[nodiscard]] const Face& before() const { return before_; }
  [[nodiscard]] const Face& now() const { return now_; }

 private:
  bool has_seen_ = false;
  Face before_{};
  Face now_{};
  bool has_before_ = false;
  std::uint32_t returns_ = 0;
  When turned_;  // when the first of these changes was
  bool is_shared_ = false;
  std::uint32_t restarts_ = 0;
};

/// Whether a limit that was sent comes back in the answers. Units obey up to some seconds late, so
/// that any of the last limits sent will do.
class LimitWatch {
 public:
  void send(const When& now, const msg::MasterHeartbeat& heartbeat);
  void answer(const When& now, const msg::SlaveHeartbeat& heartbeat);

  [[nodiscard]] const std::optional<NeverEchoed>& failed() const { return failed_; }

 private:
  static constexpr std::size_t remembered = 4;

  std::array<msg::MasterHeartbeat, remembered> sent_{};
  std::size_t count_ = 0;
  When since_;
  std::uint32_t answers_ = 0;
  std::optional<NeverEchoed> failed_;
};

/// Whether more is drawn than the limit allows, and for how long.
class DrawWatch {
 public:
  void answer(const When& now, const msg::SlaveHeartbeat& heartbeat);

  [[nodiscard]] const std::optional<Overdraw>& found() const { return found_; }

 private:
  When since_;
  When last_;
  std::optional<Overdraw> found_;
};

/// Whether a unit that answered falls silent although it is asked.
class SilenceWatch {
 public:
  void ask(const When& now, TwcId unit);
  void hear(const When& now);
  void answer() { ++answered_; }

  [[nodiscard]] const std::optional<Lost>& found() const { return found_; }

 private:
  When heard_;
  std::uint32_t asked_ = 0;  // in all
  std::uint32_t answered_ = 0;
  std::uint32_t asked_since_ = 0;
  bool is_silent_ = false;
  std::optional<Lost> found_;
};

/// What one unit says in one role: how much, and from when to when in the order of frames.
struct Part {
  std::uint32_t frames = 0;
  std::uint64_t first = 0;
  std::uint64_t last = 0;

  void speak(std::uint64_t order) {
    if (frames++ == 0) first = order;
    last = order;
  }
  /// Whether each went on after the other had begun.
  [[nodiscard]] bool overlaps(const Part& other) const {
    return frames != 0 && other.frames != 0 && last > other.first && other.last > first;
  }
};

/// All that is watched of one id.
struct Watch {
  /// What `message`, addressed to this unit, does to what is watched of it.
  void be_told(const When& now, const msg::Message& message);
  /// The same for a message from it.
  void say(const When& now, const msg::Message& message, bool master_spoke);

  TwcId id{};
  std::uint64_t last_order = 0;  ///< of the last frame from it or for it
  std::uint32_t frames = 0;      ///< from it
  std::uint32_t damaged = 0;     ///< bad frames that begin like one from it
  std::uint32_t addressed = 0;
  std::uint64_t announced_at = 0;  ///< in the order of frames
  std::uint32_t unasked = 0;       ///< reports that nobody asked for
  Part master;
  Part slave;
  bool is_heard_as_master = false;  ///< and not only sent by ourselves
  Answers answers;
  LinkWatch link;
  FaceWatch faces;
  FaceWatch master_faces;
  LimitWatch limit;
  DrawWatch draw;
  SilenceWatch silence;
  std::optional<ErrorState> error_state;
  std::optional<ErrorCommanded> error_commanded;
  std::optional<std::uint32_t> energy;
  std::array<Impossible, 6> impossible{};  ///< by Quantity; those without `times` were not seen
};

}  // namespace twc::bus
