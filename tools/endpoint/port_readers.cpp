// SPDX-License-Identifier: MIT
#include "endpoint/port_readers.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <linux/major.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

namespace twc::tools {
namespace {

namespace fs = std::filesystem;

bool is_same_device(const struct stat& a, const struct stat& b) {
  // Pseudo-terminals of containers have the same numbers.
  return S_ISCHR(a.st_mode) && a.st_rdev == b.st_rdev && a.st_dev == b.st_dev;
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
  return (number_in(info, "flags:", 8).value_or(O_RDONLY) & O_ACCMODE) != O_WRONLY;
}

/// The other side of the pseudo-terminal `port`.
bool is_other_side(const struct stat& other, const fs::path& info, const struct stat& port) {
  constexpr unsigned ptmx_minor = 2;
  const bool is_ptmx = S_ISCHR(other.st_mode) && other.st_rdev == makedev(TTYAUX_MAJOR, ptmx_minor);
  const bool is_pts = major(port.st_rdev) == UNIX98_PTY_SLAVE_MAJOR;
  return is_ptmx && is_pts && number_in(info, "tty-index:", 10) == minor(port.st_rdev);
}

/// Whether a process takes bytes out of `port`. The program that made a pseudo-terminal, like
/// socat, often has both sides open, and reads from its own.
bool reads(const fs::path& process, const struct stat& port) {
  bool has_it_open = false;
  std::error_code error;
  for (fs::directory_iterator at{process / "fd", error}, end; !error && at != end;
       at.increment(error)) {
    struct stat status {};
    if (::stat(at->path().c_str(), &status) != 0) continue;
    const fs::path info = process / "fdinfo" / at->path().filename();
    if (is_other_side(status, info, port)) return false;
    has_it_open = has_it_open || (is_same_device(status, port) && reads_from(info));
  }
  return has_it_open;
}

/// The controlling terminal of a process, as the kernel numbers it: field 7 of its stat. The name
/// may contain `)`, so the fields count from the last one.
unsigned terminal_of(const fs::path& process) {
  std::ifstream file{process / "stat"};
  std::string line;
  std::getline(file, line);
  const auto name_end = line.rfind(')');
  if (name_end == std::string::npos) return 0;
  std::istringstream fields{line.substr(name_end + 1)};
  std::string state;
  long parent = 0;
  long group = 0;
  long session = 0;
  long terminal = 0;
  fields >> state >> parent >> group >> session >> terminal;
  return static_cast<unsigned>(terminal);
}

/// The number of `device` in that form.
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
    if (!is_process || process == ::getpid() || !reads(at->path(), port)) continue;
    const bool has_it_as_terminal = terminal_of(at->path()) == number_of(port.st_rdev);
    if (reader && !has_it_as_terminal) continue;
    reader = PortReader{process, name_of_process(at->path()), has_it_as_terminal};
    if (has_it_as_terminal) break;
  }
  return reader;
}

}  // namespace twc::tools
