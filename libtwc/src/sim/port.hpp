// SPDX-License-Identifier: MIT
#pragma once
/// A place on the bus from the inside: its participant, its cable, and the frames under way in it.

#include <algorithm>
#include <array>
#include <deque>
#include <memory>

#include <twc/sim/bus.hpp>
#include <twc/wire/decoder.hpp>

#include "receiver.hpp"

namespace twc::sim {

inline constexpr Time at_no_time = Time::max();

/// A transmission with its bytes as they are on the line.
struct Bus::Passing {
  static constexpr std::size_t most_bytes = 2 * wire::SlipFrame::longest;

  Transmission what;
  wire::Event frame;  // what.frame, made once for all who hear it undamaged
  std::array<std::uint8_t, most_bytes> bytes{};
  std::size_t size = 0;
  std::optional<wire::EndByte> end_byte;

  [[nodiscard]] Bytes on_the_line() const { return Bytes{bytes}.first(size); }
};

struct Bus::Port {
  /// Something on its way through a network.
  template <typename T>
  struct Parcel {
    Time arrives{};
    T content;
  };

  Port(PortId port, Participant& whose, const Link& cable)
      : id{port}, participant{&whose}, link{cable} {}

  PortId id;
  Participant* participant;
  Link link;
  std::unique_ptr<Receiver> receiver;  // on bytes, in place of the decoder
  wire::Decoder decoder;
  Time gives_up_at = at_no_time;           // the decoder, on bytes left in it
  std::optional<Transmission> last_heard;  // the bytes left in the decoder came from it

  bool is_eager = true;        // to be asked as soon as the line is idle
  Time deadline = at_no_time;  // on the bus's clock
  Time wake = Time::min();     // nothing happens here before
  Time not_asked_before{};
  Time suspended_until{};
  Time talks_from{};  // on the line
  Time talks_until{};

  std::deque<Parcel<wire::Frame>> to_line;
  std::deque<Parcel<Passing>> from_line;

  [[nodiscard]] bool is_remote() const { return link.round_trip > Duration{} || link.waits; }
  template <typename Sink>
  void decode(Time now, Bytes bytes, Sink&& sink) {
    decoder.feed(now, bytes, sink);
    const auto at = decoder.deadline();
    gives_up_at = at ? *at + Duration{1} : at_no_time;  // it does so just after its deadline
  }
  [[nodiscard]] Time receives_at() const {
    return from_line.empty() ? at_no_time : from_line.front().arrives;
  }
  /// When its gateway talks, if the line is idle then.
  [[nodiscard]] Time forwards_at() const {
    if (to_line.empty() || link.waits) return at_no_time;
    return std::max(to_line.front().arrives, talks_until);
  }
  /// When its participant is asked for a frame, if the line is idle then.
  [[nodiscard]] Time asked_at() const {
    Time at = std::max(not_asked_before, suspended_until);
    if (!is_eager) at = std::max(at, deadline);
    return is_remote() ? at : std::max(at, talks_until);
  }
  /// Asks the participant as soon as the line is idle, unless its deadline tells when. That of a
  /// link::Port does.
  void be_eager() { is_eager = !receiver && !participant->is_punctual(); }
  /// A participant that is asked for a frame soon has its deadline afterwards.
  void ask_deadline() {
    if (is_eager) return;
    const auto at = receiver ? receiver->due() : participant->deadline();
    deadline = at ? *at - link.clock_offset : at_no_time;
  }
  [[nodiscard]] bool has_parcels() const { return !to_line.empty() || !from_line.empty(); }
  /// To be called after anything of it has changed.
  void settle() {
    wake = std::min(gives_up_at, asked_at());
    if (has_parcels()) wake = std::min({wake, receives_at(), forwards_at()});
  }
};

}  // namespace twc::sim
