// SPDX-License-Identifier: MIT
#pragma once
/// An endpoint on the bench: opened, with a log of all that it tells.

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>

#include "endpoint/endpoint.hpp"
#include "support/catch.hpp"

namespace twc::test {

/// Every event but bytes as one line: `up …`, `never opened …`, `lost …`, `note …`.
class LineLog final : public tools::LineEvents {
 public:
  void up(std::string_view where) override { add("up", where); }
  void down(tools::Outage outage, std::string_view why) override {
    add(outage == tools::Outage::lost ? "lost" : "never opened", why);
  }
  void bytes(Bytes chunk) override { heard.append(chunk.begin(), chunk.end()); }
  void note(std::string_view what) override { add("note", what); }

  [[nodiscard]] bool last_is(std::string_view start) const {
    return !lines.empty() && lines.back().starts_with(start);
  }

  std::vector<std::string> lines;
  std::string heard;

 private:
  void add(std::string_view kind, std::string_view text) {
    lines.push_back(std::string{kind} + " " + std::string{text});
  }
};

/// So that no test waits for a reconnection longer than the machine takes.
inline constexpr tools::EndpointOptions quick{.first_pause = std::chrono::milliseconds{1},
                                              .longest_pause = std::chrono::milliseconds{2}};

/// Runs `io` until `done`; fails the test when that takes so long that it will never be.
template <class Condition>
void run_until(asio::io_context& io, Condition done) {
  const auto guard = asio::make_work_guard(io);
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  io.restart();
  while (!done()) {
    REQUIRE(std::chrono::steady_clock::now() < limit);
    // Peers of the test have no handlers here: look after them every few milliseconds.
    io.run_one_for(std::chrono::milliseconds{2});
  }
}

struct Line {
  explicit Line(std::string_view name, const tools::EndpointOptions& options = quick)
      : endpoint{tools::make_endpoint(io, name, options)} {
    endpoint->open(log);
  }

  template <class Condition>
  void until(Condition done) {
    run_until(io, done);
  }
  void until_line(std::string_view start) {
    until([&] { return log.last_is(start); });
  }
  void until_heard(std::string_view bytes) {
    until([&] { return log.heard.size() >= bytes.size(); });
    CHECK(log.heard == bytes);
    log.heard.clear();
  }
  /// Until something has come, which is left unread.
  void until_unheard() {
    const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!endpoint->has_unheard()) REQUIRE(std::chrono::steady_clock::now() < limit);
    CHECK(log.heard.empty());
  }
  /// Tells what the last event was about: the text behind its kind.
  [[nodiscard]] std::string where() const {
    REQUIRE(log.last_is("up "));
    return log.lines.back().substr(3);
  }
  /// Opens, and gives the one line that says why that failed.
  [[nodiscard]] std::string failure() {
    const auto guard = asio::make_work_guard(io);
    until([&] { return !log.lines.empty(); });
    REQUIRE(log.lines.size() == 1);
    return log.lines.front();
  }

  asio::io_context io;
  LineLog log;
  std::unique_ptr<tools::Endpoint> endpoint;
};

/// Every value that a byte can have: among them XON, XOFF, interrupt, end of file and line ends,
/// which a terminal that is not raw would keep or change.
[[nodiscard]] inline std::string all_bytes() {
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  return bytes;
}

}  // namespace twc::test
