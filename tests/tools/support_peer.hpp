// SPDX-License-Identifier: MIT
#pragma once
/// The other side of an endpoint, in plain POSIX calls: sockets and pseudo-terminals.

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "endpoint/fd.hpp"
#include "support/ensure.hpp"

namespace twc::test {

/// One side of something that bytes go through. Never waits.
class Peer {
 public:
  explicit Peer(tools::Fd fd) : fd_{std::move(fd)} {
    ensure(static_cast<bool>(fd_), "a peer");
    ::fcntl(fd_.get(), F_SETFL, ::fcntl(fd_.get(), F_GETFL) | O_NONBLOCK);
  }

  /// As much of `bytes` as fits; gives the number.
  std::size_t offer(std::string_view bytes) {
    const auto count = ::write(fd_.get(), bytes.data(), bytes.size());
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  void say(std::string_view bytes) {
    ensure(offer(bytes) == bytes.size(), "a peer takes all bytes");
  }

  /// Everything that has arrived up to now.
  const std::string& heard() {
    std::array<char, 65536> buffer{};
    for (;;) {
      const auto count = ::read(fd_.get(), buffer.data(), buffer.size());
      if (count > 0) {
        heard_.append(buffer.data(), static_cast<std::size_t>(count));
        continue;
      }
      ended_ = count == 0 || (errno != EAGAIN && errno != EINTR);
      return heard_;
    }
  }
  /// True when the other side has closed or broken off.
  [[nodiscard]] bool ended() {
    heard();
    return ended_;
  }

  [[nodiscard]] int fd() const { return fd_.get(); }
  void close() { fd_.reset(); }
  /// Closes a socket so that the other side sees a reset.
  void reset() {
    const linger at_once{.l_onoff = 1, .l_linger = 0};
    ensure(::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once) == 0,
           "setsockopt");
    close();
  }

 private:
  tools::Fd fd_;
  std::string heard_;
  bool ended_ = false;
};

/// A socket address of either family.
class SocketAddress {
 public:
  SocketAddress(const std::string& host, std::uint16_t port) {
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
      v4.sin_family = AF_INET;
      v4.sin_port = htons(port);
      set(v4);
    } else {
      ensure(::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1, "inet_pton");
      v6.sin6_family = AF_INET6;
      v6.sin6_port = htons(port);
      set(v6);
    }
  }

  /// The address that a socket is bound to.
  explicit SocketAddress(int fd) { ensure(::getsockname(fd, get(), &size_) == 0, "getsockname"); }

  [[nodiscard]] sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage_); }
  [[nodiscard]] socklen_t size() const { return size_; }
  [[nodiscard]] std::uint16_t port() const {
    // The port stands in the same place in both families.
    sockaddr_in v4{};
    std::memcpy(&v4, &storage_, sizeof v4);
    return ntohs(v4.sin_port);
  }

 private:
  template <class Address>
  void set(const Address& address) {
    std::memcpy(&storage_, &address, sizeof address);
    size_ = sizeof address;
  }

  sockaddr_storage storage_{};
  socklen_t size_ = sizeof storage_;
};

/// A socket that listens on `host`, and its clients. Not called `listen`: that is POSIX's.
class Server {
 public:
  explicit Server(const std::string& host = "127.0.0.1", std::uint16_t port = 0, int backlog = 8)
      : fd_{::socket(host.find(':') == std::string::npos ? AF_INET : AF_INET6,
                     SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)} {
    const int yes = 1;
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    SocketAddress address{host, port};
    ensure(::bind(fd_.get(), address.get(), address.size()) == 0, "bind");
    ensure(::listen(fd_.get(), backlog) == 0, "listen");
  }

  [[nodiscard]] std::uint16_t port() const { return SocketAddress{fd_.get()}.port(); }
  [[nodiscard]] int fd() const { return fd_.get(); }
  /// Takes a client if one is there.
  [[nodiscard]] bool take(tools::Fd& client) {
    client = tools::Fd{::accept4(fd_.get(), nullptr, nullptr, SOCK_CLOEXEC)};
    return static_cast<bool>(client);
  }

 private:
  tools::Fd fd_;
};

/// Connects within the machine. `receive_buffer` as small as the kernel lets when not 0.
[[nodiscard]] inline tools::Fd connect_to(const std::string& host, std::uint16_t port,
                                          int receive_buffer = 0) {
  SocketAddress address{host, port};
  tools::Fd fd{::socket(address.get()->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  if (receive_buffer > 0) {
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  }
  if (::connect(fd.get(), address.get(), address.size()) != 0) fd.reset();
  return fd;
}

}  // namespace twc::test
