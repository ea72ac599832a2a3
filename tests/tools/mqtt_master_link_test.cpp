// SPDX-License-Identifier: MIT
/// The connection of twc-mqtt to the socket of a master, and what it says where none is there.

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/local/stream_protocol.hpp>

#include "mqtt/master_link.hpp"
#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_pty.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using tools::MasterLink;

namespace {

using Local = asio::local::stream_protocol;

/// A link to `path`, and what it tells.
struct Linked {
  explicit Linked(std::string path, Duration answer_time = 1h)
      : link{io, std::move(path), handlers(), answer_time} {}

  /// The next news.
  std::string await_news() {
    const std::size_t before = told;
    run_until(io, [&] { return news.size() > before; });
    return news[told++];
  }

  MasterLink::Handlers handlers() {
    return {.on_up = [this] { ++ups; },
            .on_line = [](std::string_view) {},
            .on_down = [] {},
            .on_news = [this](const std::string& what) { news.push_back(what); }};
  }

  asio::io_context io;
  std::vector<std::string> news;
  std::size_t told = 0;
  int ups = 0;
  MasterLink link;
};

/// Somebody who listens at a socket and says what a test has it say.
class Listener {
 public:
  Listener(asio::io_context& io, const std::string& path)
      : acceptor_{io, Local::endpoint{path}}, client_{io} {
    acceptor_.async_accept(client_, [](const asio::error_code&) {});
  }
  [[nodiscard]] bool has_client() const { return client_.is_open(); }
  void say(std::string_view text) { asio::write(client_, asio::buffer(text)); }

 private:
  Local::acceptor acceptor_;
  Local::socket client_;
};

}  // namespace

TEST_CASE("mqtt master: where none is, the news say what is there instead", "[mqtt]") {
  const Folder folder;
  const std::string path = folder / "garage.sock";
  SECTION("nothing") {
    CHECK(Linked{path}.await_news() ==
          "no master at " + path +
              ": there is no such socket; twc-fakemaster makes it when it starts; trying again");
  }
  SECTION("a file") {
    std::ofstream{path} << "[unit]\n";
    CHECK(Linked{path}.await_news() ==
          "no master at " + path +
              ": that is no socket; name the --socket of a twc-fakemaster; trying again");
  }
  SECTION("a folder") {
    std::filesystem::create_directory(path);
    CHECK_THAT(Linked{path}.await_news(), ContainsSubstring("that is no socket"));
  }
  SECTION("the socket of a master that was killed") {
    {
      asio::io_context io;
      const Local::acceptor gone{io, Local::endpoint{path}};
    }
    CHECK(Linked{path}.await_news() ==
          "no master at " + path + ": nobody listens at the socket any more; trying again");
  }
}

TEST_CASE("mqtt master: an answer that is no JSON is told once, until one in JSON comes",
          "[mqtt]") {
  const Folder folder;
  const std::string path = folder / "garage.sock";
  Linked linked{path};
  Listener other{linked.io, path};
  run_until(linked.io, [&] { return linked.ups == 1 && other.has_client(); });
  SECTION("another program gives it") {
    other.say("\n220 mail.example ESMTP\n{more\n");
    CHECK(linked.await_news() ==
          path + " answers, but not as a twc-fakemaster does: 220 mail.example ESMTP");
  }
  SECTION("a master that has enough clients gives it") {
    other.say("err too_many_clients 32 are connected; close one of them\n");
    CHECK(linked.await_news() ==
          "the master at " + path +
              " refuses: too_many_clients 32 are connected; close one of them");
  }
  other.say("{\"ok\":true}\n");
  CHECK(linked.await_news() == "the master is there");
}

TEST_CASE("mqtt master: a socket that takes questions and answers none is doubted", "[mqtt]") {
  const Folder folder;
  const std::string path = folder / "garage.sock";
  Linked linked{path, 1ms};
  Listener other{linked.io, path};
  CHECK(linked.await_news() ==
        path + " takes questions and answers none; is it the --socket of a twc-fakemaster?");
  run_until(linked.io, [&] { return other.has_client(); });
  other.say("{\"ok\":true}\n");
  CHECK(linked.await_news() == "the master is there");
}
