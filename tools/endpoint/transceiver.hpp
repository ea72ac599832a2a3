// SPDX-License-Identifier: MIT
#pragma once
/// The transceiver of an RS-485 bus: switched to sending while we send, and back in time to hear
/// the answer.

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include "endpoint/endpoint.hpp"
#include "endpoint/lease.hpp"
#include "endpoint/serial_lines.hpp"

namespace twc::tools {

class Transceiver {
 public:
  Transceiver(asio::io_context& io, Rs485 mode, std::uint32_t baud)
      : timer_{io}, mode_{mode}, baud_{baud} {}

  /// Sets up a port. Throws std::runtime_error where it cannot do what is wanted.
  void attach(std::unique_ptr<SerialLines> lines);
  /// Lets go of the port. To be called before it is closed.
  void detach();
  /// `bytes` are about to be written.
  void begin(std::size_t bytes);

 private:
  void release_when_sent();

  asio::steady_timer timer_;
  Lease lease_;
  Rs485 mode_;
  std::uint32_t baud_;
  std::unique_ptr<SerialLines> lines_;  ///< where we switch by RTS
  std::chrono::steady_clock::time_point
      sent_at_{};  ///< when the last byte has left, at the earliest
};

}  // namespace twc::tools
