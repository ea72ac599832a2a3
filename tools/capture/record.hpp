// SPDX-License-Identifier: MIT
#pragma once
/// A record: one thing heard or sent, with what the source knows about it. Live ports and all
/// capture formats give records; everything that is shown or written is made from them.

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include <twc/wire/event.hpp>
#include <twc/wire/recover.hpp>

#include "capture/status.hpp"

namespace twc::tools {

/// How much a source knows of the time.
enum class Clock : std::uint8_t {
  none,   ///< nothing
  day,    ///< the time of day, no date
  epoch,  ///< date and time, UTC
};

/// Microseconds since midnight or since 1970, as `clock` says.
struct Stamp {
  Clock clock = Clock::none;
  std::int64_t microseconds = 0;
  friend bool operator==(const Stamp&, const Stamp&) = default;
};
inline constexpr std::int64_t one_second = 1'000'000;

enum class Direction : std::uint8_t {
  received,
  sent,
  echo,  ///< our own transmission, heard back
};
[[nodiscard]] constexpr std::string_view to_string(Direction direction) {
  switch (direction) {
    case Direction::received: return "rx";
    case Direction::sent: return "tx";
    case Direction::echo: return "echo";
  }
  return "unknown";
}

/// A status line is no frame: a program told it, and it says less than the frame did.
using Heard = std::variant<wire::Frame, wire::Recovered, wire::Noise, wire::BadFrame, StatusLine>;

struct Record {
  Stamp when;
  std::optional<Direction> direction;  ///< nothing where the source does not say
  Heard heard = wire::Noise{};
  std::optional<std::uint8_t> end;  ///< the byte heard right after a frame
  friend bool operator==(const Record&, const Record&) = default;
};

/// Takes records one by one. The record is the giver's: it is gone after the call.
class RecordSink {
 public:
  RecordSink() = default;
  RecordSink(const RecordSink&) = delete;
  RecordSink& operator=(const RecordSink&) = delete;
  virtual ~RecordSink() = default;
  virtual void take(const Record& record) = 0;
};

}  // namespace twc::tools
