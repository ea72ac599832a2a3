// SPDX-License-Identifier: MIT
#pragma once
/// A bus of one's own: what one TCP client says, all others and this tool hear.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "endpoint/address.hpp"
#include "endpoint/allowance.hpp"
#include "endpoint/byte_stream.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/lease.hpp"

namespace twc::tools {

class ListenEndpoint final : public Endpoint {
 public:
  /// An empty host stands for all addresses of the machine, port 0 for any free one.
  ListenEndpoint(asio::io_context& io, std::string name, Address address,
                 const EndpointOptions& options);
  ListenEndpoint(const ListenEndpoint&) = delete;
  ListenEndpoint& operator=(const ListenEndpoint&) = delete;
  ~ListenEndpoint() override { drop(); }

  [[nodiscard]] bool has_unheard() const override {
    return std::ranges::any_of(clients_, &Client::has_unread,
                               [](auto& guest) -> Client& { return *guest.client; });
  }

 private:
  using Client = ByteStream<asio::ip::tcp::socket>;
  /// A client, and how much more it may say.
  struct Guest {
    std::shared_ptr<Client> client;
    Allowance speech;
  };

  void attempt() override;
  void drop() override;
  void discard() override;
  void transmit(Bytes chunk) override { say(chunk, nullptr); }
  void accept();
  void refuse(const asio::error_code& error);
  void pause(std::chrono::milliseconds duration);
  void admit(asio::ip::tcp::socket socket);
  /// To everybody but `from`.
  void say(Bytes chunk, const Client* from);
  void hear(Client& client, Bytes chunk);
  [[nodiscard]] bool floods(const Client& client, std::size_t bytes);
  void dismiss(const Client& client);
  /// Whether somebody there was dropped for a flood a short while ago.
  [[nodiscard]] bool is_banned(const asio::ip::tcp::socket& socket) const;

  Address address_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  bool is_full_ = false;  ///< and that was told
  Lease lease_;
  std::vector<Guest> clients_;
  asio::ip::address flooded_from_;  ///< the last one
  Time banned_until_{};
};

}  // namespace twc::tools
