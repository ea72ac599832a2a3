// SPDX-License-Identifier: MIT
#include "tools/support_relay_port.hpp"

#include <filesystem>
#include <utility>

#include <poll.h>
#include <termios.h>

#include "tools/support_pty.hpp"

namespace twc::test {
namespace {

bool is_hung_up(int fd) {
  pollfd state{.fd = fd, .events = 0, .revents = 0};
  return ::poll(&state, 1, 0) > 0 && (state.revents & POLLHUP) != 0;
}

/// A terminal that is not raw echoes what is sent before a program has set it up.
void make_raw(const std::string& device) {
  const tools::Fd terminal = open_device(device);
  termios settings = settings_of(terminal.get());
  ::cfmakeraw(&settings);
  ensure(::tcsetattr(terminal.get(), TCSANOW, &settings) == 0, "tcsetattr");
}

}  // namespace

void RelayPort::connect(tools::Fd fd) {
  peer_.emplace(std::move(fd));
  read_ = 0;
}

std::string RelayPort::hear() {
  if (!peer_) return {};
  const std::string& all = peer_->heard();
  return all.substr(std::exchange(read_, all.size()));
}

bool RelayPort::say(std::string_view bytes) {
  return peer_ && peer_->offer(bytes) == bytes.size();
}

void RelayPort::reset() {
  if (peer_) peer_->reset();
  peer_.reset();
}

std::string TcpRelayPort::name() const {
  return "tcp://127.0.0.1:" + std::to_string(port_);
}

bool TcpRelayPort::look() {
  if (is_over()) RelayPort::unplug();
  tools::Fd client;
  if (is_connected() || !server_ || !server_->take(client)) return false;
  connect(std::move(client));
  return true;
}

int TcpRelayPort::fd() const {
  return is_connected() || !server_ ? RelayPort::fd() : server_->fd();
}

void TcpRelayPort::unplug() {
  RelayPort::unplug();
  server_.reset();
}

void TcpRelayPort::plug() {
  server_.emplace("127.0.0.1", port_);
}

bool Rfc2217RelayPort::look() {
  const bool has_come = TcpRelayPort::look();
  if (has_come) telnet_ = {};
  return has_come;
}

std::string Rfc2217RelayPort::hear() {
  std::string data = telnet_.take(TcpRelayPort::hear());
  const std::string reply = telnet_.reply();
  if (!reply.empty()) TcpRelayPort::say(reply);
  return data;
}

/// A terminal that nobody has open is hung up, and its name is as it was.
bool SerialRelayPort::look() {
  const bool was_open = std::exchange(is_open_, is_connected() && !is_hung_up(peer().fd()));
  return is_open_ && !was_open;
}

void SerialRelayPort::unplug() {
  std::filesystem::remove(link_);
  is_open_ = false;
  RelayPort::unplug();
}

void SerialRelayPort::plug() {
  PtyPort port;
  make_raw(port.device);
  connect(tools::Fd{::fcntl(port.bus.fd(), F_DUPFD_CLOEXEC, 0)});
  std::filesystem::create_symlink(port.device, link_);
}

void JoinedRelayPort::join(const std::string& place) {
  const auto colon = place.rfind(':');
  connect(place.starts_with("/")
              ? open_device(place)
              : connect_to("127.0.0.1",
                           static_cast<std::uint16_t>(std::stoi(place.substr(colon + 1)))));
  is_new_ = true;
}

}  // namespace twc::test
