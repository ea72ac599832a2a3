// SPDX-License-Identifier: MIT
/// The tools tell an ordinary user which permission is missing and which port is busy. File modes
/// and TIOCEXCL do not stop root, so these tests run as another user.

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <string>

#include <sys/ioctl.h>
#include <sys/stat.h>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_user.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

/// A program that everybody may run: the folder that it was built in may be root's own.
class Tool {
 public:
  explicit Tool(const char* built) : path_{folder_ / "tool"} {
    std::filesystem::copy_file(built, path_);
    REQUIRE(::chmod(folder_.path().c_str(), 0755) == 0);
    REQUIRE(::chmod(path_.c_str(), 0755) == 0);
  }
  [[nodiscard]] const char* path() const { return path_.c_str(); }

 private:
  Folder folder_;
  std::string path_;
};

/// The exit code and the messages of the tool.
std::string ending(const Tool& tool, const Program::Arguments& arguments) {
  Program program{tool.path(), arguments};
  const Outcome outcome = program.finish();
  return std::to_string(outcome.exit) + " " + outcome.err;
}

/// One line that holds `words`, and the exit code, for an ordinary user.
void check_refused(const Tool& tool, const Program::Arguments& arguments, int exit,
                   const std::string& words) {
  const auto told = as_ordinary_user([&] { return ending(tool, arguments); });
  if (!told) {
    WARN("skipped: cannot become an ordinary user here");
    return;
  }
  CHECK_THAT(*told, StartsWith(std::to_string(exit) + " ") && ContainsSubstring(words));
  CHECK(std::count(told->begin(), told->end(), '\n') == 1);
}

struct Start {
  const char* program;
  Program::Arguments arguments;

  [[nodiscard]] Program::Arguments on(const std::string& endpoint) const {
    Program::Arguments all = arguments;
    all.push_back(endpoint);
    return all;
  }
};

Start any_tool() {
  return GENERATE(
      as<Start>{
  },
      Start{TWC_SNIFF, {}}, Start{TWC_FAKEMASTER, {"--max-current", "32"}},
      Start{TWC_FAKESLAVE, {}});
}

constexpr const char* in_use = ": another program has this port to itself";

}  // namespace

TEST_CASE("ordinary user: a device that he may not open", "[user]") {
  const Start start = any_tool();
  const Tool tool{start.program};
  const PtyPort port;
  REQUIRE(::chmod(port.device.c_str(), 0) == 0);
  check_refused(tool, start.on(port.device), 3, port.device + ": permission denied");
}

TEST_CASE("ordinary user: a device that another program has to itself", "[user]") {
  const Start start = any_tool();
  const Tool tool{start.program};
  const PtyPort port;
  REQUIRE(::chmod(port.device.c_str(), 0666) == 0);

  SECTION("by the kernel") {
    const auto other = open_device(port.device);
    REQUIRE(::ioctl(other.get(), TIOCEXCL) == 0);
    check_refused(tool, start.on(port.device), 3, port.device + in_use);
  }
  SECTION("by the lock of a master") {
    FakeMaster master{FakeMaster::at_once(port.device)};
    master.await_out("link_up");
    check_refused(tool, start.on(port.device), 3, port.device + in_use);
    CHECK_THAT(ending(tool, start.on(port.device)),  // and for root, if root runs this test
               StartsWith("3 ") && ContainsSubstring(port.device + in_use));
  }
}

TEST_CASE("ordinary user: nobody but its owner reaches the control socket", "[user]") {
  if (::geteuid() != 0) {
    WARN("skipped: only root can become another user");
    return;
  }
  const Folder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  const std::string path = folder / "master.sock";
  FakeMaster master{FakeMaster::at_once("pty:", {"--socket", path})};
  master.await_out("link_up");
  const auto told = as_ordinary_user([&path] {
    return std::string{connect_to_path(path) ? "connected" : errno == EACCES ? "refused" : "?"};
  });
  if (!told) {
    WARN("skipped: cannot become an ordinary user here");
    return;
  }
  CHECK(*told == "refused");
  CHECK(connect_to_path(path));
}

TEST_CASE("ordinary user: has a control socket of his own", "[user]") {
  const Tool tool{TWC_FAKEMASTER};
  const auto told = as_ordinary_user([&tool]() -> std::string {
    const Folder folder;
    const std::string path = folder / "master.sock";
    Program master{tool.path(), FakeMaster::at_once("pty:", {"--socket", path})};
    master.await_out("link_up");
    struct stat status {};
    if (::stat(path.c_str(), &status) != 0) return "no socket";
    const bool is_ours = status.st_uid == ::geteuid() && (status.st_mode & 0777U) == 0600U;
    return !is_ours ? "open to others" : connect_to_path(path) ? "connected" : "not connected";
  });
  if (!told) {
    WARN("skipped: cannot become an ordinary user here");
    return;
  }
  CHECK(*told == "connected");
}

TEST_CASE("ordinary user: files in places that are not his", "[user]") {
  const Folder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0555) == 0);
  const Tool master{TWC_FAKEMASTER};
  const std::string socket = folder / "master.sock";
  check_refused(master, FakeMaster::at_once("pty:", {"--socket", socket}), 1,
                "--socket " + socket + ": Permission denied");
  const std::string capture = folder / "bus.twclog";
  check_refused(master, FakeMaster::at_once("pty:", {"-w", capture}), 1, capture);

  const TemporaryFile secret{"# twclog 1\n", ".twclog"};
  REQUIRE(::chmod(secret.path().c_str(), 0) == 0);
  check_refused(Tool{TWC_SNIFF}, {secret.path()}, 3, secret.path() + ": Permission denied");
}
