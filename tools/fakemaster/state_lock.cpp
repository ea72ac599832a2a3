// SPDX-License-Identifier: MIT
#include "fakemaster/state_lock.hpp"

#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/exit.hpp"

namespace twc::tools {
namespace {

std::string lock_of(const std::string& state) {
  return state + ".lock";
}

std::string in_use(const std::string& state) {
  return fmt::format(
      "--state {}: another twc-fakemaster keeps its state there; expected a file for each master",
      state);
}

/// A master that has ended takes its lock file away, maybe after another one has opened it.
bool is_still(int fd, const std::string& path) {
  struct stat held {};
  struct stat named {};
  return ::fstat(fd, &held) == 0 && ::stat(path.c_str(), &named) == 0 &&
         held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

}  // namespace

std::optional<std::string> state_use(const std::string& state) {
  if (state.empty()) return std::nullopt;
  const Fd fd{::open(lock_of(state).c_str(), O_RDONLY | O_CLOEXEC)};
  if (!fd || ::flock(fd.get(), LOCK_SH | LOCK_NB) == 0 || errno != EWOULDBLOCK) return std::nullopt;
  return in_use(state);
}

StateLock::StateLock(const std::string& state) : path_{lock_of(state)} {
  constexpr mode_t only_owner = 0600;
  for (;;) {
    Fd fd{::open(path_.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, only_owner)};
    if (!fd) return;
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno == EWOULDBLOCK) throw Failure{Exit::failure, in_use(state)};
      return;
    }
    if (!is_still(fd.get(), path_)) continue;
    held_ = std::move(fd);
    return;
  }
}

StateLock::~StateLock() {
  if (held_) ::unlink(path_.c_str());
}

}  // namespace twc::tools
