// SPDX-License-Identifier: MIT
#pragma once
/// Finds other processes that read from a serial port: each byte comes to one reader only.

#include <optional>
#include <string>

#include <sys/types.h>

namespace twc::tools {

struct PortReader {
  pid_t process = 0;
  std::string name;
  bool has_it_as_terminal = false;  ///< as a shell has the one that it runs on
};

/// A process, other than this one, that has the port behind `fd` open for reading; rather one that
/// has it as its terminal. A program sees the processes that it may look into: root all of them.
[[nodiscard]] std::optional<PortReader> find_port_reader(int fd);

}  // namespace twc::tools
