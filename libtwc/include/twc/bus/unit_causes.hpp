// SPDX-License-Identifier: MIT
#pragma once
/// The faults of one unit, of its car, and of the way a master treats it: a type for each cause,
/// with its evidence.

#include <array>
#include <optional>
#include <string_view>

#include <twc/bus/named_units.hpp>
#include <twc/bus/when.hpp>
#include <twc/msg/heartbeat.hpp>
#include <twc/msg/identity.hpp>
#include <twc/wire/function.hpp>

namespace twc::bus {

/// Units announce themselves, a master is there, and does not address them.
struct NotTaken {
  NamedUnits units;
  TwcId master{};
  std::uint32_t announcements = 0;
  Duration over{};
};

/// A master that speaks to others has stopped addressing units that answered well: it stopped them
/// by silence, and no fault is known.
struct Silenced {
  NamedUnits units;
  TwcId master{};
};

/// A unit goes on announcing itself although a master heartbeats it: it does not hear.
struct Deaf {
  TwcId unit{};
  std::uint32_t heartbeats = 0;     ///< for it, without an answer
  std::uint32_t announcements = 0;  ///< after the first of these
};

/// A master heartbeats a unit that has answered nothing so far.
struct NeverAnswers {
  TwcId unit{};
  TwcId master{};
  std::uint32_t heartbeats = 0;
  bool was_heard = false;  ///< it announced itself
};

/// A unit that answered does so no more, although it is asked.
struct Lost {
  TwcId unit{};
  Duration silent{};
  std::uint32_t asked = 0;
};

/// A master leaves a unit without heartbeats, and not on purpose: it is busy with something else.
struct Starved {
  TwcId unit{};
  TwcId master{};
  Duration gap{};              ///< the longest
  std::uint32_t requests = 0;  ///< for this unit in that time
  std::uint32_t others = 0;    ///< frames of the master for others in that time
  std::uint32_t times = 0;     ///< such gaps
};

/// The face that a unit shows when it announces itself.
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

/// The sign of a unit changed.
struct Restarted {
  TwcId unit{};
  std::uint32_t times = 0;
  Sign before{};
  Sign after{};
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
  msg::ErrorBits bits{};  ///< those of all commands together
  std::uint32_t times = 0;
};

/// A unit draws more than its limit by more than the larger of 1 A and 5 %, for at least 10 s after
/// the time that a car has to come down.
struct Overdraw {
  TwcId unit{};
  Centiamps limit{};
  Centiamps drawn{};
  Duration lasted{};
};

/// A unit asks for a limit, its master heartbeats it, and it gets none that lets a car charge.
struct AsksInVain {
  TwcId unit{};
  TwcId master{};
  msg::ChargeState state{};
  Centiamps offered{};  ///< 0: none at all; otherwise less than the unit's minimum
  Duration lasted{};
  std::uint32_t heartbeats = 0;
};

/// A master sends 0 A, and the car goes on.
struct ZeroIgnored {
  TwcId unit{};
  TwcId master{};
  msg::Command command{};
  std::optional<Protocol> protocol;
  Centiamps limit{};  ///< that the unit reports meanwhile
  Centiamps drawn{};
  Duration lasted{};
};

/// Why a limit does not come back.
enum class NotTakenBecause : std::uint8_t {
  unknown,
  needs_set_limit,      ///< 05 for a Protocol 2 unit that charges: it obeys 09
  needs_initial_limit,  ///< 09 for a Protocol 1 unit: it obeys 05
  below_minimum,        ///< 5 A in Protocol 1, 6 A in Protocol 2
};
[[nodiscard]] constexpr std::string_view to_string(NotTakenBecause why) {
  switch (why) {
    case NotTakenBecause::unknown: return "unknown";
    case NotTakenBecause::needs_set_limit: return "needs_set_limit";
    case NotTakenBecause::needs_initial_limit: return "needs_initial_limit";
    case NotTakenBecause::below_minimum: return "below_minimum";
  }
  return "unknown";
}

/// A unit answers, and never with the limit that it is sent.
struct NeverEchoed {
  TwcId unit{};
  TwcId master{};
  msg::Command command{};
  Centiamps sent{};
  Centiamps reported{};
  std::uint32_t answers = 0;
  NotTakenBecause why = NotTakenBecause::unknown;
};

/// After a pause from the car a unit stays in state 08 at 6 A, until another limit is sent.
struct StuckStarting {
  TwcId unit{};
  TwcId master{};
  Centiamps before{};    ///< its limit before that, or the one that is sent
  Centiamps reported{};  ///< about 6 A
  Duration lasted{};
};

/// A car stays near 6 A although its limit lets it draw much more.
struct DrawsSix {
  TwcId unit{};
  Centiamps limit{};
  Centiamps drawn{};
  Duration lasted{};
};

/// The limit of a unit changes more than once a minute over ten minutes.
struct Flapping {
  TwcId unit{};
  TwcId master{};
  std::uint32_t changes = 0;  ///< in the worst ten minutes
};

/// Why a text of a unit is not believed.
enum class TextFault : std::uint8_t {
  characters,  ///< control characters, or none of ASCII
  id,          ///< a Protocol 2 serial number whose last digits are not the unit's id
};
[[nodiscard]] constexpr std::string_view to_string(TextFault fault) {
  switch (fault) {
    case TextFault::characters: return "characters";
    case TextFault::id: return "id";
  }
  return "unknown";
}

/// A serial number or a part of a VIN that is impossible, although the checksum is right.
struct ImpossibleText {
  TwcId unit{};
  wire::Function code{};
  TextFault fault = TextFault::characters;
  msg::SerialNumber text;  ///< a part of a VIN is shorter
  std::uint32_t times = 0;
};

enum class Quantity : std::uint8_t { rating, limit, drawn, voltage, current, energy };
[[nodiscard]] constexpr std::string_view to_string(Quantity quantity) {
  switch (quantity) {
    case Quantity::rating: return "rating";
    case Quantity::limit: return "limit";
    case Quantity::drawn: return "drawn";
    case Quantity::voltage: return "voltage";
    case Quantity::current: return "current";
    case Quantity::energy: return "energy";
  }
  return "unknown";
}

/// A value that cannot be: more than 80 A or 300 V, a rating below 5 A, an energy counter that runs
/// backwards.
struct Impossible {
  TwcId unit{};
  Quantity what = Quantity::rating;
  std::uint32_t value = 0;   ///< hundredths of an ampere, volts, or as the counter counts
  std::uint32_t before = 0;  ///< for an energy counter
  std::uint32_t times = 0;
};

}  // namespace twc::bus
