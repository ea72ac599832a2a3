// SPDX-License-Identifier: MIT
#include <fcntl.h>
#include <sys/file.h>
#include <sys/ioctl.h>

#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;

TEST_CASE("serial: every byte comes in as it is, and none goes out", "[endpoint][serial]") {
  PtyPort port;
  Line line{port.device};
  line.until_line("up ");
  CHECK(line.where() == port.device);
  port.bus.say(all_bytes());
  line.until_heard(all_bytes());
  port.bus.say("\xC0");
  line.until_heard("\xC0");
  CHECK(port.bus.heard().empty());
}

TEST_CASE("serial: the port is raw, 8N1, at the rate that was asked for", "[endpoint][serial]") {
  struct Rate {
    std::uint32_t baud;
    speed_t speed;
  };
  const auto rate =
      GENERATE(Rate{9600, B9600}, Rate{19200, B19200}, Rate{115200, B115200}, Rate{1200, B1200});
  const PtyPort port;
  auto options = quick;
  options.baud = rate.baud;
  Line line{port.device, options};
  line.until_line("up ");

  const auto other = open_device(port.device);
  const auto settings = settings_of(other.get());
  CHECK(cfgetispeed(&settings) == rate.speed);
  CHECK(cfgetospeed(&settings) == rate.speed);
  CHECK((settings.c_cflag & tcflag_t{CSIZE}) == tcflag_t{CS8});
  CHECK((settings.c_cflag & (tcflag_t{PARENB | CSTOPB | HUPCL})) == 0);
  CHECK((settings.c_cflag & tcflag_t{CLOCAL}) != 0);
  CHECK((settings.c_lflag & tcflag_t{ECHO | ICANON | ISIG}) == 0);
}

TEST_CASE("serial: others may open, lock and use the port beside a listener",
          "[endpoint][serial]") {
  PtyPort port;
  Line line{port.device};
  line.until_line("up ");
  const auto other = open_device(port.device);
  REQUIRE(other);
  int exclusive = 1;
  REQUIRE(ioctl(other.get(), TIOCGEXCL, &exclusive) == 0);
  CHECK(exclusive == 0);
  CHECK(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
  CHECK(ioctl(other.get(), TIOCEXCL) == 0);

  REQUIRE(write(other.get(), "out", 3) == 3);
  line.until([&] { return port.bus.heard() == "out"; });
  line.endpoint->close();
  CHECK((settings_of(other.get()).c_lflag & tcflag_t{ECHO | ICANON}) == 0);
}

TEST_CASE("serial: the port is open for reading only", "[endpoint][serial]") {
  const PtyPort port;
  Line line{port.device};
  line.until_line("up ");
  int found = 0;
  for (const auto& entry : std::filesystem::directory_iterator{"/proc/self/fd"}) {
    std::error_code gone;
    if (std::filesystem::read_symlink(entry, gone) != port.device) continue;
    ++found;
    CHECK((fcntl(std::stoi(entry.path().filename()), F_GETFL) & O_ACCMODE) == O_RDONLY);
  }
  CHECK(found == 1);
}

TEST_CASE("serial: a pulled adapter is reported once and taken up again when it is back",
          "[endpoint][serial]") {
  const Folder folder;
  const auto name = folder / "adapter";
  auto port = std::make_unique<PtyPort>();
  std::filesystem::create_symlink(port->device, name);
  Line line{name};
  line.until_line("up ");
  port->bus.say("before");
  line.until_heard("before");

  std::filesystem::remove(name);
  port.reset();
  line.until_line("lost ");
  CHECK(line.log.lines.back() == "lost " + name + ": gone; was it unplugged?");
  // A handler each is the least that an attempt takes.
  for (int handlers = 0; handlers < 10; ++handlers) line.io.run_one();
  CHECK(line.log.lines.size() == 2);

  port = std::make_unique<PtyPort>();
  std::filesystem::create_symlink(port->device, name);
  line.until_line("up ");
  port->bus.say("after");
  line.until_heard("after");
  CHECK(line.log.lines.size() == 3);
}

TEST_CASE("serial: a pulled adapter is let go of", "[endpoint][serial]") {
  PtyPort port;
  Line line{port.device};
  line.until_line("up ");
  line.endpoint->close();
  line.io.restart();
  line.io.run();
  CHECK(line.log.lines.size() == 1);
  port.bus.offer("late");
  CHECK(line.log.heard.empty());
  // With nobody left at the port, its other side reads an error.
  CHECK(port.bus.ended());
}
