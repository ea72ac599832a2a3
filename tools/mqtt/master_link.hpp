// SPDX-License-Identifier: MIT
#pragma once
/// The connection to the socket of a master, made again whenever it is lost.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/steady_timer.hpp>

#include <twc/types.hpp>

#include "common/line_splitter.hpp"
#include "endpoint/byte_stream.hpp"
#include "endpoint/lease.hpp"

namespace twc::tools {

class MasterLink {
 public:
  struct Handlers {
    std::function<void()> on_up;
    std::function<void(std::string_view line)> on_line;
    std::function<void()> on_down;
    /// For people, and once: what came of it.
    std::function<void(const std::string& news)> on_news;
  };

  static constexpr Duration shortest_pause = std::chrono::seconds{1};
  static constexpr Duration longest_pause = std::chrono::seconds{5};

  /// A socket that answers nothing for `answer_time` is no master, or hangs.
  MasterLink(asio::io_context& io, std::string path, Handlers handlers,
             Duration answer_time = std::chrono::seconds{5});
  MasterLink(const MasterLink&) = delete;
  MasterLink& operator=(const MasterLink&) = delete;
  ~MasterLink();

  void send(std::string line);
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  using Socket = asio::local::stream_protocol::socket;

  void connect();
  void connected(Socket socket);
  void hear(std::string_view line);
  void await_answer();
  void lost(const std::string& why);
  void tell(const std::string& news);

  asio::io_context& io_;
  std::string path_;
  Handlers handlers_;
  Duration answer_time_;
  asio::steady_timer pause_;
  asio::steady_timer answer_;
  std::shared_ptr<ByteStream<Socket>> stream_;
  LineSplitter lines_{LineSplitter::of_answers};
  std::string told_;
  bool is_doubted_ = false;  ///< and that was told
  Duration next_pause_ = shortest_pause;
  Lease lease_;
};

}  // namespace twc::tools
