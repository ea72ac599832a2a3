// SPDX-License-Identifier: MIT
/// Nothing that a terminal, a pipe or a disk does delays a heartbeat.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <grp.h>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "tools/support_attacked_bus.hpp"

using namespace twc;
using namespace twc::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr auto siege = 5s;

/// More than what a program keeps for a slow reader.
std::string many_questions() {
  std::string text;
  for (int count = 0; count < 600; ++count) text += "help\n";
  return text;
}

struct Pipe {
  Pipe() {
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    read = tools::Fd{ends[0]};
    write = tools::Fd{ends[1]};
  }
  std::string rest() {
    write.reset();
    std::string all;
    std::array<char, 4096> block{};
    for (ssize_t size = 0; (size = ::read(read.get(), block.data(), block.size())) > 0;) {
      all.append(block.data(), static_cast<std::size_t>(size));
    }
    return all;
  }
  tools::Fd read;
  tools::Fd write;
};

/// As after su: the terminal belongs to somebody else, and cannot be opened anew.
bool become_nobody() {
  constexpr unsigned nobody = 65534;
  if (::geteuid() != 0) return true;
  return ::setgroups(0, nullptr) == 0 && ::setgid(nobody) == 0 && ::setuid(nobody) == 0;
}

/// A copy that everybody may run: the folder that it was built in may be root's own.
struct EverybodysTool {
  explicit EverybodysTool(const char* built) : path{folder / "tool"} {
    std::filesystem::copy_file(built, path);
    REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
    REQUIRE(::chmod(path.c_str(), 0755) == 0);
  }
  Folder folder;
  std::string path;
};

}  // namespace

TEST_CASE("stand: a terminal of another user that takes nothing delays no heartbeat", "[stand]") {
  const EverybodysTool tool{TWC_FAKEMASTER};
  const bool is_output = GENERATE(true, false);
  FullTerminal terminal;
  REQUIRE(::chmod(terminal.device().c_str(), 0600) == 0);
  Pipe typed;
  Pipe other;
  const Ends ends{.in = typed.read.get(),
                  .out = is_output ? terminal.fd() : other.write.get(),
                  .err = is_output ? other.write.get() : terminal.fd()};
  AttackedBus bus{{"-vv"}, ends, tool.path, become_nobody};
  const std::string questions = many_questions();
  REQUIRE(::write(typed.write.get(), questions.data(), questions.size()) > 0);
  bus.listener->listen_for(siege);
  bus.listener->check_gaps(is_output ? "standard output hangs" : "standard error hangs");
  if (is_output) {
    bus.master.signal(SIGTERM);
    CHECK(bus.master.wait() == 0);
    const std::string talk = other.rest();
    CHECK_THAT(talk,
               ContainsSubstring("standard output: is not read fast enough; lines are left out"));
    CHECK_THAT(talk, ContainsSubstring("lines were left out"));
  }
}

TEST_CASE("stand: a capture into a pipe that nobody opens, or reads, delays no heartbeat",
          "[stand]") {
  const bool has_reader = GENERATE(false, true);
  const Folder folder;
  const std::string path = folder / "x.twclog";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  tools::Fd reader;
  if (has_reader) reader = tools::Fd{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  AttackedBus bus{
      {"-w", path}
  };
  bus.listener->listen_for(siege);
  bus.listener->check_gaps(has_reader ? "-w to a pipe that is not read"
                                      : "-w to a pipe without reader");
  bus.master.signal(SIGTERM);
  CHECK(bus.master.wait() == 0);
}

TEST_CASE("stand: twc-sniff as the hub waits for none of its outputs", "[stand]") {
  const Folder folder;
  const std::string pipe = folder / "x.json";
  const std::string capture = folder / "x.twclog";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  REQUIRE(::mkfifo(capture.c_str(), 0600) == 0);
  FullTerminal terminal;
  const std::uint16_t port = free_port();
  const std::string hub_at = "listen://127.0.0.1:" + std::to_string(port);
  const std::string bus_at = "tcp://127.0.0.1:" + std::to_string(port);
  Run hub{
      TWC_SNIFF,
      {"-v",            "-F", "text",  "-F", "json:" + pipe, "-w", capture, hub_at},
      {.in = -1, .out = terminal.fd(), .err = terminal.fd()}
  };
  AttackedBus::await_port(port);
  const Run slaves{TWC_FAKESLAVE, AttackedBus::units_on(bus_at), {}};
  const Run master{TWC_FAKEMASTER, FakeMaster::at_once(bus_at), {}};
  Listener listener{port};
  listener.await_units(2);
  listener.listen_for(siege);
  listener.check_gaps("a hub whose outputs are not read");
  hub.signal(SIGTERM);
  CHECK(hub.wait() == 0);
}
