// SPDX-License-Identifier: MIT
#include "endpoint/transceiver.hpp"

#include <algorithm>
#include <cerrno>
#include <stdexcept>

#include <linux/serial.h>
#include <sys/ioctl.h>

namespace twc::tools {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

void use_driver(int fd) {
  serial_rs485 settings{};
  settings.flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
  if (::ioctl(fd, TIOCSRS485, &settings) == 0) return;
  throw std::runtime_error{
      "its driver has no RS-485 mode; --rs485 rts switches by RTS, auto leaves it to the adapter"};
}

/// A port that needs no driver for the direction has no such mode to be switched off.
void do_without_driver(int fd) {
  serial_rs485 settings{};
  if (::ioctl(fd, TIOCGRS485, &settings) != 0 || (settings.flags & SER_RS485_ENABLED) == 0) return;
  settings.flags &= ~std::uint32_t{SER_RS485_ENABLED};
  if (::ioctl(fd, TIOCSRS485, &settings) == 0) return;
  throw std::runtime_error{
      "its driver goes on switching RS-485; --rs485 kernel leaves that to the driver"};
}

/// Drivers that cannot tell have an empty transmitter.
bool is_transmitter_empty(int fd) {
  int waiting = 0;
  if (::ioctl(fd, TIOCOUTQ, &waiting) == 0 && waiting > 0) return false;
  unsigned status = TIOCSER_TEMT;
  return ::ioctl(fd, TIOCSERGETLSR, &status) != 0 || (status & TIOCSER_TEMT) != 0;
}

}  // namespace

void Transceiver::attach(int fd) {
  switch (mode_) {
    case Rs485::automatic: return;
    case Rs485::kernel: return use_driver(fd);
    case Rs485::none: return do_without_driver(fd);
    case Rs485::rts: break;
  }
  do_without_driver(fd);
  fd_ = fd;
  if (switch_rts(false)) return;
  fd_ = -1;
  throw std::runtime_error{"has no line RTS to switch; --rs485 auto leaves it to the adapter"};
}

void Transceiver::detach() {
  lease_.renew();
  timer_.cancel();
  if (fd_ >= 0) static_cast<void>(switch_rts(false));
  fd_ = -1;
}

bool Transceiver::switch_rts(bool on) const {
  const int rts = TIOCM_RTS;
  return ::ioctl(fd_, on ? TIOCMBIS : TIOCMBIC, &rts) == 0;
}

void Transceiver::begin(std::size_t bytes) {
  if (fd_ < 0) return;
  static_cast<void>(switch_rts(true));
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
    if (error) return;
    if (is_transmitter_empty(fd_)) {
      static_cast<void>(switch_rts(false));
      return;
    }
    constexpr microseconds again{500};
    sent_at_ = steady_clock::now() + again;
    release_when_sent();
  }));
}

}  // namespace twc::tools
