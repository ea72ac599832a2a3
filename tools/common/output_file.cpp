// SPDX-License-Identifier: MIT
#include "common/output_file.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/exit.hpp"

namespace twc::tools {
namespace {

[[noreturn]] void fail(const std::string& name, const char* what, int error) {
  throw Failure{Exit::failure, name + ": " + what + ": " + std::generic_category().message(error)};
}

constexpr mode_t everybody = 0666;  // less the umask

Fd open_anew(const std::string& path) {
  return Fd{::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, everybody)};
}

bool is_pipe(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

void wait_until_writable(int fd) {
  pollfd waiting{.fd = fd, .events = POLLOUT, .revents = 0};
  ::poll(&waiting, 1, -1);
}

}  // namespace

OutputFile::OutputFile(const std::string& path, SteadyOutput::OnTrouble on_trouble) {
  constexpr std::size_t longest_line = 1024;
  constexpr std::size_t most_waiting = 1U << 20U;  // minutes of a busy bus
  const bool has_path = !path.empty() && path != "-";
  if (has_path) name_ = path;
  if (has_path && !(on_trouble && is_pipe(path))) {
    opened_ = open_anew(path);
    fd_ = opened_.get();
    if (!opened_) fail(name_, "cannot be written", errno);
  }
  if (on_trouble) {
    queue_ =
        std::make_unique<SteadyOutput>(opener(path), most_waiting, name_, std::move(on_trouble));
  }
  buffer_.reserve(block + longest_line);
}

/// Opening a pipe waits for a reader.
WriteQueue::Open OutputFile::opener(const std::string& path) {
  if (!opened_ && name_ == path) return [path] { return open_anew(path); };
  return [fd = fd_] { return Fd{::fcntl(fd, F_DUPFD_CLOEXEC, 3)}; };
}

OutputFile::~OutputFile() {
  try {
    flush();
  } catch (const std::exception&) {
    buffer_.clear();
  }
}

void OutputFile::flush() {
  if (queue_) {
    queue_->put(buffer_);
    buffer_.clear();
    return check(queue_->error());
  }
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      wait_until_writable(fd_);  // a terminal or pipe that another program made non-blocking
    } else if (errno != EINTR) {
      const int error = errno;
      buffer_.clear();
      check(error);
    }
  }
  buffer_.clear();
}

void OutputFile::check(int error) {
  if (error == EPIPE) throw PipeClosed{};
  if (error != 0) fail(name_, "cannot be written", error);
}

void OutputFile::finish() {
  flush();
  if (!queue_) return;
  queue_->finish();
  check(queue_->error());
}

}  // namespace twc::tools
