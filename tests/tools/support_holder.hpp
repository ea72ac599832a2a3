// SPDX-License-Identifier: MIT
#pragma once
/// Another process that has a port open, until the end of a test.

#include <array>
#include <cstdint>
#include <string>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "endpoint/fd.hpp"
#include "support/ensure.hpp"

namespace twc::test {

enum class Holds : std::uint8_t {
  reader,    ///< as a program that listens
  terminal,  ///< as a shell has the terminal that it runs on
  daemon,    ///< as a daemon that reads a port, and got it as its terminal by that
  owner,     ///< with the other side of it, as the program that made a pseudo-terminal
  child,     ///< as a program that such an owner starts
};

class PortHolderProcess {
 public:
  PortHolderProcess(const std::string& device, Holds holds) {
    Pipe told;
    Pipe life;
    const auto go_between = ::fork();
    ensure(go_between >= 0, "fork");
    if (go_between == 0) {
      // The holder is no child of the test, which has the other side of the port.
      if (::fork() == 0) become(device, holds, told.write.get(), life.read.get());
      ::_exit(0);
    }
    ::waitpid(go_between, nullptr, 0);
    told.write.reset();
    ensure(::read(told.read.get(), &holder_, sizeof holder_) == sizeof holder_,
           "a process that opens the port");
    life_ = std::move(life.write);
    gone_ = std::move(told.read);
  }
  PortHolderProcess(const PortHolderProcess&) = delete;
  PortHolderProcess& operator=(const PortHolderProcess&) = delete;
  ~PortHolderProcess() {
    life_.reset();
    char last = 0;
    static_cast<void>(!::read(gone_.get(), &last, 1));
  }

  /// As messages call it.
  [[nodiscard]] std::string process() const { return "(process " + std::to_string(holder_) + ")"; }

 private:
  struct Pipe {
    Pipe() {
      std::array<int, 2> ends{};
      ensure(::pipe(ends.data()) == 0, "pipe");
      read = tools::Fd{ends[0]};
      write = tools::Fd{ends[1]};
    }
    tools::Fd read;
    tools::Fd write;
  };

  [[noreturn]] static void become(const std::string& device, Holds holds, int told, int life) {
    int left_open = -1;
    if (holds == Holds::child) {
      left_open = ::open(device.c_str(), O_RDWR | O_NONBLOCK | O_NOCTTY);
      if (::fork() != 0) {  // stays with the other side
        ::close(told);
        live(life, told);
      }
    }
    const bool keeps_all = holds == Holds::owner;
    for (int fd = holds == Holds::terminal ? 0 : 3; fd < most_files && !keeps_all; ++fd) {
      if (fd != told && fd != life && fd != left_open) ::close(fd);
    }
    const bool takes_it = holds == Holds::terminal || holds == Holds::daemon;
    const bool is_set = !takes_it || ::setsid() > 0;
    const int flags = O_RDWR | O_NONBLOCK | (takes_it ? 0 : O_NOCTTY);
    const pid_t self = ::getpid();
    const bool has_it = left_open >= 0 || ::open(device.c_str(), flags) >= 0;
    if (!is_set || !has_it) ::_exit(1);
    static_cast<void>(!::write(told, &self, sizeof self));
    live(life, told);
  }
  /// Until the test closes its end. An end of ours would keep it open.
  [[noreturn]] static void live(int life, int told) {
    for (int fd = 3; fd < most_files; ++fd) {
      const int flags = ::fcntl(fd, F_GETFL);
      const bool is_pipe_end = fd != told && flags >= 0 && (flags & O_ACCMODE) == O_WRONLY;
      if (is_pipe_end) ::close(fd);
    }
    char last = 0;
    static_cast<void>(!::read(life, &last, 1));
    ::_exit(0);
  }

  static constexpr int most_files = 256;
  pid_t holder_ = -1;
  tools::Fd life_;
  tools::Fd gone_;
};

}  // namespace twc::test
