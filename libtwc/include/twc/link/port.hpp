// SPDX-License-Identifier: MIT
#pragma once
/// A Port: a node on a line. Bytes go in, bytes come out, and there is one deadline.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include <twc/bus/echo.hpp>
#include <twc/link/line_use.hpp>
#include <twc/link/node.hpp>
#include <twc/link/observer.hpp>
#include <twc/link/spacing.hpp>
#include <twc/types.hpp>
#include <twc/wire/decoder.hpp>
#include <twc/wire/slip.hpp>

namespace twc::link {

struct PortConfig {
  /// The same goes into MasterConfig::line.
  Kind kind = Kind::serial;
  std::uint32_t baud = 9600;
  /// The byte behind the closing C0 of what is sent; real units let one through.
  std::optional<wire::EndByte> end_byte = wire::EndByte::fc;
  /// False: nothing that is heard is taken for an echo of what was sent.
  bool drops_echoes = true;
  /// Without it, frames that stop or mute a unit do not leave. Those that destroy one never do.
  std::optional<wire::HarmAccepted> consent{};
  /// The Port only listens for so long once the line is up for the first time: somebody may be
  /// there already. Behind it MasterConfig::listen_first changes nothing unless it is longer.
  Duration listen_first = std::chrono::seconds{3};
  /// False: the line comes up later, by line_up().
  bool is_up = true;
  Spacing spacing = Spacing::of(kind);
};

/// Why a Port cannot work.
enum class Refusal : std::uint8_t {
  needs_consent,  ///< the node stops units by frames that need PortConfig::consent
  no_baud,        ///< a line of 0 baud
};
/// For people.
[[nodiscard]] constexpr std::string_view to_string(Refusal refusal) {
  switch (refusal) {
    case Refusal::needs_consent:
      return "the node may send frames that stop or mute a unit; PortConfig::consent is missing";
    case Refusal::no_baud: return "PortConfig::baud is 0; Wall Connectors use 9600";
  }
  return "unknown";
}

/// The state of the line as the caller sees it, and the Port cannot.
struct LineState {
  /// Bytes have come that were not given to receive() yet.
  bool has_unread = false;
  /// The line has not taken all bytes of an earlier frame. A frame that the node gives now is lost,
  /// as on a line that is down: it would come late, and may not be true any more.
  bool is_blocked = false;
};

/// The whole way between a node and the bytes of a line: it decodes, drops echoes, measures gaps,
/// gives up partial frames, listens first, and lets the node speak only while the line is idle.
///
///     twc::link::Port port{master, {}, now};
///     while (true) {
///       wait_for_bytes(link::milliseconds_until(now, port.deadline()));
///       port.receive(now, bytes);                                   // as many as there are
///       if (const auto frame = port.transmit(now)) write(*frame);   // whole, at once
///     }
///
/// Early and extra calls are harmless, late ones make heartbeats late. `now` must not run
/// backwards, and should go on while the machine sleeps. The caller reads everything that has come
/// before it calls transmit(), or says that it has not.
///
/// A node or an observer that a Port calls must not call that Port.
class Port {
 public:
  /// The node has to outlive the Port. Unless config.is_up is false, the line is up from `now` on.
  /// A refusal() makes a Port that hears and never speaks.
  Port(NodeRef node, const PortConfig& config, Time now);
  Port(const Port&) = delete;
  Port& operator=(const Port&) = delete;
  ~Port() = default;

  /// Why this Port never sends; nothing if it does. To be asked once, right after construction.
  [[nodiscard]] const std::optional<Refusal>& refusal() const { return refusal_; }
  /// There is one observer, which has to outlive the Port.
  void observe(Observer& observer, Delivery delivery = Delivery::prompt);

  /// `chunk` came in, cut anywhere. Tells the node the frames in it. An empty chunk only tells the
  /// time.
  void receive(Time now, Bytes chunk);
  /// A whole frame with its delimiters, to be written at once and completely, or nothing: nothing
  /// to say, or the line is in use. The bytes stay until the next call of transmit(). A caller that
  /// could write only a part writes the rest first and passes is_blocked meanwhile.
  [[nodiscard]] std::optional<Bytes> transmit(Time now, const LineState& line = {});
  /// The last byte of the frame has left the machine. For callers that are told so; otherwise the
  /// Port computes the time.
  void sent(Time now);
  /// When to call transmit() again if no byte comes before. Nothing: only a byte, or a call of the
  /// node by the user, gives it anything to do.
  [[nodiscard]] std::optional<Time> deadline() const;

  /// The line is there, for the first time or again.
  void line_up(Time now);
  /// The line is gone: a half received frame has no end, and frames of the node are lost.
  void line_down(Time now);
  [[nodiscard]] bool is_up() const { return is_up_; }
  /// Nothing more comes: the observer sees a frame that was held back and one that is half
  /// received.
  void finish(Time now);

  /// When listening first ends; nothing before the line is up for the first time.
  [[nodiscard]] const std::optional<Time>& listens_until() const { return listens_until_; }

 private:
  void pass(Time now);
  void take(Time now, const wire::Event& event);
  void take_frame(Time now, const wire::Frame& frame);
  void see(Time now, bus::Origin origin, const wire::Event& event);
  void see_end_byte(Time now, wire::TrailingByte end);
  void show_held();
  void show(const Seen& seen);
  [[nodiscard]] bool is_echo(Time now, const wire::Frame& frame);
  void tell_pause();
  void notice_stall(Time now);
  [[nodiscard]] bool may_poll(Time now, const LineState& line);
  [[nodiscard]] std::optional<Bytes> give(Time now, const wire::Frame& frame,
                                          const LineState& line);
  [[nodiscard]] std::optional<KeptBack> obstacle(const LineState& line) const;
  [[nodiscard]] std::optional<Time> speaks_at(const std::optional<Time>& partial_until) const;

  NodeRef node_;
  PortConfig config_;
  std::optional<Refusal> refusal_;
  Observer* observer_ = nullptr;
  Delivery delivery_ = Delivery::prompt;

  wire::Decoder decoder_;
  bus::EchoFilter echo_;
  LineUse line_;
  std::optional<wire::SlipFrame> out_;  // the frame that transmit() gave last

  bool is_up_ = false;
  std::optional<Time> listens_until_;
  std::optional<Time> waits_since_;  // for an idle line, with something to say
  Time asked_at_;                    // when transmit() was called last
  Time awake_;                       // when anything was called last

  std::optional<Seen> held_;  // a frame whose end byte may still come
  Time held_until_{};
  bool echo_told_ = false;
  Duration pause_told_{};
};

}  // namespace twc::link
