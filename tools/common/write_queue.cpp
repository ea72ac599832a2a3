// SPDX-License-Identifier: MIT
#include "common/write_queue.hpp"

#include <algorithm>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <string>
#include <utility>

#include <poll.h>
#include <unistd.h>

namespace twc::tools {
namespace {

void wait_until_it_takes(int fd) {
  pollfd one{.fd = fd, .events = POLLOUT, .revents = 0};
  ::poll(&one, 1, -1);
}

std::uint64_t lines_in(std::string_view text) {
  return static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
}

/// Signals are for the thread that has the loop.
std::thread thread_without_signals(std::function<void()> job) {
  sigset_t all{};
  sigset_t before{};
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread thread{std::move(job)};
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return thread;
}

}  // namespace

bool means_closed(int error) {
  return error == EPIPE || error == EIO || error == EBADF;
}

struct WriteQueue::Shared {
  void run();
  /// False when the program ends and nothing waits.
  [[nodiscard]] bool take(std::string& block);
  /// False when nobody will ever read it.
  [[nodiscard]] bool write(int fd, std::string_view block);
  /// Gives what was written, or -1.
  [[nodiscard]] ssize_t write_piece(int fd, std::string_view piece);
  void note(int failure, std::uint64_t lines);
  void note_open();
  [[nodiscard]] bool is_idle() const { return waiting.empty() && leaving == 0; }

  mutable std::mutex mutex;  // never held while the reader is waited for
  std::condition_variable has_work;
  std::condition_variable has_moved;
  std::string waiting;
  std::size_t leaving = 0;  ///< the bytes that the thread has taken and not written
  std::uint64_t dropped = 0;
  int error = 0;
  bool is_open = false;
  bool shall_end = false;
  bool is_over = false;

  // The owner does not touch these once the thread runs.
  Open open;
  bool is_cut_short = false;

  std::size_t most_waiting = 0;  // nobody changes it
};

void WriteQueue::Shared::run() {
  const Fd fd = open();
  if (!fd) note(errno, 0);
  note_open();
  std::string block;
  while (fd && take(block) && write(fd.get(), block)) {
  }
  const std::scoped_lock lock{mutex};
  is_over = true;
  waiting.clear();
  leaving = 0;
  has_moved.notify_all();
}

void WriteQueue::Shared::note_open() {
  const std::scoped_lock lock{mutex};
  is_open = true;
}

bool WriteQueue::Shared::take(std::string& block) {
  std::unique_lock lock{mutex};
  has_work.wait(lock, [this] { return shall_end || !waiting.empty(); });
  block.clear();
  block.swap(waiting);
  leaving = block.size();
  return !block.empty();
}

/// Small pieces show drain() that a slow reader still reads. A full disk may have room later; a
/// line that it cut short is ended then.
bool WriteQueue::Shared::write(int fd, std::string_view block) {
  constexpr std::size_t most = 4096;
  if (is_cut_short && write_piece(fd, "\n") == 1) is_cut_short = false;
  while (!block.empty()) {
    const ssize_t count = write_piece(fd, block.substr(0, most));
    if (count < 0) {
      const int failure = errno;
      note(failure, lines_in(block));
      return !means_closed(failure);
    }
    const auto written = static_cast<std::size_t>(count);
    is_cut_short = written > 0 && block[written - 1] != '\n';
    block.remove_prefix(written);
    const std::scoped_lock lock{mutex};
    leaving -= written;
    has_moved.notify_all();
  }
  return true;
}

ssize_t WriteQueue::Shared::write_piece(int fd, std::string_view piece) {
  for (;;) {
    const ssize_t count = ::write(fd, piece.data(), piece.size());
    if (count >= 0) return count;
    if (errno == EAGAIN) {
      wait_until_it_takes(fd);  // somebody who shares it made it non-blocking
    } else if (errno != EINTR) {
      return -1;
    }
  }
}

void WriteQueue::Shared::note(int failure, std::uint64_t lines) {
  const std::scoped_lock lock{mutex};
  if (error == 0) error = failure;
  leaving = 0;
  if (!means_closed(failure)) dropped += lines;
  has_moved.notify_all();
}

WriteQueue::WriteQueue(Open open, std::size_t most_waiting) : shared_{std::make_shared<Shared>()} {
  shared_->open = std::move(open);
  shared_->most_waiting = most_waiting;
  thread_ = thread_without_signals([shared = shared_] { shared->run(); });
}

WriteQueue::~WriteQueue() {
  bool is_over = false;
  {
    const std::scoped_lock lock{shared_->mutex};
    shared_->shall_end = true;
    shared_->has_work.notify_one();
    is_over = shared_->is_over || (shared_->is_open && shared_->is_idle());
  }
  is_over ? thread_.join() : thread_.detach();
}

bool WriteQueue::put(std::string_view lines) {
  const std::scoped_lock lock{shared_->mutex};
  Shared& shared = *shared_;
  if (shared.is_over || lines.empty()) return true;
  if (shared.waiting.size() + shared.leaving + lines.size() > shared.most_waiting) {
    shared.dropped += lines_in(lines);
    return false;
  }
  shared.waiting += lines;
  shared.has_work.notify_one();
  return true;
}

int WriteQueue::error() const {
  const std::scoped_lock lock{shared_->mutex};
  return shared_->error;
}

bool WriteQueue::is_written() const {
  const std::scoped_lock lock{shared_->mutex};
  return shared_->is_idle();
}

std::uint64_t WriteQueue::take_dropped() {
  const std::scoped_lock lock{shared_->mutex};
  const bool has_room = shared_->waiting.size() + shared_->leaving <= shared_->most_waiting / 4;
  return has_room ? std::exchange(shared_->dropped, 0) : 0;
}

std::uint64_t WriteQueue::give_up() {
  const std::scoped_lock lock{shared_->mutex};
  const std::uint64_t lines = lines_in(shared_->waiting);
  shared_->waiting.clear();
  return lines + std::exchange(shared_->dropped, 0);
}

void WriteQueue::drain(Duration patience) {
  constexpr int most_pauses = 10;
  std::unique_lock lock{shared_->mutex};
  const auto left = [this] { return shared_->waiting.size() + shared_->leaving; };
  for (int pause = 0; pause < most_pauses && left() > 0; ++pause) {
    const std::size_t before = left();
    const bool has_moved = shared_->has_moved.wait_for(
        lock, patience, [this] { return shared_->is_over || shared_->is_idle(); });
    if (has_moved || left() == before) return;
  }
}

}  // namespace twc::tools
