// SPDX-License-Identifier: MIT
#include "endpoint/tcp_options.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace twc::tools {
namespace {

void set(asio::ip::tcp::socket& socket, int level, int option, int value) {
  // Not one of them is vital: a system without an option still has a working connection.
  ::setsockopt(socket.native_handle(), level, option, &value, sizeof value);
}

}  // namespace

void set_bus_options(asio::ip::tcp::socket& socket) {
  set(socket, IPPROTO_TCP, TCP_NODELAY, 1);
  set(socket, SOL_SOCKET, SO_KEEPALIVE, 1);
  set(socket, IPPROTO_TCP, TCP_KEEPIDLE, 10);
  set(socket, IPPROTO_TCP, TCP_KEEPINTVL, 3);
  set(socket, IPPROTO_TCP, TCP_KEEPCNT, 3);
  // Keepalive rests while bytes of ours are unacknowledged; this is the limit for those.
  set(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, 19'000);
}

void hold_little(asio::ip::tcp::socket& socket) {
  set(socket, SOL_SOCKET, SO_SNDBUF, 2048);
}

void reset_on_close(asio::ip::tcp::socket& socket) {
  asio::error_code ignored;
  socket.set_option(asio::ip::tcp::socket::linger{true, 0}, ignored);
}

}  // namespace twc::tools
