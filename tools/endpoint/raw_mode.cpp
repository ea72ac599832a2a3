// SPDX-License-Identifier: MIT
#include "endpoint/raw_mode.hpp"

#include <algorithm>
#include <array>
#include <cerrno>

namespace twc::tools {
namespace {

struct Rate {
  std::uint32_t baud;
  speed_t speed;
};

constexpr auto rates = std::to_array({
    Rate{300,     B300    },
    Rate{600,     B600    },
    Rate{1200,    B1200   },
    Rate{1800,    B1800   },
    Rate{2400,    B2400   },
    Rate{4800,    B4800   },
    Rate{9600,    B9600   },
    Rate{19200,   B19200  },
    Rate{38400,   B38400  },
    Rate{57600,   B57600  },
    Rate{115200,  B115200 },
    Rate{230400,  B230400 },
    Rate{460800,  B460800 },
    Rate{500000,  B500000 },
    Rate{576000,  B576000 },
    Rate{921600,  B921600 },
    Rate{1000000, B1000000},
    Rate{1152000, B1152000},
    Rate{1500000, B1500000},
    Rate{2000000, B2000000},
    Rate{2500000, B2500000},
    Rate{3000000, B3000000},
    Rate{3500000, B3500000},
    Rate{4000000, B4000000},
});

termios raw(termios settings, speed_t speed) {
  ::cfmakeraw(&settings);
  // Flow control would swallow 11 and 13, which are data here. HUPCL would drop DTR and RTS at the
  // last close, and with RTS the direction of some RS-485 adapters.
  settings.c_iflag &= ~tcflag_t{IXOFF | IXANY | INPCK};
  settings.c_cflag &= ~(tcflag_t{CSTOPB | PARENB | HUPCL} | static_cast<tcflag_t>(CRTSCTS));
  settings.c_cflag |= tcflag_t{CLOCAL | CREAD};
  // With VMIN 0 a read that finds nothing would look like the end of the line.
  settings.c_cc[VMIN] = 1;
  settings.c_cc[VTIME] = 0;
  ::cfsetispeed(&settings, speed);
  ::cfsetospeed(&settings, speed);
  return settings;
}

bool same(const termios& a, const termios& b) {
  return a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_cflag == b.c_cflag &&
         a.c_lflag == b.c_lflag && a.c_cc[VMIN] == b.c_cc[VMIN] && a.c_cc[VTIME] == b.c_cc[VTIME];
}

/// tcsetattr() succeeds when it makes any of the changes, and drivers alter flags that do not
/// matter. Checks the settings that do.
bool carries(const termios& settings, speed_t speed) {
  return ::cfgetispeed(&settings) == speed && ::cfgetospeed(&settings) == speed &&
         (settings.c_cflag & tcflag_t{CSIZE | PARENB}) == tcflag_t{CS8};
}

}  // namespace

std::optional<speed_t> speed_of(std::uint32_t baud) {
  const auto* const rate = std::ranges::find(rates, baud, &Rate::baud);
  if (rate == rates.end()) return std::nullopt;
  return rate->speed;
}

bool make_raw(int fd, speed_t speed) {
  termios now{};
  if (::tcgetattr(fd, &now) != 0) return false;
  const auto wanted = raw(now, speed);
  if (same(now, wanted)) return true;

  if (::tcsetattr(fd, TCSANOW, &wanted) != 0 || ::tcgetattr(fd, &now) != 0) return false;
  if (carries(now, speed)) return true;
  errno = EINVAL;
  return false;
}

}  // namespace twc::tools
