// SPDX-License-Identifier: MIT
#include <fstream>
#include <grp.h>

#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_user.hpp"

using namespace twc::test;

namespace {

std::string failure(const std::string& path) {
  return Line{path}.failure();
}

constexpr const char* in_use =
    ": another program has this port to itself; end that one, or let it write a capture";

}  // namespace

TEST_CASE("serial errors: a port that is not there", "[endpoint][serial]") {
  CHECK(failure("/dev/ttyUSB77") ==
        "never opened /dev/ttyUSB77: does not exist; ls /dev/serial/by-id shows what is plugged "
        "in");
}

TEST_CASE("serial errors: folders, files, pipes, sockets and other devices are no ports",
          "[endpoint][serial]") {
  const Folder folder;
  CHECK(failure("/dev") == "never opened /dev: is a directory, not a serial port");
  CHECK(failure("/dev/null") == "never opened /dev/null: is not a serial port");

  const auto file = folder / "bus.twclog";
  std::ofstream{file} << "# twclog 1\n";
  CHECK(failure(file) == "never opened " + file + ": is a file, not a serial port");

  const auto pipe = folder / "pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(failure(pipe) == "never opened " + pipe + ": is not a serial port");
}

TEST_CASE("serial errors: a device without hardware", "[endpoint][serial]") {
  const Folder folder;
  const auto name = folder / "ttyGONE0";
  // 240 to 254 are for local use; 253 has no driver on any machine that is set up as usual.
  if (mknod(name.c_str(), S_IFCHR | 0600, makedev(253, 77)) != 0) {
    WARN("skipped: only root makes devices");
    return;
  }
  CHECK(failure(name) == "never opened " + name + ": there is no hardware behind it");
}

TEST_CASE("serial errors: after a first failure it rests", "[endpoint][serial]") {
  const Folder folder;
  const PtyPort port;
  const auto name = folder / "adapter";
  Line line{name};
  line.io.run();
  CHECK(line.log.lines.size() == 1);
  std::filesystem::create_symlink(port.device, name);
  line.io.restart();
  line.io.run();
  CHECK(line.log.lines.size() == 1);

  line.endpoint->open(line.log);
  line.until_line("up ");
}

TEST_CASE("serial errors: a port that an ordinary user may not open", "[endpoint][serial]") {
  const PtyPort port;
  REQUIRE(chmod(port.device.c_str(), 0) == 0);
  const auto told = as_ordinary_user([&] { return failure(port.device); });
  if (!told) {
    WARN("skipped: cannot become an ordinary user here");
    return;
  }
  CHECK(*told == "never opened " + port.device + ": permission denied");
}

TEST_CASE("serial errors: a port that a group may open names the group", "[endpoint][serial]") {
  const PtyPort port;
  const auto* const dialout = getgrnam("dialout");
  if (dialout == nullptr || chown(port.device.c_str(), 0, dialout->gr_gid) != 0) {
    WARN("skipped: only root gives devices to the group dialout");
    return;
  }
  REQUIRE(chmod(port.device.c_str(), 0660) == 0);
  const auto told = as_ordinary_user([&] { return failure(port.device); });
  if (!told) {
    WARN("skipped: cannot become an ordinary user here");
    return;
  }
  CHECK(*told == "never opened " + port.device +
                     ": permission denied; the group dialout may use it: sudo usermod -aG dialout "
                     "$USER, then log in again");
}

TEST_CASE("serial errors: a port that another program has to itself", "[endpoint][serial]") {
  const PtyPort port;
  const auto other = open_device(port.device);
  REQUIRE(chmod(port.device.c_str(), 0666) == 0);
  const auto before = settings_of(other.get());
  REQUIRE(ioctl(other.get(), TIOCEXCL) == 0);

  SECTION("is refused to an ordinary user by the kernel") {
    const auto told = as_ordinary_user([&] { return failure(port.device); });
    if (!told) {
      WARN("skipped: cannot become an ordinary user here");
      return;
    }
    CHECK(*told == "never opened " + port.device + in_use);
  }
  SECTION("is left alone by root, who could open it") {
    CHECK(failure(port.device) == "never opened " + port.device + in_use);
    CHECK(settings_of(other.get()).c_lflag == before.c_lflag);
  }
}

TEST_CASE("serial errors: the user's own terminal is not taken for a bus", "[endpoint][serial]") {
  const PtyPort port;
  const auto other = open_device(port.device);
  const auto before = settings_of(other.get());
  const auto have_terminal = [&] {
    return ::setsid() > 0 && ::open(port.device.c_str(), O_RDWR) >= 0;  // no O_NOCTTY
  };
  const auto told = in_child(have_terminal, [&] { return failure(port.device); });
  REQUIRE(told);
  CHECK(*told ==
        "never opened " + port.device + ": is the terminal of this session, not a serial port");
  CHECK(settings_of(other.get()).c_lflag == before.c_lflag);
}
