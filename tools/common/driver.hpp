// SPDX-License-Identifier: MIT
#pragma once
/// The loop of all tools: an endpoint and a timer of Asio around a link::Port.

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <asio/io_context.hpp>

#include <twc/link/port.hpp>
#include <twc/types.hpp>

#include "capture/record.hpp"
#include "common/alarm.hpp"
#include "common/bus_time.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/peer_silence.hpp"

namespace twc::tools {

/// The node that a driver drives, with the verbs of link::Node, and what a tool is told of the
/// line. Called out of io_context::run() only; each may call close() and wake().
class Driven {
 public:
  Driven() = default;
  Driven(const Driven&) = delete;
  Driven& operator=(const Driven&) = delete;
  virtual ~Driven() = default;

  virtual void hear(Time now, const wire::Frame& frame) = 0;
  virtual void hear_damage(Time now) = 0;
  [[nodiscard]] virtual std::optional<wire::Frame> poll(Time now) = 0;
  [[nodiscard]] virtual std::optional<Time> deadline() const = 0;

  /// `where` and `why` as LineEvents has them.
  virtual void link_up(Time now, std::string_view where) = 0;
  virtual void link_down(Time now, Outage outage, std::string_view why) = 0;
  /// The line gives back what is sent: once.
  virtual void echo_found(Time now) = 0;
  /// As link::Observer has it.
  virtual void pause_measured(Duration longest, Duration patience) = 0;
  /// A line for people about something that leaves the line up.
  virtual void note(std::string_view what) = 0;
  /// The node has been asked and told everything: its events can be taken.
  virtual void turned(Time now) = 0;
};

enum class EchoMode : std::uint8_t {
  automatic,  ///< an echo is told once, and dropped
  on,         ///< it is expected, and dropped
  off,        ///< nothing is taken for one
};

/// Does to bytes what a bad line does.
using Spoil = std::function<void(std::vector<std::uint8_t>&)>;

struct DriverOptions {
  std::optional<wire::EndByte> end_byte = wire::EndByte::fc;
  EchoMode echo = EchoMode::automatic;
  /// Frames that stop or mute a unit may leave. Those that destroy one never do.
  bool accepts_harm = false;
  /// Frames that would leave are recorded, and stay here.
  bool sends_nothing = false;
  std::uint32_t baud = 9600;
  Duration listen_first{};
  /// Somebody watches the records, and is not to wait for a frame without an end byte.
  link::Delivery delivery = link::Delivery::prompt;
  /// How many seconds pass for the node in one of ours.
  double speed = 1;
  /// Date and time on a simulated bus when it begins; nothing: ours. Ignored on a real bus.
  std::optional<Stamp> begins{};
  /// A connection through a network that brings nothing for so long is opened anew.
  Duration longest_silence = std::chrono::seconds{20};
  Spoil spoil_sent{};
  Spoil spoil_heard{};
};

class Driver : private LineEvents, private link::Observer {
 public:
  /// All must outlive the driver. `records` gets everything that is heard and sent. It must not
  /// wait or throw: heartbeats would be late.
  Driver(asio::io_context& io, Endpoint& endpoint, Driven& driven, RecordSink& records,
         const DriverOptions& options);

  void open();
  /// Nothing is sent after it; `records` gets what was half heard.
  void close();
  /// The node was told something by a person: it is asked at once.
  void wake();
  /// For a node that hears no answers any more.
  void reopen(std::string_view why) { endpoint_.reopen(why); }

  /// When the node may speak for the first time; nothing before the line is up.
  [[nodiscard]] const std::optional<Time>& listens_until() const { return port_.listens_until(); }
  /// The clock of the node.
  [[nodiscard]] Time now() const { return time_.now(); }
  [[nodiscard]] const BusTime& time() const { return time_; }
  [[nodiscard]] Stamp stamp() const { return time_.stamp(); }
  /// How long we have to wait until `duration` has passed on it.
  [[nodiscard]] Duration in_life(Duration duration) const { return time_.in_life(duration); }

 private:
  void up(std::string_view where) override;
  void down(Outage outage, std::string_view why) override;
  void bytes(Bytes chunk) override;
  void note(std::string_view what) override { driven_.note(what); }

  void seen(const link::Seen& seen) override;
  void kept_back(Time now, const wire::Frame& frame, link::KeptBack reason) override;
  void echo_found(Time now) override;
  void pause_measured(Duration longest, Duration patience) override {
    driven_.pause_measured(longest, patience);
  }

  void turn(Time now, bool may_have_unread);
  void send_what_is_due(Time now, bool may_have_unread);
  void reopen_if_silent(Time now);
  void finish(Time now);
  void sleep(Time now);
  [[nodiscard]] std::optional<Time> silent_at() const;

  Endpoint& endpoint_;
  Driven& driven_;
  RecordSink& records_;
  DriverOptions options_;
  BusTime time_;
  Alarm alarm_;
  link::Port port_;
  bool is_network_;
  PeerSilence silence_;
  std::optional<Time> sleeps_until_;
  Time clock_at_{};  ///< when the date and time were `clock_`
  Stamp clock_{};
  bool is_open_ = false;
  bool is_turning_ = false;
  bool jam_told_ = false;
};

}  // namespace twc::tools
