// SPDX-License-Identifier: MIT
/// Output that hangs, and output that is slow.

#include "common/write_queue.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <string>
#include <vector>

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/steady_output.hpp"
#include "support/catch.hpp"
#include "tools/support_pty.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::EndsWith;
using tools::Fd;
using tools::SteadyOutput;
using tools::WriteQueue;

namespace {

constexpr Duration long_patience = std::chrono::seconds{5};

struct Channel {
  Channel() {
    std::signal(SIGPIPE, SIG_IGN);  // as the programs do
    std::array<int, 2> ends{};
    REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
    read = Fd{ends[0]};
    write = Fd{ends[1]};
  }
  WriteQueue::Open opener() const {
    return [fd = write.get()] { return Fd{::fcntl(fd, F_DUPFD_CLOEXEC, 3)}; };
  }
  /// The pipe takes nothing any more.
  void fill() const {
    constexpr int page = 4096;
    REQUIRE(::fcntl(write.get(), F_SETPIPE_SZ, page) == page);
    REQUIRE(::write(write.get(), std::string(page, ' ').data(), page) == page);
  }
  std::string next(std::size_t size) const {
    std::string all;
    std::array<char, 4096> block{};
    while (all.size() < size) {
      const ssize_t count =
          ::read(read.get(), block.data(), std::min(block.size(), size - all.size()));
      if (count <= 0) break;
      all.append(block.data(), static_cast<std::size_t>(count));
    }
    return all;
  }
  Fd read;
  Fd write;
};

std::string line_of_kilobyte(int number) {
  std::string line = std::to_string(number);
  line.resize(1023, '.');
  return line + '\n';
}

}  // namespace

TEST_CASE("write queue: everything arrives in order", "[tools][queue]") {
  const Channel channel;
  WriteQueue queue{channel.opener(), 65'536};
  std::string all;
  for (int number = 0; number < 1000; ++number) {
    const std::string line = line_of_kilobyte(number);
    while (!queue.put(line)) {
      all += channel.next(4096);
    }
    if (number % 16 == 0) all += channel.next(1024);
  }
  all += channel.next(1000UL * 1024 - all.size());
  std::string expected;
  for (int number = 0; number < 1000; ++number) expected += line_of_kilobyte(number);
  CHECK(all == expected);
  queue.drain(long_patience);
  CHECK(queue.error() == 0);
}

TEST_CASE("write queue: a reader that takes nothing costs whole lines, which are counted",
          "[tools][queue]") {
  const Channel channel;
  WriteQueue queue{channel.opener(), 16'384};
  std::uint64_t refused = 0;
  int number = 0;
  for (; number < 200; ++number) {
    if (!queue.put(line_of_kilobyte(number))) ++refused;
  }
  REQUIRE(refused > 50);
  CHECK(queue.take_dropped() == 0);  // not before there is room again
  const std::string all = channel.next((200 - refused) * 1024);
  CHECK(all.size() == (200 - refused) * 1024);
  queue.drain(long_patience);
  CHECK(queue.take_dropped() == refused);
  CHECK(queue.take_dropped() == 0);
}

TEST_CASE("write queue: lines that still wait at the end are counted, too", "[tools][queue]") {
  const Channel channel;
  WriteQueue queue{channel.opener(), 1U << 20U};
  for (int number = 0; number < 200; ++number) REQUIRE(queue.put(line_of_kilobyte(number)));
  constexpr Duration moment = std::chrono::milliseconds{20};
  queue.drain(moment);
  // The thread has taken some lines already, and hangs with them.
  REQUIRE(queue.put("last\n"));
  CHECK(queue.give_up() >= 1);
  CHECK(queue.give_up() == 0);
}

TEST_CASE("write queue: the end does not wait for somebody who opens the other side",
          "[tools][queue]") {
  const Folder folder;
  const std::string path = folder / "pipe";
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  {
    WriteQueue queue{[path] { return Fd{::open(path.c_str(), O_WRONLY | O_CLOEXEC)}; }, 65'536};
    constexpr Duration moment = std::chrono::milliseconds{20};
    queue.drain(moment);
  }
  SUCCEED("it ends although nobody reads");
}

TEST_CASE("write queue: a reader that has gone is told as closed", "[tools][queue]") {
  Channel channel;
  std::vector<std::string> troubles;
  SteadyOutput output{channel.write.get(), "standard output",
                      [&](std::string_view what) { troubles.emplace_back(what); }};
  channel.read.reset();
  output.put_line("nobody reads this");
  output.finish();
  REQUIRE(troubles.size() == 1);
  CHECK(troubles[0] == "standard output: is closed; going on without it");
  CHECK(output.error() == EPIPE);
  output.put_line("nor this");
  output.finish();
  CHECK(troubles.size() == 1);
}

TEST_CASE("write queue: a full disk is told, with the lines that are lost", "[tools][queue]") {
  const Fd full{::open("/dev/full", O_WRONLY | O_CLOEXEC)};
  std::vector<std::string> troubles;
  SteadyOutput output{full.get(), "standard output",
                      [&](std::string_view what) { troubles.emplace_back(what); }};
  output.put("one\ntwo\n");
  output.finish();
  REQUIRE(troubles.size() == 2);
  CHECK(troubles[0] == "standard output: No space left on device; going on without it");
  CHECK(troubles[1] == "standard output: 2 lines were left out");
}

TEST_CASE("write queue: a slow reader is told once, and how many lines it missed",
          "[tools][queue]") {
  const Channel channel;
  channel.fill();  // the thread hangs with the first line
  std::vector<std::string> troubles;
  SteadyOutput output{channel.opener(), 16'384, "x.json",
                      [&](std::string_view what) { troubles.emplace_back(what); }};
  for (int number = 0; number < 200; ++number) output.put(line_of_kilobyte(number));
  REQUIRE(troubles.size() == 1);
  CHECK(troubles[0] == "x.json: is not read fast enough; lines are left out");
  pollfd more{.fd = channel.read.get(), .events = POLLIN, .revents = 0};
  std::array<char, 65536> block{};
  while (::poll(&more, 1, 200) == 1) REQUIRE(::read(more.fd, block.data(), block.size()) > 0);
  output.tell_news();
  REQUIRE(troubles.size() == 2);
  CHECK_THAT(troubles[1], EndsWith(" lines were left out"));
}
