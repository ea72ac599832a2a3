// SPDX-License-Identifier: MIT
#pragma once
/// Opening a serial port, and saying in one line why it cannot be done.

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <termios.h>

#include "endpoint/fd.hpp"

namespace twc::tools {

enum class PortUse : std::uint8_t {
  listen,  ///< for reading, without a lock; nobody else may read
  share,   ///< the same beside other readers, who lose bytes by it
  send,    ///< for both, and to ourselves alone; nobody else may read
  resume,  ///< the same after an outage: a reader that came meanwhile does not keep us from the bus
};

/// Says what is there instead of a port; nothing where there is a port, or nothing at all.
[[nodiscard]] const char* other_than_port(const std::string& path);

/// Whether `name` is one of the words of `names`, as the kernel lists its consoles.
[[nodiscard]] bool is_among(std::string_view name, std::string_view names);

/// A port in name only: the other side of it is a program.
[[nodiscard]] bool is_pseudo_terminal(const std::string& path);

/// No port is there, as while an adapter is pulled out. Most other refusals last until
/// somebody acts.
class NoSuchPort : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct SerialPort {
  Fd fd;
  std::optional<std::string> other_reader;  ///< with `resume`: a line about it for people
};

/// Opens `path` and makes it raw. To listen, no lock is taken and nothing is flushed: what a
/// listener does may not disturb a program that uses the port. For the same reason the settings
/// stay as they are at the end: they belong to the port, and that program may have come to rely on
/// them. Throws NoSuchPort or std::runtime_error, without the path in it.
[[nodiscard]] SerialPort open_serial_port(const std::string& path, speed_t speed, PortUse use);

}  // namespace twc::tools
