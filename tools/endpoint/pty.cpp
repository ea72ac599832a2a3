// SPDX-License-Identifier: MIT
#include "endpoint/pty.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/ioctl.h>
#include <termios.h>

#include "endpoint/raw_mode.hpp"

namespace twc::tools {
namespace {

namespace fs = std::filesystem;

struct Pty {
  Fd our_side;
  Fd peer_side;
  std::string device;
};

void check(bool success, const char* what) {
  if (success) return;
  throw std::system_error{errno, std::generic_category(), what};
}

constexpr const char* in_the_way = "exists and is no link to a pseudo-terminal; it is left alone";
constexpr const char* in_others_use = "is the link of another process; it is left alone";

/// The mark on a pseudo-terminal that the owner of a link to it lives, for those that find the
/// link: a lock of the byte that has the number of the link. Locks of this kind go with the
/// description, and are apart from those that programs put on serial ports.
struct flock owner_mark(const FileIdentity& link) {
  struct flock mark {};
  mark.l_type = F_WRLCK;
  mark.l_whence = SEEK_SET;
  mark.l_start = static_cast<off_t>(link.inode & 0x7FFFFFFFU);
  mark.l_len = 1;
  return mark;
}

/// A port that somebody has to himself may not even be opened.
bool has_owner(const fs::path& link) {
  const auto device = fs::read_symlink(link);
  const Fd fd{::open(device.c_str(), O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)};
  if (!fd) return errno == EBUSY;
  struct flock mark = owner_mark(FileIdentity{link});
  return ::fcntl(fd.get(), F_OFD_GETLK, &mark) == 0 && mark.l_type != F_UNLCK;
}

/// Tells what keeps us from taking the place of what is at `link`: nothing if it is a link that a
/// run that was killed has left behind.
std::optional<const char*> obstacle_at(const fs::path& link) {
  const bool is_link = fs::is_symlink(fs::symlink_status(link));
  if (!is_link || fs::read_symlink(link).parent_path() != "/dev/pts") return in_the_way;
  return has_owner(link) ? std::optional{in_others_use} : std::nullopt;
}

Pty make_pty() {
  Pty pty;
  pty.our_side = Fd{::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)};
  const int fd = pty.our_side.get();
  check(fd >= 0 && ::grantpt(fd) == 0 && ::unlockpt(fd) == 0, "no pseudo-terminal to be had");

  std::array<char, 64> device{};
  errno = ::ptsname_r(fd, device.data(), device.size());
  check(errno == 0, "the pseudo-terminal has no name");
  pty.device = device.data();

  // Held open, so that reads wait for the next peer instead of failing when one has left. Not for
  // reading: a program that listens there is the only reader.
  pty.peer_side = Fd{::open(device.data(), O_WRONLY | O_NOCTTY | O_CLOEXEC)};
  check(pty.peer_side && make_raw(pty.peer_side.get(), B9600), device.data());
  return pty;
}

std::string cannot_link(const std::string& why) {
  return "cannot make the link: " + why;
}

void make_link(const std::string& link, const std::string& device) {
  if (fs::exists(fs::symlink_status(link))) {
    if (const auto obstacle = obstacle_at(link)) throw std::runtime_error{*obstacle};
  }
  // Made aside and renamed, so that nobody ever finds the place empty.
  const auto aside = fmt::format("{}.{}", link, ::getpid());
  fs::create_symlink(device, aside);
  fs::rename(aside, link);
}

}  // namespace

std::optional<std::string> pty_link_fault(const std::string& link) {
  std::error_code error;
  const auto status = fs::symlink_status(link, error);
  if (fs::exists(status)) {
    const auto obstacle = obstacle_at(link);
    return obstacle ? std::optional<std::string>{*obstacle} : std::nullopt;
  }
  if (status.type() != fs::file_type::not_found) return cannot_link(error.message());
  const fs::path folder = fs::absolute(link).parent_path();
  if (::access(folder.c_str(), W_OK | X_OK) == 0) return std::nullopt;
  return cannot_link(std::generic_category().message(errno));
}

PtyEndpoint::PtyEndpoint(asio::io_context& io, std::string name, std::string link,
                         const EndpointOptions& options)
    : Endpoint{io, std::move(name), options}, link_{std::move(link)} {}

void PtyEndpoint::attempt() {
  Pty pty;
  try {
    pty = make_pty();
    if (!link_.empty()) make_link(link_, pty.device);
  } catch (const fs::filesystem_error& error) {
    return failed(cannot_link(error.code().message()));
  } catch (const std::exception& error) {
    return failed(error.what());
  }
  if (!link_.empty()) {
    identity_ = FileIdentity{link_};
    struct flock mark = owner_mark(identity_);
    ::fcntl(pty.peer_side.get(), F_OFD_SETLK, &mark);
  }
  peer_side_ = std::move(pty.peer_side);
  using Descriptor = asio::posix::stream_descriptor;
  stream_ = std::make_shared<ByteStream<Descriptor>>(Descriptor{io(), pty.our_side.release()});
  stream_->start([this](Bytes chunk) { heard(chunk); },
                 [this](const asio::error_code& error) { failed(error.message()); });
  device_ = std::move(pty.device);
  opened(device_);
}

void PtyEndpoint::transmit(Bytes chunk) {
  // Without a reader the terminal would keep some minutes of bus, for one who comes later and takes
  // them for news. A port that nobody has open keeps nothing.
  constexpr int most_unread = 1024;
  int unread = 0;
  if (::ioctl(peer_side_.get(), FIONREAD, &unread) == 0 && unread > most_unread) {
    ::tcflush(peer_side_.get(), TCIFLUSH);
  }
  stream_->send(chunk);
}

void PtyEndpoint::drop() {
  if (stream_) std::exchange(stream_, nullptr)->close();
  peer_side_.reset();
  std::error_code ignored;
  const bool is_ours = !link_.empty() && FileIdentity{link_} == identity_ &&
                       fs::read_symlink(link_, ignored) == device_;
  if (is_ours) fs::remove(link_, ignored);
  identity_ = {};
}

}  // namespace twc::tools
