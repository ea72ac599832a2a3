// SPDX-License-Identifier: MIT
#pragma once
/// Standard input of a program that does something else meanwhile: a terminal, a pipe or a file.

#include <functional>
#include <string_view>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include "endpoint/fd.hpp"
#include "endpoint/lease.hpp"

namespace twc::tools {

/// The descriptor stays blocking, because others may have it too, the shell for one: it is read
/// only when there is something to read.
class TypedInput {
 public:
  using OnText = std::function<void(std::string_view)>;

  /// `on_text` is called out of io_context::run() until close(). The end of the input ends nothing.
  TypedInput(asio::io_context& io, int fd, OnText on_text);
  TypedInput(const TypedInput&) = delete;
  TypedInput& operator=(const TypedInput&) = delete;
  ~TypedInput() { close(); }

  void close();

 private:
  void wait();
  void read();

  asio::io_context& io_;
  asio::posix::stream_descriptor descriptor_;
  Fd file_;  ///< where the system cannot wait for it: a file has always something to read
  OnText on_text_;
  Lease lease_;
};

}  // namespace twc::tools
