// SPDX-License-Identifier: MIT
#include "capture/writer_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace twc::tools {
namespace {

constexpr int to_append = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC;
constexpr mode_t everybody = 0666;  // less the umask

bool exists(const std::string& path) {
  struct stat status {};
  return ::lstat(path.c_str(), &status) == 0;
}

bool is_pipe(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISFIFO(status.st_mode);
}

}  // namespace

CaptureFile::CaptureFile(std::string path, std::optional<unsigned> keep)
    : path_{std::move(path)}, keep_{keep} {}

CaptureFile::CaptureFile(std::string path, Existing existing, std::optional<unsigned> keep)
    : CaptureFile{std::move(path), keep} {  // from here on the destructor closes it
  if (is_pipe(path_)) return;               // opening it waits for a reader, which write() may
  struct stat status {};
  fd_ = ::open(path_.c_str(), to_append, everybody);
  if (fd_ < 0 || ::fstat(fd_, &status) != 0) fail("cannot open", errno);
  takes_room_ = S_ISREG(status.st_mode);
  size_ = takes_room_ ? static_cast<std::uint64_t>(status.st_size) : 0;
  if (existing == Existing::append || size_ == 0) return;
  if (keep_) {
    if (const auto why = begin_next()) throw std::runtime_error{*why};
    return;
  }
  if (::ftruncate(fd_, 0) != 0) fail("cannot be replaced", errno);
  size_ = 0;
}

CaptureFile::~CaptureFile() {
  if (fd_ >= 0) ::close(fd_);
}

void CaptureFile::write(std::string_view bytes) {
  if (fd_ < 0 && !bytes.empty()) fd_ = ::open(path_.c_str(), to_append, everybody);
  if (fd_ < 0 && !bytes.empty()) fail("cannot open", errno);
  while (!bytes.empty()) {
    const ssize_t count = ::write(fd_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) fail("cannot write", errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
    size_ += static_cast<std::uint64_t>(count);
  }
}

bool CaptureFile::ends_within_line() const {
  if (size_ == 0) return false;
  const int fd = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return true;  // a line break too many does no harm
  char last = 0;
  const ssize_t count = ::pread(fd, &last, 1, static_cast<off_t>(size_ - 1));
  ::close(fd);
  return count != 1 || last != '\n';
}

std::optional<std::string> CaptureFile::begin_next() {
  if (auto why = move_all()) return why;
  const int fresh = ::open(path_.c_str(), to_append | O_EXCL, everybody);
  if (fresh < 0) {
    const int error = errno;
    static_cast<void>(std::rename(name(1).c_str(), path_.c_str()));  // the present one goes on
    return fmt::format("{}: the next file cannot be opened: {}", path_, std::strerror(error));
  }
  ::close(fd_);
  fd_ = fresh;
  size_ = 0;
  return std::nullopt;
}

/// Moves only those below the first number that is free: after a move that failed there is one, and
/// trying again costs no file.
std::optional<std::string> CaptureFile::move_all() const {
  unsigned to = 1;
  while (to + 1 < *keep_ && exists(name(to))) ++to;
  for (; to >= 1; --to) {
    if (std::rename(name(to - 1).c_str(), name(to).c_str()) == 0) continue;
    if (to == 1 && errno == ENOENT) continue;  // somebody took FILE away
    return fmt::format("{}: cannot be renamed to {}: {}", name(to - 1), name(to),
                       std::strerror(errno));
  }
  return std::nullopt;
}

std::string CaptureFile::name(unsigned number) const {
  return number == 0 ? path_ : fmt::format("{}.{}", path_, number);
}

void CaptureFile::fail(const char* what, int error) const {
  throw std::runtime_error{fmt::format("{}: {}: {}", path_, what, std::strerror(error))};
}

}  // namespace twc::tools
