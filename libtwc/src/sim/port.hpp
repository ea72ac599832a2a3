#pragma once
/// A place on the bus from the inside: its participant, its cable, and what is under way in it.

#include <array>
#include <deque>

#include <twc/sim/bus.hpp>
#include <twc/wire/decoder.hpp>

namespace twc::sim {

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
  wire::Decoder decoder;
  std::optional<Transmission> last_heard;  // what the bytes left in the decoder came from

  bool is_eager = true;          // to be asked as soon as the line is idle
  std::optional<Time> deadline;  // on the bus's clock
  Time not_asked_before{};
  Time suspended_until{};
  Time talks_from{};  // on the line
  Time talks_until{};

  std::deque<Parcel<wire::Frame>> to_line;
  std::deque<Parcel<Passing>> from_line;

  [[nodiscard]] bool is_remote() const { return link.round_trip > Duration{}; }
  /// A decoder gives up just after its deadline.
  [[nodiscard]] std::optional<Time> gives_up_at() const {
    const auto at = decoder.deadline();
    return at ? std::optional{*at + Duration{1}} : std::nullopt;
  }
  void ask_deadline() {
    deadline = participant->deadline();
    if (deadline) *deadline -= link.clock_offset;
  }
};

}  // namespace twc::sim
