#include "common/steady_output.hpp"

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <tuple>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

namespace twc::tools {
namespace {

/// A description of its own, so that only we do not wait; the shell and our standard error may
/// share the one that we were given. A file or a socket is taken as it is.
Fd reopen(int fd) {
  struct stat status {};
  const bool can_block = ::fstat(fd, &status) == 0 && (S_ISFIFO(status.st_mode) || ::isatty(fd));
  if (can_block) {
    const auto path = fmt::format("/proc/self/fd/{}", fd);
    Fd own{::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)};
    if (own) return own;
  }
  return Fd{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
}

bool is_writable(int fd, int timeout_ms) {
  pollfd one{.fd = fd, .events = POLLOUT, .revents = 0};
  return ::poll(&one, 1, timeout_ms) > 0;
}

}  // namespace

SteadyOutput::SteadyOutput(asio::io_context& io, int fd, std::string name, OnTrouble on_trouble)
    : fd_{reopen(fd)},
      name_{std::move(name)},
      on_trouble_{std::move(on_trouble)},
      descriptor_{io},
      is_closed_{!fd_} {
  asio::error_code cannot_be_waited_for;  // a file: it never has to be
  Fd copy{::fcntl(fd_.get(), F_DUPFD_CLOEXEC, 0)};
  descriptor_.assign(copy.get(), cannot_be_waited_for);
  if (!cannot_be_waited_for) std::ignore = copy.release();  // the descriptor has it now
}

void SteadyOutput::put_line(std::string_view line) {
  if (is_closed_) return;
  if (waiting_.size() + line.size() >= most_waiting) {
    if (!std::exchange(was_slow_, true)) trouble("is not read fast enough; lines are left out");
    return;
  }
  waiting_ += line;
  waiting_ += '\n';
  if (!is_waiting_) write();
}

void SteadyOutput::write() {
  while (!waiting_.empty() && is_writable(fd_.get(), 0)) {
    if (!write_some()) break;
  }
  if (!waiting_.empty() && !is_closed_) wait();
}

/// At most what a pipe that has room takes without waiting.
bool SteadyOutput::write_some() {
  constexpr std::size_t most = 4096;
  const ssize_t count = ::write(fd_.get(), waiting_.data(), std::min(waiting_.size(), most));
  if (count >= 0) {
    waiting_.erase(0, static_cast<std::size_t>(count));
    return true;
  }
  if (errno == EINTR) return true;
  if (errno != EAGAIN) fail(errno);
  return false;
}

void SteadyOutput::wait() {
  if (!descriptor_.is_open()) return;
  is_waiting_ = true;
  descriptor_.async_wait(asio::posix::stream_descriptor::wait_write,
                         lease_.bind([this](const asio::error_code& error) {
                           is_waiting_ = false;
                           if (!error) write();
                         }));
}

void SteadyOutput::fail(int error) {
  waiting_.clear();
  is_closed_ = error == EPIPE || error == EIO || error == EBADF;
  if (std::exchange(has_failed_, true)) return;
  trouble(is_closed_ ? "is closed; going on without it"
                     : std::generic_category().message(error) + "; going on without it");
}

void SteadyOutput::trouble(std::string_view what) {
  if (on_trouble_) on_trouble_(fmt::format("{}: {}", name_, what));
}

void SteadyOutput::finish() {
  constexpr int patience = 500;
  lease_.renew();
  asio::error_code ignored;
  descriptor_.close(ignored);
  while (!waiting_.empty() && is_writable(fd_.get(), patience)) {
    if (!write_some() && is_closed_) return;
  }
}

}  // namespace twc::tools
