// SPDX-License-Identifier: MIT
#pragma once
/// The connection to one broker, by whichever address of its name answers first.

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>

#include "endpoint/lease.hpp"
#include "mqtt/client.hpp"
#include "mqtt/way.hpp"

namespace twc::tools {

/// One round over the addresses of a broker, in the order that the system gives them. It has ended
/// when all of them have failed, or when the one that answered is lost. Handlers may not destroy
/// it.
class BrokerConnection {
 public:
  using Addresses = std::vector<asio::ip::address>;
  /// Hands on the addresses of a name, or none and why.
  using Found = std::function<void(Addresses, std::string why)>;
  using Resolve = std::function<void(const std::string& host, Found)>;

  /// The system is asked for addresses, unless `resolve` is given.
  BrokerConnection(asio::io_context& io, ClientSettings settings, BrokerAddress broker,
                   BrokerClient::Handlers handlers, const Resolve& resolve = {});

  void subscribe(const std::vector<std::string>& topics) { client_->subscribe(topics); }
  void publish(const Message& message) { client_->publish(message); }
  void disconnect() { client_->disconnect(); }

 private:
  void ask_the_system(const std::string& host, Found found);
  void found(const Addresses& addresses, const std::string& why);
  void attempt();
  void ended(ClientEnd end);

  asio::io_context& io_;
  asio::ip::tcp::resolver resolver_;
  ClientSettings settings_;
  BrokerAddress broker_;
  BrokerClient::Handlers handlers_;
  std::vector<Way> ways_;
  std::size_t at_ = 0;
  std::string troubles_;  ///< the failures of the ways before this one
  bool was_up_ = false;
  std::unique_ptr<BrokerClient> client_;
  Lease lease_;
};

}  // namespace twc::tools
