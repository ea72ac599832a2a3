// SPDX-License-Identifier: MIT
#include "endpoint/serial_lines.hpp"

#include <cstdint>

#include <linux/serial.h>
#include <sys/ioctl.h>

namespace twc::tools {

bool TtyLines::switch_rts(bool on) {
  const int rts = TIOCM_RTS;
  return ::ioctl(fd_, on ? TIOCMBIS : TIOCMBIC, &rts) == 0;
}

bool TtyLines::is_switched_by_driver() {
  serial_rs485 settings{};
  return ::ioctl(fd_, TIOCGRS485, &settings) == 0 && (settings.flags & SER_RS485_ENABLED) != 0;
}

bool TtyLines::let_driver_switch(bool on) {
  serial_rs485 settings{};
  if (on) {
    settings.flags = SER_RS485_ENABLED | SER_RS485_RTS_ON_SEND;
  } else {
    static_cast<void>(::ioctl(fd_, TIOCGRS485, &settings));  // its delays stay
    settings.flags &= ~std::uint32_t{SER_RS485_ENABLED};
  }
  return ::ioctl(fd_, TIOCSRS485, &settings) == 0;
}

bool TtyLines::is_transmitter_empty() {
  int waiting = 0;
  if (::ioctl(fd_, TIOCOUTQ, &waiting) == 0 && waiting > 0) return false;
  unsigned status = TIOCSER_TEMT;
  return ::ioctl(fd_, TIOCSERGETLSR, &status) != 0 || (status & TIOCSER_TEMT) != 0;
}

}  // namespace twc::tools
