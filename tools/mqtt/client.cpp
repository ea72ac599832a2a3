// SPDX-License-Identifier: MIT
#include "mqtt/client.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <utility>

#include <asio/post.hpp>
#include <fmt/format.h>
#include <sys/socket.h>

#include "common/exit.hpp"

namespace twc::tools {
namespace {

/// A broker waits one and a half times this, and looks every few seconds: it notices within 15 s
/// that our machine has gone.
constexpr int keep_alive_s = 6;
constexpr int patience_s = 10;
/// No command is as long. The broker may send megabytes, and nobody needs more of them.
constexpr std::size_t longest_payload = 1024;
constexpr int quality_of_service = 1;
/// A clean session loses commands with its connection in either quality, and a cluster that has
/// just lost a node takes subscriptions of quality 0 at once.
constexpr int quality_of_commands = 0;
constexpr int first_refusal = 128;

struct Library {
  Library() { mosquitto_lib_init(); }
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() { mosquitto_lib_cleanup(); }
};

const char* given(const std::string& path) {
  return path.empty() ? nullptr : path.c_str();
}

bool refuses_login(int reason) {
  return reason == CONNACK_REFUSED_BAD_USERNAME_PASSWORD ||
         reason == CONNACK_REFUSED_NOT_AUTHORIZED || reason == MQTT_RC_BAD_USERNAME_OR_PASSWORD ||
         reason == MQTT_RC_NOT_AUTHORIZED || reason == MQTT_RC_BANNED;
}

bool refuses_version(int reason) {
  return reason == CONNACK_REFUSED_PROTOCOL_VERSION ||
         reason == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION;
}

/// libmosquitto ends some of its texts with a full stop.
std::string without_full_stop(std::string text) {
  if (text.ends_with('.')) text.pop_back();
  return text;
}

std::string reason_text(int reason) {
  return without_full_stop(reason >= first_refusal ? mosquitto_reason_string(reason)
                                                   : mosquitto_connack_string(reason));
}

/// The socket knows why a connection was never made.
int error_of(int socket) {
  int error = 0;
  socklen_t size = sizeof error;
  ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size);
  return error;
}

}  // namespace

struct BrokerClient::Events {
  static void connected(::mosquitto* /*client*/, void* self, int reason, int /*flags*/,
                        const mosquitto_property* /*properties*/) {
    auto& us = *static_cast<BrokerClient*>(self);
    if (reason == 0) {
      us.was_accepted_ = true;
      return;
    }
    using enum ClientEnd::Cause;
    us.ending_ = ClientEnd{.cause = refuses_login(reason)     ? login_refused
                                    : refuses_version(reason) ? version_refused
                                                              : lost,
                           .why = reason_text(reason)};
  }
  static void disconnected(::mosquitto* /*client*/, void* self, int reason,
                           const mosquitto_property* /*properties*/) {
    auto& us = *static_cast<BrokerClient*>(self);
    if (us.ending_ || reason < first_refusal) return;
    // The answer of a broker that knows nothing of MQTT 5 cannot be read as one of MQTT 5.
    const bool is_unread = reason == MQTT_RC_MALFORMED_PACKET || reason == MQTT_RC_PROTOCOL_ERROR;
    const bool may_be_old = !us.is_up_ && us.broker_.speaks_5 && is_unread;
    using enum ClientEnd::Cause;
    us.ending_ = ClientEnd{.cause = may_be_old ? version_refused : lost,
                           .why = mosquitto_reason_string(reason)};
    if (reason == MQTT_RC_SESSION_TAKEN_OVER) {
      us.ending_->why = "another client has our name; give one of the two another --bridge";
    }
  }
  static void message(::mosquitto* /*client*/, void* self, const mosquitto_message* message) {
    auto& us = *static_cast<BrokerClient*>(self);
    const auto* const bytes = static_cast<const char*>(message->payload);
    us.heard_.push_back({
        .topic = message->topic,
        .payload = bytes == nullptr
                       ? std::string{               }
                       : std::string{ bytes, std::min(static_cast<std::size_t>(message->payloadlen),
                                     longest_payload)},
        .is_retained = message->retain
    });
  }
  static void subscribed(::mosquitto* /*client*/, void* self, int /*id*/, int count,
                         const int* granted) {
    auto& us = *static_cast<BrokerClient*>(self);
    us.was_refused_ |=
        std::any_of(granted, granted + count, [](int quality) { return quality >= first_refusal; });
    if (us.unanswered_ > 0) --us.unanswered_;
    if (us.unanswered_ == 0) us.granted_ = !std::exchange(us.was_refused_, false);
  }
  static void published(::mosquitto* /*client*/, void* self, int /*id*/, int reason,
                        const mosquitto_property* /*properties*/) {
    auto& us = *static_cast<BrokerClient*>(self);
    if (us.unconfirmed_ > 0) --us.unconfirmed_;
    us.unconfirmed_s_ = 0;
    if (reason < first_refusal) return;
    us.complaints_.push_back(
        fmt::format("the broker refuses a message: {}", mosquitto_reason_string(reason)));
  }
};

BrokerClient::BrokerClient(asio::io_context& io, const ClientSettings& settings,
                           BrokerAddress broker, Way way, Handlers handlers)
    : watched_{io},
      second_{io},
      broker_{std::move(broker)},
      way_{std::move(way)},
      handlers_{std::move(handlers)},
      most_unconfirmed_s_{settings.most_unconfirmed_s} {
  static const Library library;
  client_ = mosquitto_new(settings.id.c_str(), true, this);
  if (client_ == nullptr) throw Failure{Exit::failure, "out of memory"};
  prepare(settings);
  asio::post(io, lease_.bind([this] { begin(); }));
}

BrokerClient::~BrokerClient() {
  detach();
  mosquitto_destroy(client_);
}

void BrokerClient::prepare(const ClientSettings& settings) {
  mosquitto_int_option(client_, MOSQ_OPT_PROTOCOL_VERSION,
                       broker_.speaks_5 ? MQTT_PROTOCOL_V5 : MQTT_PROTOCOL_V311);
  mosquitto_int_option(client_, MOSQ_OPT_TCP_NODELAY, 1);
  mosquitto_will_set(client_, settings.will.topic.c_str(),
                     static_cast<int>(settings.will.payload.size()), settings.will.payload.data(),
                     quality_of_service, settings.will.is_retained);
  const Credentials& login = settings.credentials;
  if (!login.user.empty()) {
    mosquitto_username_pw_set(client_, login.user.c_str(), login.password.c_str());
  }
  if (broker_.is_encrypted) secure(settings);
  mosquitto_connect_v5_callback_set(client_, &Events::connected);
  mosquitto_disconnect_v5_callback_set(client_, &Events::disconnected);
  mosquitto_message_callback_set(client_, &Events::message);
  mosquitto_subscribe_callback_set(client_, &Events::subscribed);
  mosquitto_publish_v5_callback_set(client_, &Events::published);
}

void BrokerClient::secure(const ClientSettings& settings) {
  int result = MOSQ_ERR_SUCCESS;
  if (settings.ca.empty()) {
    result = mosquitto_int_option(client_, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
  }
  if (result == MOSQ_ERR_SUCCESS && (!settings.ca.empty() || !settings.cert.empty())) {
    result = mosquitto_tls_set(client_, given(settings.ca), nullptr, given(settings.cert),
                               given(settings.key), nullptr);
  }
  if (result == MOSQ_ERR_SUCCESS) return;
  throw Failure{Exit::usage, fmt::format("--ca, --cert or --key cannot be used: {}",
                                         mosquitto_strerror(result))};
}

void BrokerClient::begin() {
  const int result = mosquitto_connect_bind_async(client_, way_.host.c_str(), broker_.port,
                                                  keep_alive_s, given(way_.from));
  if (result != MOSQ_ERR_SUCCESS) return end_with(result);
  watched_.assign(mosquitto_socket(client_));
  await_read();
  await_write();
  await_second();
}

void BrokerClient::await_read() {
  using Wait = asio::posix::stream_descriptor;
  watched_.async_wait(Wait::wait_read, lease_.bind([this](const asio::error_code& error) {
    if (!error) have_read();
  }));
}

void BrokerClient::await_write() {
  if (awaits_write_ || has_ended_ || !watched_.is_open()) return;
  awaits_write_ = true;
  using Wait = asio::posix::stream_descriptor;
  watched_.async_wait(Wait::wait_write, lease_.bind([this](const asio::error_code& error) {
    awaits_write_ = false;
    if (!error) have_written();
  }));
}

/// libmosquitto keeps the connection alive out of this.
void BrokerClient::await_second() {
  second_.expires_after(std::chrono::seconds{1});
  second_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (error || has_ended_) return;
    if (!is_up_ && ++seconds_ >= patience_s) {
      return end({.why = fmt::format("no answer for {} s", patience_s)});
    }
    // libmosquitto keeps each message until the broker has confirmed it.
    if (unconfirmed_ == 0) unconfirmed_s_ = 0;
    if (unconfirmed_ > 0 && ++unconfirmed_s_ >= most_unconfirmed_s_) {
      return end({.why = fmt::format("no message confirmed for {} s", most_unconfirmed_s_)});
    }
    settle(mosquitto_loop_misc(client_));
    if (!has_ended_) await_second();
  }));
}

void BrokerClient::have_read() {
  settle(mosquitto_loop_read(client_, 1));
  if (!has_ended_) await_read();
}

void BrokerClient::have_written() {
  const int error = is_up_ ? 0 : error_of(watched_.native_handle());
  if (error != 0) return end({.why = std::strerror(error)});
  settle(mosquitto_loop_write(client_, 1));
}

void BrokerClient::settle(int result) {
  if (std::exchange(was_accepted_, false)) {
    is_up_ = true;
    handlers_.on_up();
  }
  for (std::string& complaint : std::exchange(complaints_, {})) {
    handlers_.on_complaint(std::move(complaint));
  }
  if (const auto granted = std::exchange(granted_, {})) handlers_.on_subscribed(*granted);
  for (Message& message : std::exchange(heard_, {})) handlers_.on_message(std::move(message));
  if (has_ended_) return;
  if (ending_) return end(*ending_);
  if (result != MOSQ_ERR_SUCCESS) return end_with(result);
  if (mosquitto_want_write(client_)) await_write();
}

void BrokerClient::end_with(int result) {
  const int error = errno;
  std::string why = without_full_stop(result == MOSQ_ERR_ERRNO ? std::strerror(error)
                                                               : mosquitto_strerror(result));
  // libmosquitto has no words for it.
  if (result == MOSQ_ERR_KEEPALIVE) why = is_up_ ? "no answer to the keep-alive" : "no answer";
  if (result == MOSQ_ERR_TLS)
    why += ": is its certificate signed by what --ca holds, for this name?";
  // A broker that knows nothing of MQTT 5 may hang up without a word.
  const bool hung_up = result == MOSQ_ERR_CONN_LOST || result == MOSQ_ERR_PROTOCOL ||
                       result == MOSQ_ERR_MALFORMED_PACKET;
  const bool may_be_old = !is_up_ && broker_.speaks_5 && hung_up;
  using enum ClientEnd::Cause;
  end({.cause = may_be_old ? version_refused : lost, .why = std::move(why)});
}

void BrokerClient::end(ClientEnd end) {
  if (std::exchange(has_ended_, true)) return;
  detach();
  handlers_.on_end(std::move(end));
}

void BrokerClient::detach() {
  second_.cancel();
  // The descriptor belongs to libmosquitto.
  if (watched_.is_open()) static_cast<void>(watched_.release());
}

void BrokerClient::subscribe(const std::vector<std::string>& topics) {
  if (has_ended_) return;
  // MQTT 3.1.1 tells of a command that it is retained at the next connection only.
  const int options = broker_.speaks_5 ? MQTT_SUB_OPT_RETAIN_AS_PUBLISHED : 0;
  unanswered_ += topics.size();
  for (const std::string& topic : topics) {
    mosquitto_subscribe_v5(client_, nullptr, topic.c_str(), quality_of_commands, options, nullptr);
  }
  if (mosquitto_want_write(client_)) await_write();
}

void BrokerClient::publish(const Message& message) {
  if (has_ended_ || !is_up_) return;
  const int result = mosquitto_publish(
      client_, nullptr, message.topic.c_str(), static_cast<int>(message.payload.size()),
      message.payload.data(), quality_of_service, message.is_retained);
  if (result == MOSQ_ERR_SUCCESS) ++unconfirmed_;
  if (mosquitto_want_write(client_)) await_write();
}

void BrokerClient::disconnect() {
  if (has_ended_) return;
  mosquitto_disconnect(client_);
  has_ended_ = true;
  detach();
}

}  // namespace twc::tools
