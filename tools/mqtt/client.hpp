// SPDX-License-Identifier: MIT
#pragma once
/// One attempt at one broker: libmosquitto, driven by our loop.

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>

#include "endpoint/lease.hpp"
#include "mqtt/broker.hpp"
#include "mqtt/credentials.hpp"
#include "mqtt/message.hpp"
#include "mqtt/way.hpp"

struct mosquitto;

namespace twc::tools {

struct ClientSettings {
  std::string id;
  Message will;
  Credentials credentials;
  std::string ca;    ///< empty: the authorities that the system trusts
  std::string cert;  ///< the certificate of this client; empty: none
  std::string key;
  /// For how long the broker may confirm no message. A cluster that has lost a node confirms none
  /// for a quarter of a minute.
  int most_unconfirmed_s = 60;
};

/// Why a connection ended, or did not come about.
struct ClientEnd {
  enum class Cause : std::uint8_t { lost, login_refused, version_refused };
  Cause cause = Cause::lost;
  std::string why;
};

/// One attempt at one broker. Nothing of it outlives it, so that no message of an earlier
/// connection is ever sent again. Handlers are called out of io_context::run() and may not destroy
/// it.
class BrokerClient {
 public:
  struct Handlers {
    std::function<void()> on_up;
    std::function<void(ClientEnd)> on_end;  ///< once at most, and nothing after it
    std::function<void(Message)> on_message;
    /// The broker has answered all subscriptions; false: it refused some of them.
    std::function<void(bool is_granted)> on_subscribed;
    std::function<void(std::string)> on_complaint;  ///< names what the broker does not allow
  };

  /// Throws Failure where a certificate or a key cannot be used.
  BrokerClient(asio::io_context& io, const ClientSettings& settings, BrokerAddress broker, Way way,
               Handlers handlers);
  BrokerClient(const BrokerClient&) = delete;
  BrokerClient& operator=(const BrokerClient&) = delete;
  ~BrokerClient();

  void subscribe(const std::vector<std::string>& topics);
  void publish(const Message& message);
  /// Tells the broker that the end is meant: it does not send the will.
  void disconnect();

 private:
  struct Events;  ///< the callbacks that libmosquitto calls

  void prepare(const ClientSettings& settings);
  void secure(const ClientSettings& settings);
  void begin();
  void await_read();
  void await_write();
  void await_second();
  void have_read();
  void have_written();
  /// Hands on, outside of the callbacks of libmosquitto, what they have left.
  void settle(int result);
  void end(ClientEnd end);
  void end_with(int result);
  void detach();

  asio::posix::stream_descriptor watched_;
  asio::steady_timer second_;
  BrokerAddress broker_;
  Way way_;
  Handlers handlers_;
  ::mosquitto* client_ = nullptr;
  bool is_up_ = false;
  bool has_ended_ = false;
  bool awaits_write_ = false;
  int seconds_ = 0;

  bool was_accepted_ = false;
  std::size_t unconfirmed_ = 0;  ///< messages that the broker has not confirmed
  int unconfirmed_s_ = 0;        ///< for how long none was
  int most_unconfirmed_s_;
  std::size_t unanswered_ = 0;  ///< subscriptions that the broker has neither taken nor refused
  bool was_refused_ = false;
  std::optional<bool> granted_;
  std::optional<ClientEnd> ending_;
  std::vector<Message> heard_;
  std::vector<std::string> complaints_;
  Lease lease_;
};

}  // namespace twc::tools
