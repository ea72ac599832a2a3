// SPDX-License-Identifier: MIT
#include <fstream>

#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_no_files.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
namespace fs = std::filesystem;

TEST_CASE("pty: tells the name of a terminal on which every byte counts", "[endpoint][pty]") {
  Line line{"pty:"};
  line.until_line("up /dev/pts/");
  Peer peer{open_device(line.where())};
  CHECK_FALSE(line.endpoint->has_unheard());
  peer.say(all_bytes());
  line.until_unheard();
  line.until_heard(all_bytes());
  CHECK_FALSE(line.endpoint->has_unheard());
  CHECK(peer.heard().empty());
  CHECK_FALSE(peer.ended());
}

TEST_CASE("pty: is a raw line at 9600 before anybody has set it up", "[endpoint][pty]") {
  Line line{"pty:"};
  line.until_line("up ");
  const auto peer = open_device(line.where());
  const auto settings = settings_of(peer.get());
  CHECK(cfgetospeed(&settings) == B9600);
  CHECK((settings.c_lflag & tcflag_t{ECHO | ICANON | ISIG}) == 0);
  CHECK((settings.c_iflag & tcflag_t{IXON | ICRNL}) == 0);
  CHECK((settings.c_oflag & tcflag_t{OPOST}) == 0);
}

TEST_CASE("pty: with no files to be had there is no terminal", "[endpoint][pty]") {
  Line line{"pty:"};
  const NoFiles none;
  line.until_line("never opened ");
  CHECK(line.log.lines.back() ==
        "never opened pty:: no pseudo-terminal to be had: Too many open files");
}

TEST_CASE("pty: peers come and go", "[endpoint][pty]") {
  Line line{"pty:"};
  line.until_line("up ");
  for (const auto* const word : {"one", "two", "three"}) {
    Peer peer{open_device(line.where())};
    peer.say(word);
    peer.close();
    line.until_heard(word);
    line.io.poll();
  }
  CHECK(line.log.lines.size() == 1);
}

TEST_CASE("pty: the terminal is gone when it is closed", "[endpoint][pty]") {
  Line line{"pty:"};
  line.until_line("up ");
  Peer peer{open_device(line.where())};
  line.endpoint->close();
  CHECK(peer.ended());
}

TEST_CASE("pty: a link leads to the terminal and goes with it", "[endpoint][pty]") {
  const Folder folder;
  const auto link = folder / "bus";
  {
    Line line{"pty:" + link};
    line.until_line("up ");
    CHECK(fs::read_symlink(link) == line.where());
    Peer peer{open_device(link)};
    peer.say("here");
    line.until_heard("here");
  }
  CHECK_FALSE(fs::is_symlink(link));
  CHECK(fs::is_empty(folder / ""));
}

TEST_CASE("pty: a link that was left behind is replaced", "[endpoint][pty]") {
  const Folder folder;
  const PtyPort reused;
  const bool is_dangling = GENERATE(true, false);
  const auto link = folder / "bus";
  fs::create_symlink(is_dangling ? "/dev/pts/99999" : reused.device, link);
  Line line{"pty:" + link};
  line.until_line("up ");
  CHECK(fs::read_symlink(link) == line.where());
}

TEST_CASE("pty: anything that is no such link is left alone", "[endpoint][pty]") {
  const Folder folder;
  const auto place = folder / "bus";
  const auto file = folder / "file";
  std::ofstream{file} << "precious";
  SECTION("a file") {
    fs::copy_file(file, place);
  }
  SECTION("a folder") {
    fs::create_directory(place);
  }
  SECTION("a link to a file") {
    fs::create_symlink(file, place);
  }
  const auto before = fs::symlink_status(place).type();
  CHECK(Line{"pty:" + place}.failure() ==
        "never opened pty:" + place +
            ": exists and is no link to a pseudo-terminal; it is left alone");
  CHECK(fs::symlink_status(place).type() == before);
  CHECK(fs::file_size(file) == 8);
}

TEST_CASE("pty: a link that somebody else has put there since stays", "[endpoint][pty]") {
  const Folder folder;
  const auto link = folder / "bus";
  {
    Line line{"pty:" + link};
    line.until_line("up ");
    fs::remove(link);
    fs::create_symlink("/dev/pts/99999", link);
  }
  CHECK(fs::is_symlink(link));
}

TEST_CASE("pty: a link where none can be", "[endpoint][pty]") {
  const Folder folder;
  const auto link = folder / "no/such/folder";
  CHECK(Line{"pty:" + link}.failure() ==
        "never opened pty:" + link + ": cannot make the link: No such file or directory");
}
