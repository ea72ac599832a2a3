// SPDX-License-Identifier: MIT
#include "endpoint/port_readers.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <linux/major.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace twc::tools {
namespace {

namespace fs = std::filesystem;

bool is_pts(const struct stat& port) {
  return major(port.st_rdev) == UNIX98_PTY_SLAVE_MAJOR;
}

/// A container has a node of its own for the same port. Pseudo-terminals of containers have the
/// same numbers, and are others.
bool is_same_device(const struct stat& a, const struct stat& b) {
  const bool is_same_place = a.st_dev == b.st_dev || !is_pts(b);
  return S_ISCHR(a.st_mode) && a.st_rdev == b.st_rdev && is_same_place;
}

/// A line `KEY:<tab>NUMBER` of what the kernel tells of a descriptor.
std::optional<unsigned> number_in(const fs::path& info, std::string_view key, int base) {
  std::ifstream file{info};
  for (std::string line; std::getline(file, line);) {
    if (!line.starts_with(key)) continue;
    const std::size_t at = line.find_first_of("0123456789");
    unsigned number = 0;
    if (at == std::string::npos) return std::nullopt;
    std::from_chars(line.data() + at, line.data() + line.size(), number, base);
    return number;
  }
  return std::nullopt;
}

/// Flags that cannot be read count as reading.
bool reads_from(const fs::path& info) {
  const auto flags = number_in(info, "flags:", 8).value_or(O_RDONLY);
  return (flags & O_ACCMODE) != O_WRONLY && (flags & O_PATH) == 0;
}

/// The other side of the pseudo-terminal `port`.
bool is_other_side(const struct stat& other, const fs::path& info, const struct stat& port) {
  constexpr unsigned ptmx_minor = 2;
  const bool is_ptmx = S_ISCHR(other.st_mode) && other.st_rdev == makedev(TTYAUX_MAJOR, ptmx_minor);
  return is_ptmx && is_pts(port) && number_in(info, "tty-index:", 10) == minor(port.st_rdev);
}

/// The descriptors of a port that a process has.
struct Grip {
  std::vector<std::string> reading;  ///< their numbers
  bool has_other_side = false;       ///< where the port is a pseudo-terminal

  [[nodiscard]] bool has(std::string_view descriptor) const {
    return std::ranges::find(reading, descriptor) != reading.end();
  }
};

Grip grip_of(const fs::path& process, const struct stat& port) {
  Grip grip;
  std::error_code error;
  for (fs::directory_iterator at{process / "fd", error}, end; !error && at != end;
       at.increment(error)) {
    // A file system that hangs would take a stat() of anything else with it.
    std::error_code gone;
    if (!fs::read_symlink(at->path(), gone).string().starts_with("/dev/")) continue;
    struct stat status {};
    if (::stat(at->path().c_str(), &status) != 0) continue;
    const std::string number = at->path().filename();
    const fs::path info = process / "fdinfo" / number;
    grip.has_other_side = grip.has_other_side || is_other_side(status, info, port);
    if (is_same_device(status, port) && reads_from(info)) grip.reading.push_back(number);
  }
  return grip;
}

struct Kin {
  pid_t parent = 0;
  unsigned terminal = 0;  ///< the controlling one, as the kernel numbers it
};

/// Fields 4 and 7 of the stat of a process. The name may contain `)` and line ends, so the fields
/// count from the last `)`.
Kin kin_of(const fs::path& process) {
  std::ifstream file{process / "stat"};
  std::string stat;
  std::getline(file, stat, '\0');  // all of it
  const auto name_end = stat.rfind(')');
  if (name_end == std::string::npos) return {};
  std::istringstream fields{stat.substr(name_end + 1)};
  std::string state;
  Kin kin;
  long group = 0;
  long session = 0;
  long terminal = 0;
  fields >> state >> kin.parent >> group >> session >> terminal;
  kin.terminal = static_cast<unsigned>(terminal);
  return kin;
}

/// A program that makes a pseudo-terminal and starts another, like socat, leaves the port open in
/// that one, under the same number.
bool is_left_open(const Grip& grip, pid_t parent, const struct stat& port) {
  constexpr int most_generations = 8;
  for (int generation = 0; parent > 1 && generation < most_generations; ++generation) {
    const fs::path process = fs::path{"/proc"} / std::to_string(parent);
    const Grip earlier = grip_of(process, port);
    const auto had_it = [&earlier](const std::string& number) { return earlier.has(number); };
    if (earlier.has_other_side && std::ranges::all_of(grip.reading, had_it)) return true;
    parent = kin_of(process).parent;
  }
  return false;
}

/// The number of `device` as the stat of a process has it.
unsigned number_of(dev_t device) {
  const unsigned low = minor(device) & 0xFFU;
  return low | major(device) << 8U | (minor(device) & ~0xFFU) << 12U;
}

std::string name_of_process(const fs::path& process) {
  std::string name;
  std::ifstream file{process / "comm"};
  std::getline(file, name);
  return name;
}

}  // namespace

std::optional<PortReader> find_port_reader(int fd) {
  struct stat port {};
  if (::fstat(fd, &port) != 0) return std::nullopt;
  std::optional<PortReader> reader;
  std::error_code error;
  for (fs::directory_iterator at{"/proc", error}, end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    pid_t process = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), process);
    const bool is_process = parsed.ec == std::errc{} && parsed.ptr == name.data() + name.size();
    if (!is_process || process == ::getpid()) continue;
    const Grip grip = grip_of(at->path(), port);
    if (grip.reading.empty() || grip.has_other_side) continue;
    const Kin kin = kin_of(at->path());
    const bool is_standard = grip.has("0") || grip.has("1") || grip.has("2");
    const bool is_terminal = kin.terminal == number_of(port.st_rdev) && is_standard;
    const bool is_in_the_way = is_terminal || !is_left_open(grip, kin.parent, port);
    if (!is_in_the_way || (reader && !is_terminal)) continue;
    reader = PortReader{process, name_of_process(at->path()), is_terminal};
    if (is_terminal) break;
  }
  return reader;
}

}  // namespace twc::tools
