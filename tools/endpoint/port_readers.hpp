// SPDX-License-Identifier: MIT
#pragma once
/// Finds other processes that read from a serial port: each byte comes to one reader only.

#include <optional>
#include <string>

#include <sys/types.h>

namespace twc::tools {

struct PortHolder {
  pid_t process = 0;
  std::string name;
  bool is_its_terminal = false;  ///< a shell, or a login that waits on a serial console
};

/// A process, other than this one, that has the port behind `fd` open for reading; one whose
/// terminal it is, if there is one.
/// Processes of other users are seen by root only.
[[nodiscard]] std::optional<PortHolder> find_port_holder(int fd);

}  // namespace twc::tools
