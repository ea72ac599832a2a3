// SPDX-License-Identifier: MIT
#include "tools/support_run.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <fstream>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.hpp"

namespace twc::test {
namespace {

void give(int fd, int number, const std::vector<int>& closed) {
  if (std::ranges::find(closed, number) != closed.end()) {
    ::close(number);
    return;
  }
  const int given = fd >= 0 ? fd : ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(given, number);
}

[[noreturn]] void become(const std::string& program, const std::vector<std::string>& arguments) {
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  std::array<std::string, 3> settings{"TZ=UTC", "PATH=/usr/bin:/bin",
                                      "ASAN_OPTIONS=detect_leaks=0"};
  std::array<char*, 4> environment{settings[0].data(), settings[1].data(), settings[2].data(),
                                   nullptr};
  ::execve(program.c_str(), pointers.data(), environment.data());
  constexpr int not_found = 127;
  ::_exit(not_found);
}

void end(pid_t& child) {
  if (child < 0) return;
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  child = -1;
}

}  // namespace

Run::Run(const std::string& program, const std::vector<std::string>& arguments, const Ends& ends,
         const std::function<bool()>& prepare) {
  child_ = ::fork();
  REQUIRE(child_ >= 0);
  if (child_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  for (const int number : {SIGPIPE, SIGHUP, SIGXFSZ}) std::signal(number, SIG_DFL);
  give(ends.in, STDIN_FILENO, ends.closed);
  give(ends.out, STDOUT_FILENO, ends.closed);
  give(ends.err, STDERR_FILENO, ends.closed);
  constexpr int not_prepared = 126;
  if (prepare && !prepare()) ::_exit(not_prepared);
  become(program, arguments);
}

Run::~Run() {
  end(child_);
}

void Run::signal(int number) const {
  REQUIRE(::kill(child_, number) == 0);
}

int Run::wait() {
  int status = 0;
  REQUIRE(::waitpid(child_, &status, 0) == child_);
  child_ = -1;
  constexpr int by_signal = 128;
  return WIFEXITED(status) ? WEXITSTATUS(status) : by_signal + WTERMSIG(status);
}

long Run::resident() const {
  std::ifstream file{"/proc/" + std::to_string(child_) + "/statm"};
  long size = 0;
  long pages = 0;
  REQUIRE(file >> size >> pages);
  return pages * ::sysconf(_SC_PAGESIZE) / 1024;
}

Attacker::Attacker(const std::function<void()>& job) {
  child_ = ::fork();
  REQUIRE(child_ >= 0);
  if (child_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  std::signal(SIGPIPE, SIG_IGN);
  constexpr int lowest = 19;
  ::setpriority(PRIO_PROCESS, 0, lowest);
  for (;;) job();
}

Attacker::~Attacker() {
  end(child_);
}

FullTerminal::FullTerminal() : side_{::open(port_.device.c_str(), O_RDWR | O_NOCTTY | O_CLOEXEC)} {
  REQUIRE(side_);
  const tools::Fd filler = open_device(port_.device);
  const std::string block(512, 'x');
  while (::write(filler.get(), block.data(), block.size()) > 0 || errno == EINTR) {
  }
  REQUIRE(errno == EAGAIN);
}

}  // namespace twc::test
