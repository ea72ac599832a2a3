// SPDX-License-Identifier: MIT
#pragma once
/// A program that runs, and what it costs: CPU time, memory, file descriptors.

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace twc::soak {

using Clock = std::chrono::steady_clock;

struct Footprint {
  long resident = 0;     ///< kilobytes
  long own = 0;          ///< kilobytes of it that no file is behind: heap, stack, written data
  long descriptors = 0;  ///< open files
};

enum class Complaints : std::uint8_t { shown, hidden };

/// Without input, its output unread. Ends with us.
class Process {
 public:
  explicit Process(const std::vector<std::string>& words,
                   Complaints complaints = Complaints::shown);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  [[nodiscard]] double cpu_seconds() const;
  /// Throws std::runtime_error when the program has ended.
  [[nodiscard]] Footprint footprint() const;

 private:
  std::string name_;
  pid_t id_ = -1;
};

}  // namespace twc::soak
