// SPDX-License-Identifier: MIT
#pragma once
/// The faults of the line and of the programs on it: a type for each cause, with its evidence.

#include <optional>
#include <string_view>

#include <twc/bus/named_units.hpp>
#include <twc/bus/when.hpp>
#include <twc/wire/function.hpp>

namespace twc::bus {

/// Where a frame comes from, as far as the source knows.
enum class Origin : std::uint8_t {
  heard,
  sent,  ///< by ourselves
  echo,  ///< our own transmission, heard back
};
[[nodiscard]] constexpr std::string_view to_string(Origin origin) {
  switch (origin) {
    case Origin::heard: return "heard";
    case Origin::sent: return "sent";
    case Origin::echo: return "echo";
  }
  return "unknown";
}

/// No byte came from another sender. The program itself may have sent some.
struct NothingHeard {
  Duration listened{};
  std::uint64_t sent = 0;
  std::uint64_t noise_bytes = 0;  ///< an idle line makes a few
};

/// How the reader's baud rate relates to the one of the bus, where the bytes show it.
enum class BaudRate : std::uint8_t {
  plausible,   ///< nothing in the bytes speaks against it
  twice,       ///< each bit of the bus is heard twice
  four_times,  ///< each bit of the bus is heard four times
  far_higher,  ///< a byte of the reader lasts about as long as a bit of the bus
};
[[nodiscard]] constexpr std::string_view to_string(BaudRate rate) {
  switch (rate) {
    case BaudRate::plausible: return "plausible";
    case BaudRate::twice: return "twice";
    case BaudRate::four_times: return "four_times";
    case BaudRate::far_higher: return "far_higher";
  }
  return "unknown";
}

/// Bytes, and not one good frame among them: polarity, baud rate or wiring.
struct NoFrames {
  std::uint64_t noise_bytes = 0;
  std::uint64_t bad_frames = 0;
  BaudRate rate = BaudRate::plausible;
};

/// Modbus RTU: the RS-485 header of a Wall Connector of the third generation polls an energy meter.
struct MeterBus {
  std::uint32_t polls = 0;
  std::uint32_t answers = 0;
};

/// Many damaged frames: termination, bias, baud rate, or two transmitters at once.
struct ManyErrors {
  std::optional<TwcId> unit;  ///< most of them begin like its frames
  std::uint64_t bad = 0;
  std::uint64_t good = 0;
  std::uint64_t noise_bytes = 0;
  std::uint32_t bad_in_worst_minute = 0;  ///< 0 where times are not known
};

/// The rule of the wire that a program breaks.
enum class Rule : std::uint8_t {
  checksum,         ///< the checksum is wrong, and the same frame always has the same wrong one
  first_byte,       ///< the checksum counts the first byte, which it must not
  escape_checksum,  ///< a checksum of C0 or DB stands on the wire as it is
  escape_body,      ///< a C0 or DB inside the frame stands on the wire as it is
  length,           ///< the frame has a length that no frame has
  all_fail,         ///< not one of its frames is good, whatever is wrong with them
};
[[nodiscard]] constexpr std::string_view to_string(Rule rule) {
  switch (rule) {
    case Rule::checksum: return "checksum";
    case Rule::first_byte: return "first_byte";
    case Rule::escape_checksum: return "escape_checksum";
    case Rule::escape_body: return "escape_body";
    case Rule::length: return "length";
    case Rule::all_fail: return "all_fail";
  }
  return "unknown";
}

/// A program that makes bad frames while the line is sound.
struct ProgramFault {
  std::optional<TwcId> program;  ///< nothing where its frames name no sender
  Origin origin = Origin::heard;
  Rule rule = Rule::checksum;
  wire::Function code{};     ///< the code of an example
  std::uint8_t got = 0;      ///< checksum of the example
  std::uint8_t want = 0;     ///< the right one
  std::size_t size = 0;      ///< the length of the example
  std::uint32_t times = 0;   ///< bad frames of this kind
  std::uint64_t others = 0;  ///< good frames meanwhile
};

/// Undamaged answers without questions, and questions without answers.
struct TwoReaders {
  std::uint32_t pairs = 0;  ///< questions with their answers
  std::uint32_t unanswered = 0;
  std::uint32_t unasked = 0;
};

struct EchoHeard {
  std::uint64_t echoes = 0;
  std::uint64_t sent = 0;
};

/// A message that damages, crashes or silences units, or the answer to one.
struct DangerSeen {
  wire::Function code{};
  std::uint32_t times = 0;
};

/// Units announce themselves, and no master is heard at all.
struct NoMaster {
  NamedUnits units;
  std::uint32_t announcements = 0;
  Duration over{};
};

/// The master that served units is heard no more: it ended its work, and no fault is known.
struct MasterEnded {
  TwcId master{};
  NamedUnits units;
};

struct TwoMasters {
  TwcId first{};
  TwcId second{};
  std::uint32_t frames_of_first = 0;
  std::uint32_t frames_of_second = 0;
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

}  // namespace twc::bus
