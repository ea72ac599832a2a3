// SPDX-License-Identifier: MIT
#pragma once
// A serial port for the examples, and the clock that they tell the library.
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <system_error>

#include <fcntl.h>
#include <termios.h>
#include <unistd.h>

#include <twc/types.hpp>

// 9600 baud, 8 data bits, no parity, 1 stop bit, every byte as it is; reads and writes never wait.
inline int open_line(const char* path) {
  const int fd = ::open(path, O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
  termios settings{};
  if (fd < 0 || ::tcgetattr(fd, &settings) != 0) {
    std::perror(path);
    std::exit(3);
  }
  ::cfmakeraw(&settings);
  ::cfsetspeed(&settings, B9600);
  settings.c_cflag |= CLOCAL | CREAD;
  settings.c_cflag &= ~static_cast<tcflag_t>(CSTOPB | CRTSCTS);
  ::tcsetattr(fd, TCSANOW, &settings);
  ::tcflush(fd, TCIOFLUSH);
  return fd;
}

// Amps, or how many units: a sign, a fraction or more than 640 ends the program.
inline unsigned whole_number(const char* text) {
  unsigned number = 0;
  const char* const end = text + std::strlen(text);
  const auto [rest, error] = std::from_chars(text, end, number);
  if (error != std::errc{} || rest != end || number > 640) {
    std::fprintf(stderr, "expected a whole number up to 640, got '%s'\n", text);
    std::exit(2);
  }
  return number;
}

// Goes on while the machine sleeps, and never backwards.
inline twc::Time now() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return twc::Time{std::chrono::seconds{time.tv_sec} +
                   std::chrono::microseconds{time.tv_nsec / 1000}};
}
