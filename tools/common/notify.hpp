// SPDX-License-Identifier: MIT
#pragma once
/// Tells systemd that the service is ready, how it is doing, and that it is alive.

#include <optional>
#include <string>
#include <string_view>

#include <twc/types.hpp>

#include "endpoint/fd.hpp"

namespace twc::tools {

/// Does nothing where NOTIFY_SOCKET is not set. Never waits; what cannot be sent is left out.
class Notifier {
 public:
  Notifier();

  void ready() { send("READY=1"); }
  void stopping() { send("STOPPING=1"); }
  void alive() { send("WATCHDOG=1"); }
  /// One line for `systemctl status`.
  void status(std::string_view line) { send("STATUS=" + std::string{line}); }

  /// How often alive() is to be called: twice as often as systemd asks for. Nothing: never.
  [[nodiscard]] std::optional<Duration> alive_every() const { return alive_every_; }

 private:
  void send(const std::string& message);

  Fd socket_;
  std::string path_;
  std::optional<Duration> alive_every_;
};

}  // namespace twc::tools
