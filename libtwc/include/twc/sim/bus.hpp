// SPDX-License-Identifier: MIT
#pragma once
/// A bus that exists in time only: 9600 baud, collisions, faults, cables that can be cut.

#include <memory>
#include <optional>
#include <vector>

#include <twc/sim/dice.hpp>
#include <twc/sim/observer.hpp>
#include <twc/sim/participant.hpp>
#include <twc/wire/slip.hpp>

namespace twc::sim {

/// How long `count` characters of ten bits last at 9600 baud: 1041 2/3 us each, rounded up.
[[nodiscard]] constexpr Duration characters(std::size_t count) {
  constexpr std::int64_t three_last = 3125;
  return Duration{((static_cast<std::int64_t>(count) * three_last) + 2) / 3};
}

/// Faults of the line: how likely each is for a frame, from 0 (never) to 1 (always).
struct Faults {
  double loss = 0;      ///< one listener does not hear it; each listener has its own luck
  double damage = 0;    ///< one or two of its bits flip, anywhere, for all listeners alike
  double doubling = 0;  ///< it is on the line twice
};

/// The way between a participant and the line. Any of it may be changed between two steps.
struct Link {
  std::optional<wire::EndByte> end_byte = wire::EndByte::fc;
  bool echo = false;      ///< it hears what it sends, as it was on the line
  bool hears = true;      ///< false: the cable towards it is cut
  bool speaks = true;     ///< false: the cable from it is cut; it does not notice
  double loss_in = 0;     ///< how likely it is that a frame to it is lost
  double loss_out = 0;    ///< and one from it, for all listeners
  Duration round_trip{};  ///< longest, of a network; each way takes up to half. Zero: a serial line
  Duration shortest{};    ///< each way takes at least so much, and at most half the round trip
  bool waits = false;     ///< a connection that is not served: it hears nothing, what it says waits
  Duration clock_offset{};  ///< its clock less the bus's; it may jump forwards
};

/// How participants hear and speak.
enum class Way : std::uint8_t {
  frames,  ///< an undamaged frame is told as it was sent, all else as a decoder makes it of the
           ///< bytes
  bytes,   ///< each sits behind a link::Port, as on a real line; every fourth chunk of bytes comes
           ///< in two pieces
};

/// Participants connect, the caller tells the time, and the participants act in between.
///
///     Bus bus{seed};
///     const PortId master = bus.connect(my_controller);
///     bus.connect(a_wall_connector);
///     bus.link(master).round_trip = 200ms;
///     bus.run_until(bus.now() + 10min);
///
/// A participant is asked for a frame only while its line is idle. As on a real line it knows of a
/// transmission only when its first character has arrived; another one that begins earlier collides
/// with it. A participant that talks does not hear. Behind a network there is no line to listen to,
/// and the gateway waits until it is idle. A frame is heard when its last byte, the end byte
/// included, has arrived.
///
/// The same seed and the same calls give the same run.
class Bus {
 public:
  explicit Bus(std::uint64_t seed, Time start = Time{}, Way way = Way::frames);
  Bus(const Bus&) = delete;
  Bus& operator=(const Bus&) = delete;
  ~Bus();

  /// The participant has to outlive the bus. There is room for 255.
  PortId connect(Participant& participant, const Link& link = {});
  /// Another one takes the place, at once: a restart.
  void replace(PortId port, Participant& participant);
  /// Has to outlive the bus.
  void observe(Observer& observer) { observers_.push_back(&observer); }

  [[nodiscard]] Link& link(PortId port);
  [[nodiscard]] Faults& faults() { return faults_; }
  /// Its connection has ended: frames under way through a network to and from it are lost.
  void disconnect(PortId port);
  /// Until then the participant is not run; frames wait for it. Its clock goes on.
  void suspend(PortId port, Time until);

  /// All that happens up to `until`, which is the time afterwards.
  void run_until(Time until);
  /// The next moment at which something happens; false if nothing ever will.
  bool step();

  [[nodiscard]] Time now() const { return now_; }
  /// When step() would be next; nothing if nothing ever will happen.
  [[nodiscard]] std::optional<Time> next_moment();
  /// The time on the clock of the participant.
  [[nodiscard]] Time local_time(PortId port) const;
  /// How many moments there were at which something happened.
  [[nodiscard]] std::uint64_t steps() const { return steps_; }

 private:
  struct Port;
  struct Passing;

  [[nodiscard]] Time next() const;
  [[nodiscard]] Time next_of(const Port& port) const;
  [[nodiscard]] bool is_idle_for(const Port& port, Time at) const;
  [[nodiscard]] bool senses_carrier(const Port& port, Time at) const;
  void ask_all_deadlines();
  void equip(Port& port);
  void go_to(Time moment);
  void end_transmissions();
  void serve(Port& port);
  void receive(Port& port);
  void forward(Port& port);
  void poll(Port& port);

  void send(Port& port, const wire::Frame& frame);
  void begin(Port& port, const wire::Frame& frame);
  [[nodiscard]] bool loses(double likely);
  void damage(Passing& passing);
  void collide(Passing& later);
  void garble(Passing& passing, Time from, Time until);
  void offer(Port& port, const Passing& passing);
  void deliver(Port& port, const Passing& passing);
  void tell_whole(Port& port, const Passing& passing);
  void tell(Port& port, const wire::Event& event, const Transmission& cause);
  [[nodiscard]] Time arrival(const Port& port, std::optional<Time> before);

  std::vector<std::unique_ptr<Port>> ports_;
  std::vector<Passing> line_;  // transmissions on it; more than one is a collision
  std::vector<Observer*> observers_;
  Faults faults_;
  Dice dice_;
  Way way_;
  Time now_;
  std::uint64_t steps_ = 0;
};

}  // namespace twc::sim
