// SPDX-License-Identifier: MIT
#pragma once
/// TCP conversations with the port of a converter: what the client says is sent to the bus, what
/// the server says was received from it. Conversations in which no frame is heard give no records.

#include <array>
#include <cstdint>

#include <twc/wire/decoder.hpp>

#include "capture/assembler.hpp"
#include "capture/exchange.hpp"
#include "capture/tcp_order.hpp"
#include "capture/tcp_segment.hpp"
#include "capture/telnet.hpp"

namespace twc::tools {

class Conversations {
 public:
  void take(const TcpSegment& segment, Stamp when, RecordSink& sink);
  /// No more segments come.
  void finish(RecordSink& sink);
  /// Whether one of them had a frame.
  [[nodiscard]] bool have_frames() const { return have_frames_; }

 private:
  /// Holds back what comes before the first frame.
  class Probation final : public RecordSink {
   public:
    void take(const Record& record) override;
    /// Where records go once there was a frame.
    RecordSink* next = nullptr;
    [[nodiscard]] bool is_passed() const { return is_passed_; }

   private:
    std::array<Record, 8> held_;
    std::size_t count_ = 0;
    bool is_passed_ = false;
  };

  /// The bytes that one end says.
  struct Half {
    // Segments come when they come: only the end of a conversation gives a frame up.
    wire::Decoder decoder{std::chrono::hours{1}};
    TcpOrder order;
    TelnetBytes telnet;
  };

  struct Conversation {
    TcpEnd client;
    TcpEnd server;
    Half sent;
    Half received;
    RecordAssembler assembler;
    Exchange exchange{assembler};
    Probation probation;
    Direction last = Direction::received;
    Time turns{};            // not of life: it passes when the other end speaks
    std::uint64_t used = 0;  // when, counted in segments
    bool is_open = false;
    bool is_telnet = false;

    void begin(const TcpEnd& from, const TcpEnd& to);
    void take(const TcpSegment& segment, Stamp when);
    void hear(Direction direction, Bytes payload, Stamp when, bool is_behind_gap);
    void turn(Direction direction, Stamp when);
    void end(Direction direction, Stamp when);
    void close();
    [[nodiscard]] Half& half(Direction direction) {
      return direction == Direction::sent ? sent : received;
    }
    /// Hears what comes in its order.
    [[nodiscard]] auto hearer(Direction direction) {
      return [this, direction](Bytes payload, Stamp when, bool is_behind_gap) {
        hear(direction, payload, when, is_behind_gap);
      };
    }
  };

  [[nodiscard]] Conversation& find(const TcpSegment& segment, RecordSink& sink);
  void close(Conversation& conversation, RecordSink& sink);

  static constexpr std::size_t most = 16;
  std::array<Conversation, most> all_;
  std::uint64_t segments_ = 0;
  bool have_frames_ = false;
};

}  // namespace twc::tools
