// SPDX-License-Identifier: MIT
#pragma once
/// A participant of a simulated bus on bytes: a link::Port stands between it and the line, as it
/// does on a real one.

#include <functional>
#include <optional>

#include <twc/link/port.hpp>
#include <twc/sim/participant.hpp>

namespace twc::sim {

/// The Port's node. Everything that the Port makes of the bytes goes to `tell`, which tells the
/// participant and all observers.
class Receiver {
 public:
  using Tell = std::function<void(const wire::Event&)>;

  Receiver(Participant& whose, const link::PortConfig& config, Time now, Tell tell)
      : participant_{whose}, tell_{std::move(tell)}, port_{*this, config, now} {}
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  ~Receiver() = default;

  /// `bytes` come at once or, every fourth time, in two pieces that are cut anywhere.
  void receive(Time now, Bytes bytes) {
    constexpr std::size_t fourth = 4;
    const auto chance = static_cast<std::size_t>(now.time_since_epoch().count());
    const std::size_t cut = chance % fourth == 0 ? chance / fourth % bytes.size() : 0;
    if (cut > 0) port_.receive(now, bytes.first(cut));
    port_.receive(now, bytes.subspan(cut));
  }
  /// The frame whose bytes leave now.
  [[nodiscard]] std::optional<wire::Frame> transmit(Time now) {
    return port_.transmit(now) ? given_ : std::nullopt;
  }
  [[nodiscard]] std::optional<Time> due() const { return port_.deadline(); }
  /// The connection has ended, and there is another one.
  void reconnect(Time now) {
    port_.line_down(now);
    port_.line_up(now);
  }

  // The verbs of a node.
  void hear(Time /*now*/, const wire::Frame& frame) { tell_(frame); }
  void hear_damage(Time /*now*/) { tell_(wire::Noise{}); }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) {
    return given_ = participant_.poll(now);
  }
  [[nodiscard]] std::optional<Time> deadline() const { return participant_.deadline(); }

 private:
  Participant& participant_;
  Tell tell_;
  std::optional<wire::Frame> given_;
  link::Port port_;
};

}  // namespace twc::sim
