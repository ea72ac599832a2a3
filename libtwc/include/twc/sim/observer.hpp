// SPDX-License-Identifier: MIT
#pragma once
/// An onlooker of a simulated bus: it is told each frame, its sender, and each port that heard it.

#include <optional>

#include <twc/types.hpp>
#include <twc/wire/event.hpp>

namespace twc::sim {

/// A place on the bus, as Bus::connect() gave it.
enum class PortId : std::uint8_t {};

/// A frame on its way over the line.
struct Transmission {
  PortId from{};
  wire::Frame frame;      ///< as the sender meant it
  Time begin{};           ///< when the first bit is on the line
  Time end{};             ///< when the last bit has passed, the end byte included
  bool doubled = false;   ///< it stood on the line twice, the copies adjacent
  bool damaged = false;   ///< bits were flipped on the line
  bool collided = false;  ///< another one talked at the same time
  bool cut = false;       ///< the sender's cable is cut, or lost it: it never reached the line

  [[nodiscard]] constexpr bool is_whole() const { return !damaged && !collided && !cut; }
};

/// All times are the bus's. The default is to look away. An observer must not change the bus.
class Observer {
 public:
  Observer() = default;
  Observer(const Observer&) = delete;
  Observer& operator=(const Observer&) = delete;
  virtual ~Observer() = default;

  /// All that happens at this moment has happened.
  virtual void moment(Time /*now*/) {}
  /// The bus makes a moment then at the latest. It asks again after every moment.
  [[nodiscard]] virtual std::optional<Time> deadline() const { return std::nullopt; }
  /// A participant gave `frame` away; through a network it reaches the line later.
  virtual void sent(Time /*now*/, PortId /*by*/, const wire::Frame& /*frame*/) {}
  /// A transmission has left the line: it is known whether it was damaged or collided there.
  virtual void passed(const Transmission& /*what*/) {}
  /// A port will not hear `what`: lost, its cable cut, suspended, or it was talking itself.
  virtual void missed(Time /*now*/, PortId /*by*/, const Transmission& /*what*/) {}
  /// A port is about to hear `event`, which the last bytes of `cause` made.
  virtual void hearing(Time /*now*/, PortId /*by*/, const wire::Event& /*event*/,
                       const Transmission& /*cause*/) {}
  /// The port has heard the event.
  virtual void heard(Time /*now*/, PortId /*by*/, const wire::Event& /*event*/,
                     const Transmission& /*cause*/) {}
};

}  // namespace twc::sim
