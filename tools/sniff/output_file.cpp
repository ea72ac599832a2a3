#include "sniff/output_file.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "common/exit.hpp"

namespace twc::tools {
namespace {

[[noreturn]] void fail(const std::string& name, const char* what, int error) {
  throw Failure{Exit::failure, name + ": " + what + ": " + std::generic_category().message(error)};
}

void wait_until_writable(int fd) {
  pollfd waiting{.fd = fd, .events = POLLOUT, .revents = 0};
  ::poll(&waiting, 1, -1);
}

}  // namespace

OutputFile::OutputFile(const std::string& path) {
  constexpr mode_t everybody = 0666;  // less the umask
  constexpr std::size_t longest_line = 1024;
  if (!path.empty() && path != "-") {
    name_ = path;
    fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, everybody);
    if (fd_ < 0) fail(name_, "cannot be written", errno);
    opened_ = Fd{fd_};
  }
  buffer_.reserve(block + longest_line);
}

OutputFile::~OutputFile() {
  try {
    flush();
  } catch (const std::exception&) {
    buffer_.clear();
  }
}

void OutputFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(fd_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EAGAIN) {
      wait_until_writable(fd_);  // a terminal or pipe that another program made non-blocking
    } else if (errno != EINTR) {
      const int error = errno;
      buffer_.clear();
      if (error == EPIPE) throw PipeClosed{};
      fail(name_, "cannot be written", error);
    }
  }
  buffer_.clear();
}

}  // namespace twc::tools
