#pragma once
/// A node on a live line: bytes become what it hears, what it wants to say leaves while the line is
/// idle, and it is woken when it wants to be.

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include <asio/io_context.hpp>

#include <twc/bus/echo.hpp>
#include <twc/types.hpp>
#include <twc/wire/decoder.hpp>
#include <twc/wire/slip.hpp>

#include "capture/assembler.hpp"
#include "common/alarm.hpp"
#include "common/bus_time.hpp"
#include "common/line_use.hpp"
#include "endpoint/endpoint.hpp"

namespace twc::tools {

/// The verbs of the node that a driver drives, and what a tool is told of the line. Called out of
/// io_context::run() only; each may call close() and wake().
class Driven {
 public:
  Driven() = default;
  Driven(const Driven&) = delete;
  Driven& operator=(const Driven&) = delete;
  virtual ~Driven() = default;

  /// A good frame that is no echo, noise or a damaged frame, at the end of its last byte.
  virtual void hear(Time now, const wire::Event& event) = 0;
  /// Asked while the line is idle, from the first link_up() on. The frame that poll() gives leaves
  /// at once or, while the line is down, never.
  [[nodiscard]] virtual std::optional<wire::Frame> poll(Time now) = 0;
  [[nodiscard]] virtual std::optional<Time> deadline() const = 0;

  /// `where` and `why` as LineEvents has them.
  virtual void link_up(Time now, std::string_view where) = 0;
  virtual void link_down(Time now, Outage outage, std::string_view why) = 0;
  /// The line gives back what is sent: once.
  virtual void echo_found(Time now) = 0;
  /// The longest pause within a good frame has grown, by a millisecond or more. Nobody is spoken
  /// into for `patience` after his last byte.
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
  /// How often a second of the node's time fits into one of ours.
  double speed = 1;
  /// Date and time on a simulated bus when it begins; nothing: ours. Only a simulated bus has them.
  std::optional<Stamp> begins{};
  /// A connection through a network that was alive, and brings nothing for so long although we
  /// speak, is opened anew: where a relay in between has died, the kernel notices nothing.
  Duration longest_silence = std::chrono::seconds{20};
  Spoil spoil_sent{};
  Spoil spoil_heard{};
};

class Driver : private LineEvents {
 public:
  /// All must outlive the driver. `records` gets everything that is heard and sent. It must not
  /// wait or throw: heartbeats would be late.
  Driver(asio::io_context& io, Endpoint& endpoint, Driven& driven, RecordSink& records,
         const DriverOptions& options);

  void open();
  /// Nothing is sent or told after it; `records` gets what was half heard.
  void close();
  /// The node was told something by a person: it is asked at once.
  void wake();
  /// For a node that hears no answers any more.
  void reopen(std::string_view why) { endpoint_.reopen(why); }

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

  void turn();
  void listen(Time at, Bytes chunk);
  void finish_listening();
  void take(Time at, const Stamp& when, const wire::Event& event);
  void tell_pause();
  [[nodiscard]] bool is_echo(Time at, const wire::Event& event);
  void send_what_is_due(Time at);
  [[nodiscard]] bool may_send(Time at);
  void send(Time at, const wire::Frame& frame);
  bool transmit(Time at, const wire::Frame& frame, const wire::SlipFrame& slip);
  void reopen_if_silent(Time at);
  void sleep(Time at);
  [[nodiscard]] std::optional<Time> next_wake(Time at) const;
  [[nodiscard]] std::optional<Time> silent_at() const;

  Endpoint& endpoint_;
  Driven& driven_;
  RecordSink& records_;
  DriverOptions options_;
  BusTime time_;
  Alarm alarm_;
  bool is_network_;
  Duration end_byte_wait_;

  wire::Decoder decoder_;
  RecordAssembler assembler_;
  bus::EchoFilter echo_;
  Duration partial_frame_;
  LineUse line_;
  Duration pause_told_{};
  std::optional<Time> held_until_;
  std::optional<Time> waits_since_;  ///< for an idle line, with something to say
  bool is_open_ = false;
  bool was_up_ = false;
  bool is_turning_ = false;
  bool echo_told_ = false;
  bool jam_told_ = false;
  /// Since when it is silent, once it was alive and we have spoken.
  std::optional<Time> silent_since_;
  bool was_alive_ = false;
  Duration patience_;  ///< with silence; doubles until a byte comes
};

}  // namespace twc::tools
