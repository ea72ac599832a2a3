// SPDX-License-Identifier: MIT
#include "tools/support_broker.hpp"

#include <chrono>
#include <fstream>
#include <mosquitto.h>

#include <fmt/format.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "tools/support_peer.hpp"

namespace twc::test {

using std::chrono::steady_clock;

struct Onlooker::Events {
  static void message(::mosquitto* /*client*/, void* self, const mosquitto_message* message) {
    const auto* const bytes = static_cast<const char*>(message->payload);
    static_cast<Onlooker*>(self)->heard_.push_back({
        .topic = message->topic,
        .payload = bytes == nullptr
                       ? std::string{                                             }
                       : std::string{ bytes, static_cast<std::size_t>(message->payloadlen)},
        .is_retained = message->retain
    });
  }
  static void subscribed(::mosquitto* /*client*/, void* self, int /*id*/, int /*count*/,
                         const int* /*granted*/) {
    static_cast<Onlooker*>(self)->is_subscribed_ = true;
  }
};

RealBroker::RealBroker(const std::string& settings) : port_{Server{}.port()} {
  std::ofstream{folder_ / "mosquitto.conf"}
      << fmt::format("user root\nlog_type none\nlistener {} 127.0.0.1\n{}", port_, settings);
  start();
}

void RealBroker::start() {
  program_ = std::make_unique<Program>("/usr/sbin/mosquitto",
                                       Program::Arguments{"-c", folder_ / "mosquitto.conf"});
  constexpr int patience = 2000;
  for (int attempt = 0; !connect_to("127.0.0.1", port_); ++attempt) {
    REQUIRE(attempt < patience);
    ::usleep(10'000);
  }
}

std::string RealBroker::url() const {
  return fmt::format("mqtt://127.0.0.1:{}", port_);
}

Onlooker::Onlooker(const RealBroker& broker) : client_{mosquitto_new(nullptr, true, this)} {
  mosquitto_message_callback_set(client_, &Events::message);
  mosquitto_subscribe_callback_set(client_, &Events::subscribed);
  REQUIRE(mosquitto_connect(client_, "127.0.0.1", broker.port(), 60) == MOSQ_ERR_SUCCESS);
  REQUIRE(mosquitto_subscribe(client_, nullptr, "#", 1) == MOSQ_ERR_SUCCESS);
  while (!is_subscribed_) REQUIRE(mosquitto_loop(client_, 1000, 1) == MOSQ_ERR_SUCCESS);
}

Onlooker::~Onlooker() {
  mosquitto_destroy(client_);
}

void Onlooker::publish(const std::string& topic, const std::string& payload, bool is_retained) {
  REQUIRE(mosquitto_publish(client_, nullptr, topic.c_str(), static_cast<int>(payload.size()),
                            payload.data(), 1, is_retained) == MOSQ_ERR_SUCCESS);
}

std::string Onlooker::await(const std::string& topic, const std::string& text) {
  const auto give_up = steady_clock::now() + std::chrono::seconds{60};
  for (std::size_t at = 0;; ++at) {
    while (at >= heard_.size()) {
      INFO("waited for '" << text << "' at " << topic);
      REQUIRE(steady_clock::now() < give_up);
      REQUIRE(mosquitto_loop(client_, 100, 1) == MOSQ_ERR_SUCCESS);
    }
    if (heard_[at].topic != topic || heard_[at].payload.find(text) == std::string::npos) continue;
    std::string payload = heard_[at].payload;
    heard_.erase(heard_.begin(), heard_.begin() + static_cast<std::ptrdiff_t>(at) + 1);
    return payload;
  }
}

void Onlooker::listen(int milliseconds) {
  const auto end = steady_clock::now() + std::chrono::milliseconds{milliseconds};
  while (steady_clock::now() < end) REQUIRE(mosquitto_loop(client_, 20, 1) == MOSQ_ERR_SUCCESS);
}

std::size_t Onlooker::count(const std::string& topic) const {
  std::size_t count = 0;
  for (const tools::Message& message : heard_) count += message.topic == topic ? 1U : 0U;
  return count;
}

}  // namespace twc::test
