// SPDX-License-Identifier: MIT
#pragma once
/// A small file that is kept up to date while heartbeats go out.

#include <functional>
#include <string>
#include <string_view>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <asio/thread_pool.hpp>

#include <twc/types.hpp>

#include "endpoint/lease.hpp"

namespace twc::tools {

/// Replaces `path` by a file that holds `text`: at any time, and after a power cut, there is either
/// the old one or the new one, whole. Gives 0 or what went wrong, as errno has it.
[[nodiscard]] int replace_file(const std::string& path, const std::string& text);

/// A disk may take seconds, so a thread of its own waits for it; that thread sees nothing but the
/// text. The text is written at most once in `pause`, and again and again where that fails.
class StateFile {
 public:
  /// Called by the thread. Gives 0 or an errno.
  using Write = std::function<int(const std::string& text)>;
  /// Hears of each trouble once, out of io_context::run() or finish().
  using OnTrouble = std::function<void(std::string_view what)>;
  static constexpr Duration usual_pause = std::chrono::seconds{1};

  StateFile(asio::io_context& io, Write write, OnTrouble on_trouble, Duration pause = usual_pause);
  StateFile(const StateFile&) = delete;
  StateFile& operator=(const StateFile&) = delete;
  ~StateFile() { worker_.join(); }

  void keep(std::string text);
  /// Nothing keeps io_context::run() from its end any more.
  void close();
  /// The program ends: what is not written yet is written now.
  void finish();

 private:
  void write_if_needed();
  void have_written(const std::string& text, int error);
  void rest(Duration duration);

  asio::io_context& io_;
  Write write_;
  OnTrouble on_trouble_;
  Duration pause_;
  asio::steady_timer timer_;
  std::string wanted_;
  std::string written_;
  bool is_busy_ = false;  ///< writes, or rests after it
  bool has_failed_ = false;
  Lease lease_;
  asio::thread_pool worker_{1};
};

}  // namespace twc::tools
