// SPDX-License-Identifier: MIT
#include "common/notify.hpp"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace twc::tools {
namespace {

std::string_view setting(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : std::string_view{};
}

std::optional<std::int64_t> number_in(const char* name) {
  const std::string_view text = setting(name);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.begin(), text.end(), number);
  if (text.empty() || error != std::errc{} || end != text.end()) return std::nullopt;
  return number;
}

}  // namespace

Notifier::Notifier() : path_{setting("NOTIFY_SOCKET")} {
  if (path_.empty()) return;
  socket_ = Fd{::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
  const auto period = number_in("WATCHDOG_USEC");
  const auto whose = number_in("WATCHDOG_PID");
  const bool is_ours = !whose || *whose == ::getpid();
  if (period && *period > 0 && is_ours)
    alive_every_ = Duration{std::max<std::int64_t>(*period / 2, 1000)};
}

void Notifier::send(const std::string& message) {
  sockaddr_un address{};
  if (!socket_ || path_.size() >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  std::ranges::copy(path_, address.sun_path);
  if (path_.front() == '@') address.sun_path[0] = '\0';  // an abstract name
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path_.size());
  ::sendto(socket_.get(), message.data(), message.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), size);
}

}  // namespace twc::tools
