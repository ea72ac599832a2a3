// SPDX-License-Identifier: MIT
#pragma once
/// Gives the file of --state to one master at a time.

#include <optional>
#include <string>

#include "endpoint/fd.hpp"

namespace twc::tools {

/// Why a master cannot have `state` now; nothing where it can. Makes nothing.
[[nodiscard]] std::optional<std::string> state_use(const std::string& state);

/// Holds a lock beside the file, because the file itself is replaced with each change. The kernel
/// lets go of the lock when the process ends, however it ends.
class StateLock {
 public:
  /// Throws Failure where another process holds it. A folder that takes no lock takes no state
  /// either, which StateFile tells.
  explicit StateLock(const std::string& state);
  StateLock(const StateLock&) = delete;
  StateLock& operator=(const StateLock&) = delete;
  ~StateLock();

 private:
  std::string path_;
  Fd held_;
};

}  // namespace twc::tools
