// SPDX-License-Identifier: MIT
#pragma once
/// A byte stream: one open descriptor or socket, read and written until it ends.

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include <asio/buffer.hpp>
#include <asio/error_code.hpp>
#include <asio/write.hpp>
#include <poll.h>

#include <twc/types.hpp>

namespace twc::tools {

/// `Stream` is an asio socket or stream descriptor. Lives in a shared_ptr, because the buffers must
/// outlast a close() for as long as asio has an operation under way.
template <class Stream>
class ByteStream : public std::enable_shared_from_this<ByteStream<Stream>> {
 public:
  using OnBytes = std::function<void(Bytes)>;
  using OnEnd = std::function<void(const asio::error_code&)>;

  explicit ByteStream(Stream stream) : stream_{std::move(stream)} {}

  /// Both handlers are called out of io_context::run(), and not after close(). `on_end` is called
  /// once at most: the other side has closed, or something broke.
  void start(OnBytes on_bytes, OnEnd on_end) {
    on_bytes_ = std::move(on_bytes);
    on_end_ = std::move(on_end);
    read();
  }

  /// Reads no more until resume(): the kernel holds up the other side meanwhile.
  void pause() { is_paused_ = true; }
  void resume() {
    if (!std::exchange(is_paused_, false) || is_reading_ || closed_) return;
    read();
  }

  /// Queues `chunk`; never waits.
  void send(Bytes chunk) {
    waiting_.insert(waiting_.end(), chunk.begin(), chunk.end());
    if (leaving_.empty()) write();
  }

  /// Counts the bytes that the kernel has not taken yet.
  [[nodiscard]] std::size_t unsent() const { return leaving_.size() + waiting_.size(); }

  /// Whether the kernel has something that was not read yet.
  [[nodiscard]] bool has_unread() {
    pollfd state{.fd = stream_.native_handle(), .events = POLLIN, .revents = 0};
    return ::poll(&state, 1, 0) > 0 && (state.revents & POLLIN) != 0;
  }

  /// Loses the bytes that the kernel has not taken yet.
  void close() {
    closed_ = true;
    asio::error_code ignored;
    stream_.close(ignored);
  }

  [[nodiscard]] Stream& stream() { return stream_; }

 private:
  void read() {
    is_reading_ = true;
    stream_.async_read_some(
        asio::buffer(buffer_),
        [self = this->shared_from_this()](const asio::error_code& error, std::size_t count) {
          self->have_read(error, count);
        });
  }

  void have_read(const asio::error_code& error, std::size_t count) {
    is_reading_ = false;
    if (closed_) return;
    if (error) return end(error);
    on_bytes_(Bytes{buffer_}.first(count));
    if (!closed_ && !is_paused_ && !is_reading_) read();
  }

  void write() {
    leaving_.swap(waiting_);
    asio::async_write(
        stream_, asio::buffer(leaving_),
        [self = this->shared_from_this()](const asio::error_code& error, std::size_t) {
          self->have_written(error);
        });
  }

  void have_written(const asio::error_code& error) {
    if (closed_) return;
    if (error) return end(error);
    leaving_.clear();
    if (!waiting_.empty()) write();
  }

  void end(const asio::error_code& error) {
    close();
    on_end_(error);
  }

  Stream stream_;
  bool closed_ = false;
  bool is_reading_ = false;
  bool is_paused_ = false;
  OnBytes on_bytes_;
  OnEnd on_end_;
  std::array<std::uint8_t, 4096> buffer_{};
  std::vector<std::uint8_t> leaving_;
  std::vector<std::uint8_t> waiting_;
};

}  // namespace twc::tools
