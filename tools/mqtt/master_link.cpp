// SPDX-License-Identifier: MIT
#include "mqtt/master_link.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include <asio/error.hpp>

#include "common/printable.hpp"

namespace twc::tools {
namespace {

std::string why_no_master(const std::string& path, const asio::error_code& error) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_socket(status)) {
    return "that is no socket; name the --socket of a twc-fakemaster";
  }
  if (error == asio::error::connection_refused) return "nobody listens at the socket any more";
  if (error.value() == ENOENT)
    return "there is no such socket; twc-fakemaster makes it when it starts";
  if (error == asio::error::access_denied) {
    return "permission denied; --socket-group of twc-fakemaster lets a group in";
  }
  return error.message();
}

}  // namespace

MasterLink::MasterLink(asio::io_context& io, std::string path, Handlers handlers,
                       Duration answer_time)
    : io_{io},
      path_{std::move(path)},
      handlers_{std::move(handlers)},
      answer_time_{answer_time},
      pause_{io},
      answer_{io} {
  pause_.expires_after({});
  pause_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (!error) connect();
  }));
}

MasterLink::~MasterLink() {
  if (stream_) stream_->close();
}

/// A Unix socket takes or refuses at once.
void MasterLink::connect() {
  asio::error_code error;
  Socket socket{io_};
  constexpr std::size_t longest_path = 107;
  if (path_.size() > longest_path) return lost("the path is too long for a socket");
  socket.connect(asio::local::stream_protocol::endpoint{path_}, error);
  if (error) return lost(why_no_master(path_, error));
  connected(std::move(socket));
}

void MasterLink::connected(Socket socket) {
  lines_.clear();
  await_answer();
  stream_ = std::make_shared<ByteStream<Socket>>(std::move(socket));
  stream_->start(
      [this](Bytes chunk) {
        const std::string_view text{reinterpret_cast<const char*>(chunk.data()), chunk.size()};
        lines_.feed(text, [this](std::optional<std::string_view> line) {
          hear(line.value_or("a line that is too long"));
        });
      },
      [this](const asio::error_code&) { lost("it has gone"); });
  handlers_.on_up();
}

/// A master that has enough clients takes the next one, says so and hangs up: only one that answers
/// in JSON counts as there.
void MasterLink::hear(std::string_view line) {
  if (line.starts_with("{\"") && line.ends_with('}')) {
    next_pause_ = shortest_pause;
    answer_.cancel();
    is_doubted_ = false;
    tell("the master is there");
    return handlers_.on_line(line);
  }
  if (line.empty() || std::exchange(is_doubted_, true)) return;
  constexpr std::string_view refusal = "err ";
  const std::string said{excerpt(line)};
  tell(line.starts_with(refusal)
           ? "the master at " + path_ + " refuses: " + said.substr(refusal.size())
           : path_ + " answers, but not as a twc-fakemaster does: " + said);
}

void MasterLink::await_answer() {
  answer_.expires_after(answer_time_);
  answer_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (error) return;
    tell(path_ + " takes questions and answers none; is it the --socket of a twc-fakemaster?");
  }));
}

void MasterLink::lost(const std::string& why) {
  const bool was_up = stream_ != nullptr;
  stream_.reset();
  answer_.cancel();
  pause_.expires_after(next_pause_);
  next_pause_ = std::min(next_pause_ * 2, longest_pause);
  pause_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (!error) connect();
  }));
  if (was_up) handlers_.on_down();
  tell("no master at " + path_ + ": " + why + "; trying again");
}

void MasterLink::tell(const std::string& news) {
  if (std::exchange(told_, news) != news) handlers_.on_news(news);
}

void MasterLink::send(std::string line) {
  if (!stream_) return;
  line += '\n';
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(line.data());
  stream_->send({bytes, line.size()});
}

}  // namespace twc::tools
