// SPDX-License-Identifier: MIT
#pragma once
/// Another process that has a port open, until the end of a test.

#include <array>
#include <csignal>
#include <cstdint>
#include <string>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "endpoint/fd.hpp"
#include "support/ensure.hpp"

namespace twc::test {

enum class Holds : std::uint8_t {
  reader,    ///< as a program that listens
  terminal,  ///< as a shell has the terminal that it runs on
  owner,     ///< with the other side of it, as the program that made a pseudo-terminal
};

class PortHolderProcess {
 public:
  PortHolderProcess(const std::string& device, Holds holds) {
    std::array<int, 2> ends{};
    ensure(::pipe(ends.data()) == 0, "pipe");
    const tools::Fd ready{ends[0]};
    tools::Fd tell{ends[1]};
    child_ = ::fork();
    ensure(child_ >= 0, "fork");
    if (child_ == 0) hold(device, holds, tell.get());
    tell.reset();
    char told = 0;
    ensure(::read(ready.get(), &told, 1) == 1, "a process that opens the port");
  }
  PortHolderProcess(const PortHolderProcess&) = delete;
  PortHolderProcess& operator=(const PortHolderProcess&) = delete;
  ~PortHolderProcess() {
    ::kill(child_, SIGKILL);
    ::waitpid(child_, nullptr, 0);
  }

  /// As messages call it.
  [[nodiscard]] std::string process() const { return "(process " + std::to_string(child_) + ")"; }

 private:
  [[noreturn]] static void hold(const std::string& device, Holds holds, int tell) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (holds != Holds::owner) {  // all that a test has open came along
      ::close_range(3, static_cast<unsigned>(tell) - 1, 0);
      ::close_range(static_cast<unsigned>(tell) + 1, ~0U, 0);
    }
    const bool takes_it = holds == Holds::terminal;
    const bool is_set = !takes_it || ::setsid() > 0;
    const int flags = O_RDWR | O_NONBLOCK | (takes_it ? 0 : O_NOCTTY);
    if (is_set && ::open(device.c_str(), flags) >= 0 && ::write(tell, "!", 1) == 1) {
      for (;;) ::pause();
    }
    ::_exit(1);
  }

  pid_t child_ = -1;
};

}  // namespace twc::test
