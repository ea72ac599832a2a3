// SPDX-License-Identifier: MIT
#include "fakemaster/state_file.hpp"

#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

#include <asio/post.hpp>
#include <fcntl.h>
#include <unistd.h>

#include "endpoint/fd.hpp"

namespace twc::tools {
namespace {

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = ::write(fd, text.data(), text.size());
    if (count < 0 && errno != EINTR) return false;
    if (count > 0) text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

/// The new name is on the disk when the folder is.
bool sync_folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const Fd fd{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  return fd && ::fsync(fd.get()) == 0;
}

}  // namespace

int replace_file(const std::string& path, const std::string& text) {
  constexpr mode_t only_owner = 0600;
  const std::string fresh = path + ".new";
  ::unlink(fresh.c_str());  // a run that was killed may have left it
  const Fd fd{::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, only_owner)};
  const bool is_done = fd && write_all(fd.get(), text) && ::fsync(fd.get()) == 0 &&
                       std::rename(fresh.c_str(), path.c_str()) == 0 && sync_folder_of(path);
  const int error = is_done ? 0 : errno;
  if (!is_done) ::unlink(fresh.c_str());
  return error;
}

StateFile::StateFile(asio::io_context& io, Write write, OnTrouble on_trouble, Duration pause)
    : io_{io},
      write_{std::move(write)},
      on_trouble_{std::move(on_trouble)},
      pause_{pause},
      timer_{io} {}

void StateFile::keep(std::string text) {
  wanted_ = std::move(text);
  write_if_needed();
}

void StateFile::write_if_needed() {
  if (is_busy_ || wanted_ == written_) return;
  is_busy_ = true;
  auto then = lease_.bind([this](const std::string& text, int error) {
    have_written(text, error);
    constexpr int patience = 10;
    rest(error == 0 ? pause_ : patience * pause_);
  });
  asio::post(worker_, [this, text = wanted_, then = std::move(then)]() mutable {
    const int error = write_(text);
    asio::post(io_, [text = std::move(text), error, then = std::move(then)]() mutable {
      then(text, error);
    });
  });
}

void StateFile::have_written(const std::string& text, int error) {
  if (error == 0) written_ = text;
  const bool is_news = error != 0 && !has_failed_;
  has_failed_ = error != 0;
  if (is_news) on_trouble_(std::generic_category().message(error));
}

void StateFile::rest(Duration duration) {
  timer_.expires_after(duration);
  timer_.async_wait(lease_.bind([this](const asio::error_code& error) {
    is_busy_ = false;
    if (!error) write_if_needed();
  }));
}

void StateFile::close() {
  lease_.renew();
  timer_.cancel();
}

void StateFile::finish() {
  close();
  worker_.join();
  if (wanted_ != written_) have_written(wanted_, write_(wanted_));
}

}  // namespace twc::tools
