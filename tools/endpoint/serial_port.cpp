// SPDX-License-Identifier: MIT
#include "endpoint/serial_port.hpp"

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <grp.h>
#include <sstream>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/major.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "endpoint/port_readers.hpp"
#include "endpoint/raw_mode.hpp"

namespace twc::tools {
namespace {

bool sends(PortUse use) {
  return use == PortUse::send || use == PortUse::resume;
}

[[noreturn]] void refuse(const std::string& why) {
  throw std::runtime_error{why};
}

/// Another program has the port: perhaps for a moment.
class BusyPort : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

constexpr const char* in_use =
    "another program has this port to itself; end that one, or let it write a capture";

std::string why_not_permitted(const std::string& path) {
  struct stat port {};
  if (::stat(path.c_str(), &port) != 0 || (port.st_mode & S_IRGRP) == 0) {
    return "permission denied";
  }
  const auto* const group = ::getgrgid(port.st_gid);
  if (group == nullptr) return "permission denied";
  return fmt::format(
      "permission denied; the group {0} may use it: sudo usermod -aG {0} $USER, then log in again",
      group->gr_name);
}

[[noreturn]] void refuse_to_open(const std::string& path, int error) {
  switch (error) {
    case ENOENT: throw NoSuchPort{"does not exist; ls /dev/serial/by-id shows what is plugged in"};
    case EACCES: refuse(why_not_permitted(path));
    case EBUSY: throw BusyPort{in_use};
    case ENXIO:
    case ENODEV:
    case EIO: throw NoSuchPort{"there is no hardware behind it"};
    default: refuse(std::generic_category().message(error));
  }
}

void check_kind(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) refuse_to_open(path, errno);
  if (const char* const what = other_than_port(path)) refuse(what);
}

/// Whether somebody holds flock() on it, found out without taking it oneself.
bool is_locked(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) return false;
  const auto file =
      fmt::format(" {:02x}:{:02x}:{} ", major(status.st_dev), minor(status.st_dev), status.st_ino);
  std::ifstream locks{"/proc/locks"};
  for (std::string lock; std::getline(locks, lock);) {
    if (lock.find(" FLOCK ") != std::string::npos && lock.find(file) != std::string::npos) {
      return true;
    }
  }
  return false;
}

/// The terminal that the user types on would take the rest of this session as raw bytes.
void check_not_ours(int fd) {
  if (::tcgetsid(fd) == ::getsid(0)) refuse("is the terminal of this session, not a serial port");
}

void check_free(int fd) {
  // Root is let in by the kernel nevertheless, and would steal bytes from whom has the port.
  int exclusive = 0;
  if (::ioctl(fd, TIOCGEXCL, &exclusive) == 0 && exclusive != 0) throw BusyPort{in_use};
  if (is_locked(fd)) throw BusyPort{in_use};
}

/// A name that a program left behind when it was killed may lead to the terminal of a stranger.
void check_no_terminal(const std::string& path, const std::optional<PortReader>& reader) {
  if (!reader || !reader->has_it_as_terminal || !is_pseudo_terminal(path)) return;
  refuse(
      fmt::format("is the terminal of {} (process {}), not a bus", reader->name, reader->process));
}

/// The kernel writes to its console, and a login waits there: both would speak on the bus.
void check_no_console(const std::string& path) {
  std::ifstream active{"/sys/class/tty/console/active"};
  std::string names;
  std::getline(active, names);
  std::error_code error;
  const auto device = std::filesystem::canonical(path, error).filename().string();
  if (!error && is_among(device, names)) {
    refuse("is the console of this machine; take the console off it first (man twc-wiring)");
  }
}

std::string describe(const PortReader& reader, PortUse use) {
  if (use == PortUse::listen) {
    return fmt::format(
        "{} (process {}) reads this port, and two readers steal each other's bytes. End it; or let "
        "it write a capture, as twc-fakemaster and twc-fakeslave do with -w; or join them with "
        "socat or listen:// (see the man page); or say --shared",
        reader.name, reader.process);
  }
  return fmt::format(
      "{} (process {}) reads this port, and takes bytes that this program needs. End it; or write "
      "a capture here with -w and let it read that; or join both with socat or listen:// (man "
      "twc-sniff, TWO PROGRAMS ON ONE PORT)",
      reader.name, reader.process);
}

/// Each byte comes to one reader only: two of them each hear half of every frame. Gives a line
/// for people about a reader that is tolerated.
std::optional<std::string> check_readers(const std::string& path, int fd, PortUse use) {
  if (::isatty(fd) == 0) return std::nullopt;  // open_serial_port() tells this more clearly
  const auto reader = find_port_reader(fd);
  check_no_terminal(path, reader);
  if (!reader || use == PortUse::share) return std::nullopt;
  if (use != PortUse::resume) throw BusyPort{describe(*reader, use)};
  return describe(*reader, use);
}

void lock(int fd) {
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) throw BusyPort{in_use};
}

/// A pseudo-terminal would stay exclusive for as long as its other side lives: a program that was
/// killed could not come back. Any port would for as long as a reader has it.
void take_for_ourselves(int fd, bool is_pseudo_terminal) {
  if (!is_pseudo_terminal) ::ioctl(fd, TIOCEXCL);
}

SerialPort open_once(const std::string& path, speed_t speed, PortUse use) {
  check_kind(path);
  if (use == PortUse::send) check_no_console(path);
  const int access = sends(use) ? O_RDWR : O_RDONLY;
  // Without O_NONBLOCK the open may wait for a carrier that three-wire adapters do not have.
  Fd fd{::open(path.c_str(), access | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
  if (!fd) refuse_to_open(path, errno);
  check_not_ours(fd.get());
  if (use != PortUse::share) check_free(fd.get());
  if (sends(use)) lock(fd.get());
  auto reader = check_readers(path, fd.get(), use);
  if (sends(use)) take_for_ourselves(fd.get(), is_pseudo_terminal(path));
  if (!make_raw(fd.get(), speed)) {
    switch (errno) {
      case ENOTTY: refuse("is not a serial port");
      case EINVAL: refuse("cannot do this --baud");
      default: refuse_to_open(path, errno);
    }
  }
  return {std::move(fd), std::move(reader)};
}

/// So often a port is tried that somebody else has.
int tries_of(PortUse use) {
  switch (use) {
    case PortUse::send: return 5;
    case PortUse::listen: return 2;
    case PortUse::share:
    case PortUse::resume: break;
  }
  return 1;
}

}  // namespace

bool is_among(std::string_view name, std::string_view names) {
  std::istringstream words{std::string{names}};
  for (std::string word; words >> word;) {
    if (word == name) return true;
  }
  return false;
}

const char* other_than_port(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || S_ISCHR(status.st_mode)) return nullptr;
  if (S_ISDIR(status.st_mode)) return "is a directory, not a serial port";
  return S_ISREG(status.st_mode) ? "is a file, not a serial port" : "is not a serial port";
}

bool is_pseudo_terminal(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0 || !S_ISCHR(status.st_mode)) return false;
  const unsigned kind = major(status.st_rdev);
  return kind >= UNIX98_PTY_SLAVE_MAJOR && kind < UNIX98_PTY_SLAVE_MAJOR + UNIX98_PTY_MAJOR_COUNT;
}

/// Two programs that start at once see each other. A listener gives up sooner, and programs that
/// only look at the port are gone soon.
SerialPort open_serial_port(const std::string& path, speed_t speed, PortUse use) {
  constexpr std::chrono::milliseconds pause{100};
  for (int tries = tries_of(use);; --tries) {
    try {
      return open_once(path, speed, use);
    } catch (const BusyPort&) {
      if (tries == 1) throw;
    }
    std::this_thread::sleep_for(pause);
  }
}

}  // namespace twc::tools
