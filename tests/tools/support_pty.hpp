// SPDX-License-Identifier: MIT
#pragma once
/// A pseudo-terminal that plays a serial port, and a folder to put links to it.

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <string>

#include <fcntl.h>
#include <termios.h>

#include "endpoint/fd.hpp"
#include "support/ensure.hpp"
#include "tools/support_peer.hpp"

namespace twc::test {

/// Bytes said on `bus` come in at the port called `device`. The port is not raw by itself: it
/// echoes and edits lines like any terminal, until a program sets it up.
struct PtyPort {
  PtyPort() : bus{tools::Fd{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)}} {
    ensure(::grantpt(bus.fd()) == 0, "grantpt");
    ensure(::unlockpt(bus.fd()) == 0, "unlockpt");
    std::array<char, 64> name{};
    ensure(::ptsname_r(bus.fd(), name.data(), name.size()) == 0, "ptsname_r");
    device = name.data();
  }

  Peer bus;
  std::string device;
};

/// Opens a terminal as a program that sends would.
[[nodiscard]] inline tools::Fd open_device(const std::string& device, int mode = O_RDWR) {
  return tools::Fd{::open(device.c_str(), mode | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
}

[[nodiscard]] inline termios settings_of(int fd) {
  termios settings{};
  ensure(::tcgetattr(fd, &settings) == 0, "tcgetattr");
  return settings;
}

/// A folder that is gone when the test is over.
class Folder {
 public:
  Folder() {
    auto name = (std::filesystem::temp_directory_path() / "twc-XXXXXX").string();
    ensure(::mkdtemp(name.data()) != nullptr, "mkdtemp");
    path_ = name;
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string operator/(const char* name) const { return (path_ / name).string(); }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace twc::test
