// SPDX-License-Identifier: MIT
/// A file that is kept up to date by a thread, so that no heartbeat waits for a disk.

#include "fakemaster/state_file.hpp"

#include <cerrno>
#include <fstream>
#include <future>
#include <iterator>
#include <mutex>
#include <string>
#include <vector>

#include <asio/post.hpp>
#include <sys/stat.h>

#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using twc::tools::replace_file;
using twc::tools::StateFile;

namespace {

constexpr twc::Duration short_pause = std::chrono::milliseconds{30};

/// A disk that notes what it is given, and fails while it is told to.
struct Disk {
  StateFile::Write write() {
    return [this](const std::string& text) {
      const std::scoped_lock lock{mutex};
      if (fails_with == 0) texts.push_back(text);
      return fails_with;
    };
  }
  StateFile::OnTrouble log() {
    return [this](std::string_view what) { troubles.emplace_back(what); };
  }
  void fail_with(int error) {
    const std::scoped_lock lock{mutex};
    fails_with = error;
  }
  std::vector<std::string> written() {
    const std::scoped_lock lock{mutex};
    return texts;
  }
  std::vector<std::string> troubles;

 private:
  std::mutex mutex;  // the thread writes, the test looks
  int fails_with = 0;
  std::vector<std::string> texts;
};

std::string content_of(const std::string& path) {
  std::ifstream file{path};
  return {std::istreambuf_iterator<char>{file}, {}};
}

}  // namespace

TEST_CASE("state file: a file is replaced as a whole and leaves nothing beside it",
          "[fakemaster][state]") {
  const Folder folder;
  const std::string path = folder / "state";
  CHECK(replace_file(path, "first") == 0);
  CHECK(replace_file(path, "second") == 0);
  CHECK(content_of(path) == "second");
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777U) == 0600U);
  CHECK(::stat((path + ".new").c_str(), &status) != 0);
  CHECK(replace_file(folder / "none/state", "third") == ENOENT);
  CHECK(replace_file(folder / "", "fourth") != 0);
  CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 1);
}

TEST_CASE("state file: a slow disk holds up nobody", "[fakemaster][state]") {
  asio::io_context io;
  std::promise<void> disk_answers;
  StateFile file{io,
                 [&](const std::string&) {
                   disk_answers.get_future().wait();
                   return 0;
                 },
                 nullptr};
  file.keep("text");
  bool has_run = false;
  asio::post(io, [&] { has_run = true; });
  run_until(io, [&] { return has_run; });
  disk_answers.set_value();
}

TEST_CASE("state file: changes in quick succession are written once", "[fakemaster][state]") {
  asio::io_context io;
  Disk disk;
  StateFile file{io, disk.write(), disk.log(), short_pause};
  file.keep("first");
  for (int change = 0; change < 100; ++change) file.keep(std::to_string(change));
  run_until(io, [&] { return disk.written().size() == 2; });
  CHECK(disk.written() == std::vector<std::string>{"first", "99"});
}

TEST_CASE("state file: the end does not wait for the pause", "[fakemaster][state]") {
  asio::io_context io;
  Disk disk;
  {
    StateFile file{io, disk.write(), disk.log()};
    file.keep("first");
    file.keep("last");
    file.finish();
  }
  CHECK(disk.written().back() == "last");
}

TEST_CASE("state file: closed, it keeps no loop from its end", "[fakemaster][state]") {
  asio::io_context io;
  Disk disk;
  disk.fail_with(ENOSPC);
  StateFile file{io, disk.write(), disk.log()};
  file.keep("first");
  run_until(io, [&] { return !disk.troubles.empty(); });
  file.close();
  io.restart();
  io.run();
  CHECK(disk.written().empty());
}

TEST_CASE("state file: a disk that fails is told once, and tried again", "[fakemaster][state]") {
  asio::io_context io;
  Disk disk;
  disk.fail_with(ENOSPC);
  {
    StateFile file{io, disk.write(), disk.log(), std::chrono::milliseconds{1}};
    file.keep("first");
    run_until(io, [&] { return !disk.troubles.empty(); });
    file.keep("second");
    disk.fail_with(0);
    run_until(io, [&] { return !disk.written().empty(); });
    file.finish();
  }
  CHECK(disk.written().front() == "second");
  CHECK(disk.troubles == std::vector<std::string>{"No space left on device"});
}
