// SPDX-License-Identifier: MIT
#include "common/typed_input.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <tuple>
#include <utility>

#include <asio/post.hpp>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

namespace twc::tools {
namespace {

/// A description of its own for a terminal, so that only we do not wait: the shell shares the other
/// one, and would find it changed.
Fd own_description(int fd) {
  if (::isatty(fd) != 0) {
    const auto path = fmt::format("/proc/self/fd/{}", fd);
    Fd own{::open(path.c_str(), O_RDONLY | O_NOCTTY | O_CLOEXEC)};
    if (own) return own;
  }
  return Fd{::fcntl(fd, F_DUPFD_CLOEXEC, 0)};
}

}  // namespace

TypedInput::TypedInput(asio::io_context& io, int fd, OnText on_text)
    : io_{io}, descriptor_{io}, on_text_{std::move(on_text)} {
  std::signal(SIGTTIN,
              SIG_IGN);  // in the background of a shell a read fails instead of stopping us
  Fd copy = own_description(fd);
  if (!copy) return;  // there is no standard input
  asio::error_code error;
  descriptor_.assign(copy.get(), error);
  if (error) {
    file_ = std::move(copy);
  } else {
    std::ignore = copy.release();  // the descriptor has it now
  }
  wait();
}

void TypedInput::close() {
  lease_.renew();
  asio::error_code ignored;
  descriptor_.close(ignored);
  file_.reset();
}

void TypedInput::wait() {
  if (file_) return asio::post(io_, lease_.bind([this] { read(); }));
  descriptor_.async_wait(asio::posix::stream_descriptor::wait_read,
                         lease_.bind([this](const asio::error_code& error) {
                           if (!error) read();
                         }));
}

void TypedInput::read() {
  std::array<char, 4096> block;  // NOLINT(cppcoreguidelines-pro-type-member-init): filled by read
  const int fd = file_ ? file_.get() : descriptor_.native_handle();
  const ssize_t count = ::read(fd, block.data(), block.size());
  if (count == 0 || (count < 0 && errno != EINTR && errno != EAGAIN)) return close();
  if (count > 0) on_text_({block.data(), static_cast<std::size_t>(count)});
  if (file_ || descriptor_.is_open()) wait();
}

}  // namespace twc::tools
