// SPDX-License-Identifier: MIT
/// The control socket of twc-fakemaster, and what it tells systemd.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <grp.h>
#include <memory>
#include <string>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

/// Somebody who is connected and types.
class Client {
 public:
  explicit Client(const std::string& path) : peer_{connect_to_path(path)} {}

  void type(std::string_view text) { peer_.say(text); }
  /// So many lines, as they came.
  std::vector<std::string> await_lines(std::size_t count) {
    const auto have = [this] {
      const std::string& heard = peer_.heard();
      return static_cast<std::size_t>(std::count(heard.begin(), heard.end(), '\n'));
    };
    while (have() < count) await_bytes(peer_.fd());
    return lines_of(peer_.heard());
  }
  /// All that came, until `text` is in it.
  const std::string& await(const std::string& text) {
    while (peer_.heard().find(text) == std::string::npos) await_bytes(peer_.fd());
    return peer_.heard();
  }
  Peer& peer() { return peer_; }

 private:
  Peer peer_;
};

/// A master that has a socket.
struct Served {
  explicit Served(const Program::Arguments& more = {})
      : path{folder / "master.sock"}, master{arguments(more)} {
    master.await_out("link_up");
  }
  Program::Arguments arguments(const Program::Arguments& more) const {
    auto all = FakeMaster::at_once("pty:", {"--socket", path});
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  Folder folder;
  std::string path;
  FakeMaster master;
};

}  // namespace

TEST_CASE("control socket: each client is answered in order, several at once", "[master][socket]") {
  Served served;
  Client first{served.path};
  Client second{served.path};
  first.type("limit 20\nlim");
  second.type("limit 18\nwhat\n");
  CHECK_THAT(second.await_lines(2)[0], StartsWith("ok requested=18.00"));
  CHECK_THAT(second.await_lines(2)[1], StartsWith("err unknown_command"));
  first.type("it 40\nstatus\nhelp\n");
  const auto lines = first.await_lines(4);
  CHECK_THAT(lines[0], StartsWith("ok requested=20.00"));
  CHECK_THAT(lines[1], StartsWith("ok requested=40.00 granted=32.00"));
  CHECK_THAT(lines[2], ContainsSubstring("max_current=32.00"));
  CHECK_THAT(lines[3], StartsWith("ok commands=limit"));
}

TEST_CASE("control socket: each client that asked hears every event, in its own format",
          "[master][socket]") {
  Served served;
  Client as_text{served.path};
  Client as_json{served.path};
  Client answers_only{served.path};
  as_text.type("events\n");
  as_json.type("format json\nevents\n");
  answers_only.type("status\n");
  CHECK_THAT(as_text.await_lines(1)[0], StartsWith("ok requested=32.00"));
  CHECK_THAT(as_json.await_lines(2)[1], StartsWith(R"({"ok":true,"requested_a":32.00)"));
  CHECK_THAT(answers_only.await_lines(1)[0], StartsWith("ok "));
  BusLine line{open_device(place_in(served.master.await_err("at most")))};
  play_slave(line, 3);
  served.master.await_out("linked");
  const auto text = as_text.await("linked");
  const auto json = as_json.await("linked");
  CHECK_THAT(text, ContainsSubstring("2019  state "));
  CHECK_THAT(json, ContainsSubstring(R"("event":"state","id":"2019")"));
  CHECK(answers_only.await_lines(1).size() == 1);
  std::string console = served.master.out();
  console = console.substr(console.find("2019"));
  CHECK(console.find(text.substr(text.find("2019"))) == 0);
}

TEST_CASE("control socket: an answer comes before the events that it causes", "[master][socket]") {
  const auto granted = [](const std::string& line) {
    return line.substr(line.find("granted=") + 8, 5);
  };
  for (int masters = 0; masters < 5; ++masters) {  // most events come later by themselves
    const Folder folder;
    const std::string path = folder / "master.sock";
    FakeMaster master{
        {"sim:1", "--max-current", "32", "--speed", "1000", "--socket", path}
    };
    master.await_out("2019  echoed       requested=32.00");
    Client client{path};
    client.type("events\n");
    client.await_lines(1);
    for (int hundredths = 3100; hundredths > 1100; hundredths -= 5) {
      const std::string digits = std::to_string(hundredths);
      const std::string amps = digits.substr(0, 2) + "." + digits.substr(2);
      client.type("limit " + amps + "\n");
      client.await("\nok requested=" + amps);
    }
    std::string answered;
    int offers = 0;
    for (const std::string& line : lines_of(client.peer().heard())) {
      INFO(line);
      if (line.starts_with("ok")) answered = granted(line);
      if (line.find("  offer ") == std::string::npos) continue;
      // On a busy machine the bus may have stood still for longer than a unit may be mute.
      if (line.find("stale=true") != std::string::npos) continue;
      CHECK(granted(line) == answered);
      ++offers;
    }
    CHECK(offers >= 10);
  }
}

TEST_CASE("control socket: the 33rd client is turned away with a word, until one leaves",
          "[master][socket]") {
  Served served;
  std::vector<std::unique_ptr<Client>> clients;
  for (int client = 0; client < 32; ++client) {
    clients.push_back(std::make_unique<Client>(served.path));
    clients.back()->type("renew\n");
    CHECK_THAT(clients.back()->await_lines(1)[0], StartsWith("ok "));
  }
  Client late{served.path};
  CHECK_THAT(late.await_lines(1)[0], StartsWith("err too_many_clients "));
  while (!late.peer().ended()) await_bytes(late.peer().fd());
  clients.pop_back();
  clients.front()->type("renew\n");  // once this is answered, all that was said before is done
  clients.front()->await_lines(2);
  Client next{served.path};
  next.type("renew\n");
  CHECK_THAT(next.await_lines(1)[0], StartsWith("ok "));
}

TEST_CASE(
    "control socket: a client that leaves in the middle of a line or of its answers hurts nobody",
    "[master][socket]") {
  Served served;
  Client steady{served.path};
  steady.type("events\nform");
  for (int times = 0; times < 50; ++times) {
    Client hasty{served.path};
    hasty.type(times % 2 == 0 ? "events\nunits\nlimit 1" : "help\nhelp\nhelp\n");
    if (times % 3 == 0) hasty.peer().reset();
  }
  steady.type("at json\nst");
  steady.type("atus\nformat text\nlimit 9\n");
  const auto lines = steady.await_lines(5);
  CHECK_THAT(lines[0], StartsWith("ok requested=32.00"));
  CHECK_THAT(lines[1], StartsWith(R"({"ok":true,)"));
  CHECK_THAT(lines[2], StartsWith(R"({"ok":true,)") && ContainsSubstring(R"("unit_count":0)"));
  CHECK_THAT(lines[3], StartsWith("ok requested=32.00 granted=32.00"));
  CHECK_THAT(lines[4], StartsWith("ok requested=9.00 granted=9.00"));
}

TEST_CASE("control socket: quit is answered and ends the master", "[master][socket]") {
  Served served;
  Client client{served.path};
  client.type("quit\n");
  CHECK_THAT(client.await_lines(1)[0], StartsWith("ok "));
  CHECK(served.master.finish().exit == 0);
  struct stat status {};
  CHECK(::stat(served.path.c_str(), &status) != 0);
}

TEST_CASE("control socket: only its owner may connect", "[master][socket]") {
  Served served;
  struct stat status {};
  REQUIRE(::stat(served.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
}

TEST_CASE("control socket: the members of a group may connect where one is named",
          "[master][socket]") {
  const group* const ours = ::getgrgid(::getgid());
  REQUIRE(ours != nullptr);
  Served served{
      {"--socket-group", ours->gr_name}
  };
  struct stat status {};
  REQUIRE(::stat(served.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0660U);
  CHECK(status.st_gid == ours->gr_gid);
  const Outcome outcome =
      run_master(FakeMaster::at_once("pty:", {"--socket-group", "no-such-group"}));
  CHECK(outcome.exit == 2);
  CHECK_THAT(outcome.err, ContainsSubstring("--socket-group: expected a group of this system"));
}

TEST_CASE("control socket: a socket that was left behind is replaced, one in use is not",
          "[master][socket]") {
  Served served;
  const Outcome second = run_master(served.arguments({}));
  CHECK(second.exit == 1);
  CHECK_THAT(second.err, ContainsSubstring("another process listens there"));
  served.master.signal(SIGKILL);
  CHECK(served.master.finish().exit == 128 + SIGKILL);
  FakeMaster third{served.arguments({})};
  third.await_out("link_up");
  CHECK(connect_to_path(served.path));
}

TEST_CASE("control socket: a file that is no socket is left alone", "[master][socket]") {
  const TemporaryFile file{"mine"};
  const Outcome outcome = run_master(FakeMaster::at_once("pty:", {"--socket", file.path()}));
  CHECK(outcome.exit == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("exists and is no socket"));
  CHECK(file.content() == "mine");
}

TEST_CASE("control socket: a megabyte of garbage is answered with errors", "[master][socket]") {
  Served served;
  Client client{served.path};
  std::string garbage(1'000'000, '\xC0');
  for (std::size_t at = 100; at < garbage.size(); at += 5000) garbage[at] = '\n';
  for (std::size_t at = 0; at < garbage.size();) {
    at += client.peer().offer(garbage.substr(at, 4096));
    client.peer().heard();
  }
  client.type("\nstatus\n");
  std::vector<std::string> lines;
  do {
    lines = client.await_lines(lines.size() + 1);
  } while (lines.back().find("max_current") == std::string::npos);
  CHECK(lines.size() == 202);
  CHECK_THAT(lines.front(), StartsWith("err unknown_command"));
  CHECK_THAT(lines[1], StartsWith("err too_long"));
}

TEST_CASE("control socket: more than a hundred commands a second of one client wait, others do not",
          "[master][socket]") {
  using std::chrono::steady_clock;
  Served served;
  const auto begin = steady_clock::now();
  Client greedy{served.path};
  Client other{served.path};
  std::string many;
  for (int count = 0; count < 300; ++count) many += "renew\n";
  greedy.type(many);
  other.type("renew\n");
  CHECK_THAT(other.await_lines(1)[0], StartsWith("ok "));
  CHECK(lines_of(greedy.peer().heard()).size() < 300);
  for (const std::string& line : greedy.await_lines(300)) CHECK_THAT(line, StartsWith("ok "));
  CHECK(steady_clock::now() - begin >= std::chrono::milliseconds{1990});
}

TEST_CASE("control socket: a client that never reads is dropped, and nobody waits for him",
          "[master][socket]") {
  Served served;
  Client deaf{served.path};
  const std::string questions = [] {
    std::string text;
    while (text.size() < 4000) text += "help\n";
    return text;
  }();
  while (deaf.peer().offer(questions) > 0 || errno == EAGAIN) {
    Client polite{served.path};
    polite.type("renew\n");
    polite.await_lines(1);
  }
  CHECK((errno == EPIPE || errno == ECONNRESET));
}

TEST_CASE("systemd: it is told when the service is ready, and that it is alive",
          "[master][socket]") {
  const Folder folder;
  const std::string path = folder / "notify";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(path.begin(), path.end(), address.sun_path);
  Peer systemd{twc::tools::Fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)}};
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  REQUIRE(::bind(systemd.fd(), generic, sizeof address) == 0);
  FakeMaster master{
      FakeMaster::at_once("pty:"), {"NOTIFY_SOCKET=" + path, "WATCHDOG_USEC=100000"}
  };
  const auto await = [&systemd](const char* word) {
    while (systemd.heard().find(word) == std::string::npos) await_bytes(systemd.fd());
  };
  await("READY=1");
  await("STATUS=0 linked, 0.00 A may flow of 32.00 A");
  await("WATCHDOG=1WATCHDOG=1");
  master.type("quit\n");
  CHECK(master.finish().exit == 0);
  await("STOPPING=1");
}
