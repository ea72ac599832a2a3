// SPDX-License-Identifier: MIT
#pragma once
/// Busy processors: made on purpose, and those that other programs make.

#include <vector>

#include <sys/types.h>

namespace twc::soak {

/// Keeps every processor busy for as long as it lives.
class Load {
 public:
  Load();
  Load(const Load&) = delete;
  Load& operator=(const Load&) = delete;
  ~Load();

 private:
  std::vector<pid_t> children_;
};

/// How much of the machine was in use since it was made, 0 to 1.
class Usage {
 public:
  [[nodiscard]] double share() const;

 private:
  struct Ticks {
    double all = 0;
    double idle = 0;
  };
  [[nodiscard]] static Ticks read();

  Ticks begin_ = read();
};

}  // namespace twc::soak
