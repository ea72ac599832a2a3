// SPDX-License-Identifier: MIT
/// How programs end, and what they do with files and descriptors that are not as usual.

#include <chrono>
#include <csignal>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_run.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

namespace tools = twc::tools;

struct Start {
  const char* program;
  Program::Arguments arguments;
};

Start any_player() {
  return GENERATE(
      as<Start>{
  },
      Start{TWC_SNIFF, {"listen://127.0.0.1:0"}},
      Start{TWC_FAKEMASTER, {"--max-current", "32", "listen://127.0.0.1:0"}},
      Start{TWC_FAKESLAVE, {"listen://127.0.0.1:0"}});
}

tools::Fd open_full() {
  return tools::Fd{::open("/dev/full", O_WRONLY | O_CLOEXEC)};
}

constexpr const char* capture = TWC_CAPTURES "/ukoda-master-and-slave.twclog";

}  // namespace

TEST_CASE("ends: HUP, TERM and INT leave alike", "[ends]") {
  const int signal = GENERATE(SIGHUP, SIGTERM, SIGINT);
  const Start start = any_player();
  CAPTURE(signal, start.program);
  Program program{start.program, start.arguments};
  program.await_err("127.0.0.1:");
  program.signal(signal);
  CHECK(program.finish_with_open_input().exit == 0);
}

TEST_CASE("ends: a program that nohup started stays when the terminal goes", "[ends]") {
  const tools::Fd talk{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  const Start start = any_player();
  Run run{
      start.program, start.arguments, {}, [] { return std::signal(SIGHUP, SIG_IGN) != SIG_ERR; }};
  ::usleep(300'000);
  run.signal(SIGHUP);
  ::usleep(100'000);
  run.signal(SIGTERM);
  CHECK(run.wait() == 0);
}

TEST_CASE("ends: a full or closed standard error keeps the exit code", "[ends]") {
  const tools::Fd full = open_full();
  const bool is_closed = GENERATE(true, false);
  const Ends ends = is_closed ? Ends{.in = -1, .out = -1, .err = -1, .closed = {2}}
                              : Ends{.in = -1, .out = -1, .err = full.get()};
  CHECK(Run{TWC_SNIFF, {"/nowhere/x.twclog"}, ends}.wait() == 3);
  CHECK(Run{TWC_SNIFF, {"--no-such-option"}, ends}.wait() == 2);
  CHECK(Run{TWC_FAKEMASTER, {"sim:1"}, ends}.wait() == 6);
  CHECK(Run{
            TWC_FAKEMASTER, {"/nowhere/tty", "--max-current", "32"},
             ends
  }
            .wait() == 3);
  CHECK(Run{TWC_FAKESLAVE, {"sim:1"}, ends}.wait() == 2);
  CHECK(Run{TWC_FAKESLAVE, {"/nowhere/tty"}, ends}.wait() == 3);
  CHECK(Run{TWC_MQTT, {"no-broker"}, ends}.wait() == 2);
}

TEST_CASE("ends: nothing that is opened later takes the number of a closed standard output",
          "[ends]") {
  const Folder folder;
  const std::string path = folder / "x.twclog";
  const Ends no_output{.in = -1, .out = -1, .err = -1, .closed = {1}};
  const Ends nothing{
      .in = -1, .out = -1, .err = -1, .closed = {0, 1, 2}
  };
  for (const Ends& ends : {no_output, nothing}) {
    ::unlink(path.c_str());
    Run run{
        TWC_FAKEMASTER,
        {"sim:1", "--max-current", "32", "--speed", "50", "--run-for", "20s", "-w", path},
        ends
    };
    CHECK(run.wait() == 0);
    const std::string written = read_file(path);
    CHECK_THAT(written, StartsWith("# twclog 1"));
    CHECK(lines_of(written).size() > 20);
    for (const std::string& line : lines_of(written)) {
      CHECK((line.starts_with("(") || line.starts_with("#")));
    }
    CHECK(Run{
              TWC_SNIFF, {"-w", path, capture},
               ends
    }
              .wait() == 1);  // its output goes nowhere
  }
}

TEST_CASE("ends: a file that reaches the limit of its size, and a full disk, cannot be written",
          "[ends][small-files]") {
  const Folder folder;
  const std::string talk_path = folder / "talk";
  const tools::Fd talk{::open(talk_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)};
  const Ends ends{.in = -1, .out = -1, .err = talk.get()};
  const auto small_files = [] {
    const rlimit little{.rlim_cur = 2048, .rlim_max = 2048};
    return ::setrlimit(RLIMIT_FSIZE, &little) == 0;
  };
  const std::string json = "json:" + (folder / "x.json");
  CHECK(Run{
            TWC_SNIFF, {"-F", json, capture},
             ends, small_files
  }
            .wait() == 1);
  CHECK_THAT(read_file(talk_path), ContainsSubstring("cannot be written: File too large"));
  const std::string log = folder / "x.twclog";
  CHECK(Run{
            TWC_FAKEMASTER,
            {"-q", "sim:1", "--max-current", "32", "--speed", "50", "--run-for", "40s", "-w", log},
            ends,
            small_files
  }
            .wait() == 0);
  CHECK_THAT(read_file(talk_path), ContainsSubstring("x.twclog: cannot write: File too large"));
}

TEST_CASE("ends: a control socket that another process has put there since is left alone",
          "[ends][socket]") {
  const Folder folder;
  const std::string path = folder / "master.sock";
  FakeMaster first{FakeMaster::at_once("pty:", {"--socket", path})};
  first.await_out("link_up");
  REQUIRE(::unlink(path.c_str()) == 0);
  FakeMaster second{FakeMaster::at_once("pty:", {"--socket", path})};
  second.await_out("link_up");
  first.signal(SIGTERM);
  CHECK(first.finish_with_open_input().exit == 0);
  CHECK(connect_to_path(path));
}

TEST_CASE("ends: a master whose socket is in use by one that hangs is refused at once",
          "[ends][socket]") {
  const Folder folder;
  const std::string path = folder / "master.sock";
  FakeMaster first{FakeMaster::at_once("pty:", {"--socket", path})};
  first.await_out("link_up");
  first.signal(SIGSTOP);
  std::vector<tools::Fd> clients;  // until nobody fits into its queue any more
  for (;;) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path.begin(), path.end(), address.sun_path);
    clients.emplace_back(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    if (clients.back().get() < 0 || ::connect(clients.back().get(), generic, sizeof address) != 0) {
      break;
    }
  }
  REQUIRE(errno == EAGAIN);
  const Outcome second = run_master(FakeMaster::at_once("pty:", {"--socket", path}));
  CHECK(second.exit == 1);
  CHECK_THAT(second.err, ContainsSubstring("another process listens there"));
  first.signal(SIGCONT);
}

TEST_CASE("ends: pty: leaves the link of a live process and a dangling link alone", "[ends]") {
  const Folder folder;
  const std::string link = folder / "bus";
  SECTION("the link of a live process") {
    FakeMaster first{FakeMaster::at_once("pty:" + link)};
    first.await_out("link_up");
    const auto device = std::filesystem::read_symlink(link);
    const Outcome second = run_master(FakeMaster::at_once("pty:" + link));
    CHECK(second.exit == 3);
    CHECK_THAT(second.err, ContainsSubstring("is the link of another process"));
    CHECK(std::filesystem::read_symlink(link) == device);
    first.signal(SIGKILL);
    static_cast<void>(first.finish());
    FakeMaster third{FakeMaster::at_once("pty:" + link)};
    third.await_out("link_up");
  }
  SECTION("a link to nothing") {
    std::filesystem::create_symlink("/nowhere/else", link);
    CHECK(run_master(FakeMaster::at_once("pty:" + link)).exit == 3);
    CHECK(std::filesystem::read_symlink(link) == "/nowhere/else");
  }
}

TEST_CASE("ends: a configuration that cannot be read to its end is an error", "[ends]") {
  // It opens like a file, and its first bytes cannot be read.
  const Outcome outcome =
      run_master({"sim:1", "--max-current", "32", "--config", "/proc/self/mem"});
  CHECK(outcome.exit == 2);
  CHECK_THAT(outcome.err, ContainsSubstring("cannot be read to its end"));
}

TEST_CASE("ends: text from file names and configuration keys is escaped on standard error",
          "[ends]") {
  const Outcome name =
      sniff({"/nowhere/\x1b[31mred\xc2\x9b\x80K\xc3\xa4"
             "fer\n.twclog"});
  CHECK_THAT(name.err, ContainsSubstring(R"(\x1B[31mred\xC2\x9B\x80Käfer\x0A.twclog)"));
  CHECK(name.err.find('\x1b') == std::string::npos);
  const TemporaryFile config{"max-cur\x1b]2;title\x07rent = 3\n", ".toml"};
  const Outcome key = run_master({"sim:1", "--max-current", "32", "--config", config.path()});
  CHECK(key.exit == 2);
  CHECK(key.err.find('\x1b') == std::string::npos);
  CHECK_THAT(key.err, ContainsSubstring(R"(\x1B]2;title\x07)"));
}
