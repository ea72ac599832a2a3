// SPDX-License-Identifier: MIT
#pragma once
/// A program whose standard input, output and error a test chooses, such as a terminal that nobody
/// reads.

#include <functional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "endpoint/fd.hpp"
#include "tools/support_pty.hpp"

namespace twc::test {

/// The ends that a program gets: /dev/null where none is given, none where it is to be closed.
struct Ends {
  int in = -1;
  int out = -1;
  int err = -1;
  std::vector<int> closed{};
};

class Run {
 public:
  /// `prepare` runs in the new process before the program does: false ends it with 126.
  Run(const std::string& program, const std::vector<std::string>& arguments, const Ends& ends,
      const std::function<bool()>& prepare = nullptr);
  Run(const Run&) = delete;
  Run& operator=(const Run&) = delete;
  ~Run();

  void signal(int number) const;
  /// The exit code, or 128 and the signal.
  [[nodiscard]] int wait();
  /// Resident memory, in kilobytes.
  [[nodiscard]] long resident() const;

 private:
  pid_t child_ = -1;
};

/// Runs `job` again and again at the lowest priority in a process of its own, until the test ends.
class Attacker {
 public:
  explicit Attacker(const std::function<void()>& job);
  Attacker(const Attacker&) = delete;
  Attacker& operator=(const Attacker&) = delete;
  ~Attacker();

 private:
  pid_t child_ = -1;
};

/// A terminal that takes nothing more: a write to it never returns.
class FullTerminal {
 public:
  FullTerminal();
  [[nodiscard]] int fd() const { return side_.get(); }
  [[nodiscard]] const std::string& device() const { return port_.device; }

 private:
  PtyPort port_;
  tools::Fd side_;
};

}  // namespace twc::test
