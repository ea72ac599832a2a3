// SPDX-License-Identifier: MIT
/// Captures on disks that hang.

#include "capture/writer_thread.hpp"

#include <array>
#include <csignal>
#include <cstdlib>
#include <thread>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "endpoint/fd.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;
using tools::Clock;
using tools::Record;
using tools::WriterThread;

namespace {

// tmc-72830: a Protocol 1 master's linkready2.
const auto linkready2 = "FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1"_frame;

Record heard_at(std::int64_t microseconds) {
  return {
      {Clock::epoch,                                    microseconds},
      tools::Direction::received, linkready2, {                                               }
  };
}

/// A disk that takes 64 KiB and then hangs until it is read: a pipe.
struct HangingDisk {
  HangingDisk() : path{folder / "x.twclog"} {
    std::signal(SIGPIPE, SIG_IGN);  // as the programs do
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    fd = tools::Fd{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  }
  /// Lets go of all, until the writer is gone.
  std::string read_all() {
    REQUIRE(::fcntl(fd.get(), F_SETFL, 0) == 0);
    std::string all;
    std::array<char, 4096> block{};
    for (ssize_t size = 0; (size = ::read(fd.get(), block.data(), block.size())) > 0;) {
      all.append(block.data(), static_cast<std::size_t>(size));
    }
    return all;
  }

  Folder folder;
  std::string path;
  tools::Fd fd;
};

std::uint64_t dropped_in(const std::string& twclog) {
  std::uint64_t dropped = 0;
  for (std::size_t at = 0; (at = twclog.find("\n# ", at)) != std::string::npos; at += 3) {
    const std::string_view line = std::string_view{twclog}.substr(at + 3);
    if (!line.substr(0, line.find('\n')).ends_with("dropped here: the disk was too slow")) continue;
    dropped += std::strtoull(line.data(), nullptr, 10);
  }
  return dropped;
}

}  // namespace

TEST_CASE("writer thread: a disk that hangs holds up nobody, and what is dropped is counted",
          "[tools][writer]") {
  constexpr int many = 100'000;
  HangingDisk disk;
  auto writer = std::make_unique<WriterThread>(tools::make_writer(disk.path));
  // Every one of these would wait for ever for the disk, which nobody reads yet.
  for (int at = 0; at < many; ++at) writer->take(heard_at(at));
  std::thread ends{[&writer] { writer.reset(); }};
  const std::string written = disk.read_all();
  ends.join();
  const auto records = read_records(CaptureFormat{}, bytes_of(written));
  CHECK(records.size() >= WriterThread::most_waiting);
  CHECK(dropped_in(written) > 0);
  CHECK(records.size() + dropped_in(written) == many);
}

TEST_CASE("writer thread: a program ends although its disk hangs", "[tools][writer]") {
  HangingDisk disk;
  WriterThread writer{tools::make_writer(disk.path)};
  for (int at = 0; at < 10'000; ++at) writer.take(heard_at(at));
  CHECK_FALSE(writer.finish(std::chrono::milliseconds{1}));
}

TEST_CASE("writer thread: all that was taken is in the file at the end", "[tools][writer]") {
  const Folder folder;
  const std::string path = folder / "x.twclog";
  {
    WriterThread writer{tools::make_writer(path)};
    for (int at = 0; at < 1000; ++at) writer.take(heard_at(at));
    CHECK(writer.finish(std::chrono::minutes{1}));
    CHECK(writer.news().empty());
  }
  CHECK(read_records(CaptureFormat{}, bytes_of(contents_of(path))).size() == 1000);
}

TEST_CASE("writer thread: a full disk is told, and ends nothing else", "[tools][writer]") {
  const Folder folder;
  const std::string path = folder / "full.twclog";
  std::filesystem::create_symlink("/dev/full", path);
  WriterThread writer{tools::make_writer(path)};
  writer.take(heard_at(1));
  CHECK(writer.finish(std::chrono::minutes{1}));
  CHECK(writer.news() == Lines{path + ": cannot write: No space left on device"});
  writer.take(heard_at(2));
}
