// SPDX-License-Identifier: MIT
#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using twc::Bytes;
using twc::tools::Outage;

namespace {

/// Closes the endpoint in the middle of the first event of a kind.
class Closer final : public twc::tools::LineEvents {
 public:
  void up(std::string_view /*where*/) override { seen('u'); }
  void down(Outage /*outage*/, std::string_view /*why*/) override { seen('d'); }
  void bytes(Bytes /*chunk*/) override { seen('b'); }
  void note(std::string_view /*what*/) override { seen('n'); }

  twc::tools::Endpoint* endpoint = nullptr;
  char close_at = 0;
  std::string events;

 private:
  void seen(char event) {
    events += event;
    if (event == close_at) endpoint->close();
  }
};

/// Somewhere to go for the kinds that need it.
struct Places {
  [[nodiscard]] std::string one_of_each_kind() const {
    std::string kind = GENERATE("serial", "tcp", "listen://127.0.0.1:0", "pty:", "/dev/ttyUSB77");
    if (kind == "serial") return port.device;
    if (kind == "tcp") return "tcp://127.0.0.1:" + std::to_string(server.port());
    return kind;
  }

  Server server;
  PtyPort port;
};

}  // namespace

TEST_CASE("endpoints: nothing is told out of open() or after close()", "[endpoint]") {
  const Places places;
  Line line{places.one_of_each_kind()};
  CHECK(line.log.lines.empty());
  SECTION("closed before anything ran") {
    line.endpoint->close();
    line.io.run();
    CHECK(line.log.lines.empty());
  }
  SECTION("closed when it was up or had failed") {
    line.until([&] { return !line.log.lines.empty(); });
    line.endpoint->close();
    line.io.restart();
    line.io.run();
    CHECK(line.log.lines.size() == 1);
  }
}

TEST_CASE("endpoints: destroyed with handlers under way, they are silent", "[endpoint]") {
  const Places places;
  Line line{places.one_of_each_kind()};
  line.io.run_one();
  const auto told = line.log.lines.size();
  line.endpoint.reset();
  line.io.run();
  CHECK(line.log.lines.size() == told);
}

TEST_CASE("endpoints: closed in the middle of an event, they are silent", "[endpoint]") {
  const auto close_at = GENERATE('u', 'b', 'd');
  auto port = std::make_unique<PtyPort>();
  asio::io_context io;
  const auto endpoint = twc::tools::make_endpoint(io, port->device, quick);
  Closer closer;
  closer.endpoint = endpoint.get();
  closer.close_at = close_at;
  endpoint->open(closer);

  io.run_one();
  REQUIRE(closer.events == "u");
  if (close_at != 'u') {
    port->bus.say("x");
    run_until(io, [&] { return closer.events.size() == 2; });
  }
  if (close_at == 'd') {
    port.reset();
    run_until(io, [&] { return closer.events.size() == 3; });
  }
  // Ends only when nothing is left to wait for.
  io.restart();
  io.run();
  CHECK(closer.events.back() == close_at);
}

TEST_CASE("endpoints: a closed one can be opened again", "[endpoint]") {
  const std::string name = GENERATE("listen://127.0.0.1:0", "pty:");
  Line line{name};
  line.until_line("up ");
  line.endpoint->close();
  line.endpoint->open(line.log);
  line.until([&] { return line.log.lines.size() == 2; });
  CHECK(line.log.last_is("up "));
}

TEST_CASE("endpoints: a listener on a terminal of ours hears what is said there", "[endpoint]") {
  const Folder folder;
  const auto link = folder / "bus";
  Line tool{"pty:" + link};
  tool.until_line("up ");
  auto other = Peer{open_device(link)};
  Line listener{link};
  listener.until_line("up ");
  tool.until_line("up ");
  other.say("said");
  tool.until_heard("said");
}
