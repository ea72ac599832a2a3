// SPDX-License-Identifier: MIT
#pragma once
/// Tells our own transmissions, heard back, from what others send.

#include <array>
#include <chrono>

#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::bus {

/// Some adapters loop back every byte that they send. An echo is byte for byte what we sent, comes
/// once per sent frame, and comes within the window; anything else is somebody else's. Some
/// adapters give a frame twice, one directly after the other: that is one echo.
class EchoFilter {
 public:
  /// Why 1 s on a serial line: a frame lasts 24 ms and adapters hold bytes back for up to 16 ms,
  /// but a busy machine may read late. Through a network take the longest round trip.
  explicit constexpr EchoFilter(Duration window = std::chrono::seconds{1}) : window_{window} {}

  void sent(Time now, const wire::Frame& frame);
  /// Nobody read for so long: bytes that wait to be read came before.
  void delay(Duration slept);
  /// Whether `frame` is the echo of one sent. Each sent frame accounts for one echo.
  [[nodiscard]] bool is_echo(Time now, const wire::Frame& frame);

 private:
  struct Sent {
    std::optional<wire::Frame> frame;
    Time at{};
  };
  static constexpr std::size_t remembered = 8;

  std::array<Sent, remembered> sent_{};
  std::size_t next_ = 0;
  Sent last_;  // the last echo
  Duration window_;
};

}  // namespace twc::bus
