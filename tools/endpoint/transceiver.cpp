// SPDX-License-Identifier: MIT
#include "endpoint/transceiver.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace twc::tools {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

void use_driver(SerialLines& lines) {
  if (lines.let_driver_switch(true)) return;
  throw std::runtime_error{
      "its driver has no RS-485 mode; --rs485 rts switches by RTS, auto leaves it to the adapter"};
}

/// A port that needs no driver for the direction has no such mode to be switched off.
void do_without_driver(SerialLines& lines) {
  if (!lines.is_switched_by_driver() || lines.let_driver_switch(false)) return;
  throw std::runtime_error{
      "its driver goes on switching RS-485; --rs485 kernel leaves that to the driver"};
}

}  // namespace

void Transceiver::attach(std::unique_ptr<SerialLines> lines) {
  switch (mode_) {
    case Rs485::automatic: return;
    case Rs485::kernel: return use_driver(*lines);
    case Rs485::none: return do_without_driver(*lines);
    case Rs485::rts: break;
  }
  do_without_driver(*lines);
  if (!lines->switch_rts(false)) {
    throw std::runtime_error{"has no line RTS to switch; --rs485 auto leaves it to the adapter"};
  }
  lines_ = std::move(lines);
}

void Transceiver::detach() {
  lease_.renew();
  timer_.cancel();
  if (lines_) static_cast<void>(lines_->switch_rts(false));
  lines_.reset();
}

void Transceiver::begin(std::size_t bytes) {
  if (!lines_) return;
  static_cast<void>(lines_->switch_rts(true));
  constexpr std::uint64_t bits = 10;
  const microseconds needs{bytes * bits * 1'000'000 / baud_};
  sent_at_ = std::max(sent_at_, steady_clock::now()) + needs;
  release_when_sent();
}

/// The kernel says when its buffer is empty, most drivers not that of the last byte: so no earlier
/// than the wire needs. A slave may answer two characters later.
void Transceiver::release_when_sent() {
  timer_.expires_at(sent_at_);
  timer_.async_wait(lease_.bind([this](const asio::error_code& error) {
    // The timer may have gone off before more bytes were written: a later one releases the line.
    if (error || steady_clock::now() < sent_at_) return;
    if (lines_->is_transmitter_empty()) {
      static_cast<void>(lines_->switch_rts(false));
      return;
    }
    constexpr microseconds again{500};
    sent_at_ = steady_clock::now() + again;
    release_when_sent();
  }));
}

}  // namespace twc::tools
