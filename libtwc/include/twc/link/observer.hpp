// SPDX-License-Identifier: MIT
#pragma once
/// An observer of a Port: it sees once everything that is on the line, for captures, statistics, a
/// monitor or people.

#include <cstdint>
#include <optional>
#include <string_view>

#include <twc/bus/line_causes.hpp>
#include <twc/types.hpp>
#include <twc/wire/event.hpp>

namespace twc::link {

/// A frame, a damaged frame or noise, with the end byte of a frame where one was heard or sent.
struct Seen {
  Time at{};  ///< the end of its last byte; the beginning of a frame of our own
  bus::Origin origin = bus::Origin::heard;
  wire::Event what = wire::Noise{};
  std::optional<std::uint8_t> end;
};

/// Why a frame that the node gave does not leave.
enum class KeptBack : std::uint8_t {
  harmful,       ///< it stops or mutes a unit, and the Port has no consent; or it destroys one
  line_down,     ///< there is no line
  line_blocked,  ///< an earlier frame has not left yet: this one would come late, and be wrong then
};
[[nodiscard]] constexpr std::string_view to_string(KeptBack reason) {
  switch (reason) {
    case KeptBack::harmful: return "harmful";
    case KeptBack::line_down: return "line_down";
    case KeptBack::line_blocked: return "line_blocked";
  }
  return "unknown";
}

/// When an observer is to see a frame whose end byte has not come.
enum class Delivery : std::uint8_t {
  prompt,      ///< as soon as no end byte is to be expected any more
  with_other,  ///< with whatever happens next on the line: nobody is woken for it
};
[[nodiscard]] constexpr std::string_view to_string(Delivery delivery) {
  switch (delivery) {
    case Delivery::prompt: return "prompt";
    case Delivery::with_other: return "with_other";
  }
  return "unknown";
}

/// The default is to look away. An observer must not call the Port that calls it.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;

  /// In the order of the line, each once; frames of our own and their echoes too.
  virtual void seen(const Seen& /*what*/) {}
  virtual void kept_back(Time /*now*/, const wire::Frame& /*frame*/, KeptBack /*reason*/) {}
  /// The line gives back what is sent: once.
  virtual void echo_found(Time /*now*/) {}
  /// The longest pause within a good frame has grown, by a millisecond or more. An open frame keeps
  /// the node waiting for `patience` after its last byte.
  virtual void pause_measured(Duration /*longest*/, Duration /*patience*/) {}

 protected:
  ~Observer() = default;
};

}  // namespace twc::link
