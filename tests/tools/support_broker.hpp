// SPDX-License-Identifier: MIT
#pragma once
/// A real mosquitto on a port of its own, and somebody who listens and publishes there.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "mqtt/message.hpp"
#include "tools/support_program.hpp"
#include "tools/support_pty.hpp"

struct mosquitto;

namespace twc::test {

/// Runs until it is stopped; may be started again on the same port.
class RealBroker {
 public:
  /// `settings`: lines of mosquitto.conf beside the listener; without any, everybody may do
  /// everything.
  explicit RealBroker(const std::string& settings = "allow_anonymous true\n");

  void start();
  /// kill -9.
  void stop() { program_.reset(); }
  [[nodiscard]] std::uint16_t port() const { return port_; }
  /// "mqtt://127.0.0.1:40123"
  [[nodiscard]] std::string url() const;

 private:
  Folder folder_;
  std::uint16_t port_;
  std::unique_ptr<Program> program_;
};

/// Hears all topics from the moment on that it exists, retained ones first.
class Onlooker {
 public:
  explicit Onlooker(const RealBroker& broker);
  Onlooker(const Onlooker&) = delete;
  Onlooker& operator=(const Onlooker&) = delete;
  ~Onlooker();

  void publish(const std::string& topic, const std::string& payload, bool is_retained = false);
  /// Waits for a message with `text` in it; those before it are passed over. Gives its payload.
  std::string await(const std::string& topic, const std::string& text = "");
  /// Takes what arrives for so long.
  void listen(int milliseconds);
  /// Counts the messages that came at a topic and were not passed over.
  [[nodiscard]] std::size_t count(const std::string& topic) const;

 private:
  struct Events;

  ::mosquitto* client_;
  bool is_subscribed_ = false;
  std::vector<tools::Message> heard_;
};

}  // namespace twc::test
