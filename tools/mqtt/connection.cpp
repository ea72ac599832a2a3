// SPDX-License-Identifier: MIT
#include "mqtt/connection.hpp"

#include <utility>

#include <asio/post.hpp>
#include <fmt/format.h>

namespace twc::tools {

BrokerConnection::BrokerConnection(asio::io_context& io, ClientSettings settings,
                                   BrokerAddress broker, BrokerClient::Handlers handlers,
                                   const Resolve& resolve)
    : io_{io},
      resolver_{io},
      settings_{std::move(settings)},
      broker_{std::move(broker)},
      handlers_{std::move(handlers)} {
  Found then = lease_.bind(
      [this](const Addresses& addresses, const std::string& why) { found(addresses, why); });
  if (resolve) {
    resolve(broker_.host, std::move(then));
  } else {
    ask_the_system(broker_.host, std::move(then));
  }
}

void BrokerConnection::ask_the_system(const std::string& host, Found found) {
  resolver_.async_resolve(
      host, std::to_string(broker_.port),
      [found = std::move(found)](const asio::error_code& error, const auto& results) {
        Addresses addresses;
        for (const auto& result : results) addresses.push_back(result.endpoint().address());
        found(std::move(addresses), error ? error.message() : "");
      });
}

void BrokerConnection::found(const Addresses& addresses, const std::string& why) {
  ways_ = ways_to(broker_, addresses);
  if (!ways_.empty()) return attempt();
  handlers_.on_end({.why = fmt::format("no address is known for this name ({})", why)});
}

void BrokerConnection::attempt() {
  client_ = std::make_unique<BrokerClient>(
      io_, settings_, broker_, ways_[at_],
      BrokerClient::Handlers{.on_up =
                                 [this] {
                                   was_up_ = true;
                                   handlers_.on_up();
                                 },
                             .on_end = [this](ClientEnd end) { ended(std::move(end)); },
                             .on_message = handlers_.on_message,
                             .on_subscribed = handlers_.on_subscribed,
                             .on_complaint = handlers_.on_complaint});
}

/// The client that has ended is in the middle of a handler and is destroyed later.
void BrokerConnection::ended(ClientEnd end) {
  const bool is_over = was_up_ || end.cause != ClientEnd::Cause::lost || ways_.size() == 1;
  if (is_over) return handlers_.on_end(std::move(end));
  const Way& way = ways_[at_];
  troubles_ += fmt::format("{}{}: {}", troubles_.empty() ? "" : "; ",
                           way.from.empty() ? way.host : "from " + way.from, end.why);
  if (++at_ < ways_.size()) return asio::post(io_, lease_.bind([this] { attempt(); }));
  handlers_.on_end({.why = troubles_});
}

}  // namespace twc::tools
