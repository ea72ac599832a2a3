#pragma once
/// What can be wrong with a bus: a type for each cause, with its evidence.

#include <array>
#include <optional>
#include <variant>

#include <twc/msg/heartbeat.hpp>
#include <twc/types.hpp>
#include <twc/wire/function.hpp>

namespace twc::bus {

/// Where a frame comes from, as far as the source knows.
enum class Origin : std::uint8_t {
  heard,
  sent,  ///< by ourselves
  echo,  ///< our own transmission, heard back
};

/// Not a byte from anybody else, although we may have sent some.
struct NothingHeard {
  Duration listened{};
  std::uint64_t sent = 0;
  std::uint64_t noise_bytes = 0;  ///< a few that an idle line makes
};

/// Bytes, and not one good frame among them: polarity, baud rate or wiring.
struct NoFrames {
  std::uint64_t noise_bytes = 0;
  std::uint64_t bad_frames = 0;
};

/// Modbus RTU: the RS-485 header of a Wall Connector of the third generation polls an energy meter.
struct MeterBus {
  std::uint32_t polls = 0;
  std::uint32_t answers = 0;
};

/// Many damaged frames: termination, bias, two who talk at once. Where `origin` is sent, our own
/// program makes them.
struct ManyErrors {
  std::optional<TwcId> unit;  ///< that most of them begin like a frame of
  Origin origin = Origin::heard;
  std::uint64_t bad = 0;
  std::uint64_t good = 0;
  std::uint64_t noise_bytes = 0;
  std::uint32_t bad_in_worst_minute = 0;  ///< 0 where times are not known
};

/// Units announce themselves, and no master is heard at all.
struct NoMaster {
  static constexpr std::size_t most_named = 4;
  std::array<TwcId, most_named> units{};
  std::size_t count = 0;  ///< of units; the first four are named
  std::uint32_t announcements = 0;
  Duration over{};
};

/// A unit announces itself, a master is there, and does not address it.
struct NotTaken {
  TwcId unit{};
  TwcId master{};
  std::uint32_t announcements = 0;
  Duration over{};
};

/// A unit goes on announcing itself although a master heartbeats it: it does not hear.
struct Deaf {
  TwcId unit{};
  std::uint32_t heartbeats = 0;     ///< for it, without an answer
  std::uint32_t announcements = 0;  ///< after the first of these
};

struct TwoMasters {
  TwcId first{};
  TwcId second{};
  std::uint32_t frames_of_first = 0;
  std::uint32_t frames_of_second = 0;
};

/// What a unit says of itself when it announces itself.
struct Face {
  Sign sign{};
  Centiamps rating{};
  friend bool operator==(const Face&, const Face&) = default;
};

/// Two units have one id: two faces of it are heard in turns.
struct SharedId {
  TwcId id{};
  std::array<Face, 2> faces{};
};

/// A slave has the id of the master.
struct MasterIdTaken {
  TwcId id{};
  std::uint32_t frames_of_master = 0;
  std::uint32_t frames_of_slave = 0;
};

/// A real master refuses slaves whose ratings differ.
struct DifferingRatings {
  TwcId lower{};
  TwcId higher{};
  Centiamps lower_rating{};
  Centiamps higher_rating{};
};

/// More than three slaves at one time.
struct TooManySlaves {
  std::uint32_t slaves = 0;
};

struct EchoHeard {
  std::uint64_t echoes = 0;
  std::uint64_t sent = 0;
};

/// A unit says that it is in the error state.
struct ErrorState {
  TwcId unit{};
  std::uint32_t times = 0;
  Centiamps drawn{};  ///< the last time
};

/// A master sends a unit into the error state.
struct ErrorCommanded {
  TwcId master{};
  TwcId unit{};
  msg::ErrorBits bits{};  ///< of all commands together
  std::uint32_t times = 0;
};

/// A unit draws more than its limit by more than the larger of 1 A and 5 %, for at least 10 s.
struct Overdraw {
  TwcId unit{};
  Centiamps limit{};
  Centiamps drawn{};
  Duration lasted{};
};

/// A unit that answered does so no more, although it is asked.
struct Lost {
  TwcId unit{};
  Duration silent{};
  std::uint32_t asked = 0;
  bool is_back = false;
};

/// The sign of a unit changed.
struct Restarted {
  TwcId unit{};
  std::uint32_t times = 0;
  Sign before{};
  Sign after{};
};

/// A unit answers, and never with the limit that it is sent.
struct NeverEchoed {
  TwcId unit{};
  TwcId master{};
  msg::Command command{};
  Centiamps sent{};
  Centiamps reported{};
  std::uint32_t answers = 0;
};

/// A message that damages, crashes or silences units, or the answer to one.
struct DangerSeen {
  wire::Function code{};
  std::uint32_t times = 0;
};

enum class Quantity : std::uint8_t { rating, limit, drawn, voltage, current, energy };

/// A value that cannot be: more than 80 A or 300 V, a rating below 5 A, an energy counter that runs
/// backwards.
struct Impossible {
  TwcId unit{};
  Quantity what = Quantity::rating;
  std::uint32_t value = 0;   ///< hundredths of an ampere, volts, or as the counter counts
  std::uint32_t before = 0;  ///< of an energy counter
  std::uint32_t times = 0;
};

using Finding =
    std::variant<NothingHeard, NoFrames, MeterBus, ManyErrors, NoMaster, NotTaken, Deaf, TwoMasters,
                 SharedId, MasterIdTaken, DifferingRatings, TooManySlaves, EchoHeard, ErrorState,
                 ErrorCommanded, Overdraw, Lost, Restarted, NeverEchoed, DangerSeen, Impossible>;

/// What was found, in the order in which it should be looked after. A noisy line may make up more
/// than there is room for; what comes last is left out then.
class Findings {
 public:
  static constexpr std::size_t capacity = 48;

  void add(const Finding& finding) {
    if (size_ < capacity) found_[size_++] = finding;
  }
  [[nodiscard]] const Finding* begin() const { return found_.data(); }
  [[nodiscard]] const Finding* end() const { return found_.data() + size_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }

 private:
  std::array<Finding, capacity> found_{};
  std::size_t size_ = 0;
};

}  // namespace twc::bus
