// SPDX-License-Identifier: MIT
#include "endpoint/port_holders.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace twc::tools {
namespace {

namespace fs = std::filesystem;

bool is_same_device(const struct stat& a, const struct stat& b) {
  // Pseudo-terminals of containers have the same numbers.
  return S_ISCHR(a.st_mode) && a.st_rdev == b.st_rdev && a.st_dev == b.st_dev;
}

/// `flags:	0100002`, in octal; what cannot be read counts as reading.
bool reads_from(const fs::path& process, const std::string& descriptor) {
  std::ifstream info{process / "fdinfo" / descriptor};
  for (std::string line; std::getline(info, line);) {
    constexpr std::string_view key = "flags:";
    if (!line.starts_with(key)) continue;
    const std::size_t at = line.find_first_of("01234567");
    unsigned flags = 0;
    if (at == std::string::npos) return true;
    std::from_chars(line.data() + at, line.data() + line.size(), flags, 8);
    return (flags & O_ACCMODE) != O_WRONLY;
  }
  return true;
}

bool has_open(const fs::path& process, const struct stat& port) {
  std::error_code error;
  for (fs::directory_iterator at{process / "fd", error}, end; !error && at != end;
       at.increment(error)) {
    struct stat status {};
    if (::stat(at->path().c_str(), &status) != 0 || !is_same_device(status, port)) continue;
    if (reads_from(process, at->path().filename())) return true;
  }
  return false;
}

std::string name_of_process(const fs::path& process) {
  std::string name;
  std::ifstream file{process / "comm"};
  std::getline(file, name);
  return name;
}

}  // namespace

std::optional<PortHolder> find_port_holder(int fd) {
  struct stat port {};
  if (::fstat(fd, &port) != 0) return std::nullopt;
  std::error_code error;
  for (fs::directory_iterator at{"/proc", error}, end; !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    pid_t process = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), process);
    const bool is_process = parsed.ec == std::errc{} && parsed.ptr == name.data() + name.size();
    if (!is_process || process == ::getpid() || !has_open(at->path(), port)) continue;
    return PortHolder{process, name_of_process(at->path())};
  }
  return std::nullopt;
}

}  // namespace twc::tools
