#pragma once
/// A bus of one's own: what one TCP client says, all others and this tool hear.

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "endpoint/address.hpp"
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
                               [](auto& client) -> Client& { return *client; });
  }

 private:
  using Client = ByteStream<asio::ip::tcp::socket>;

  void attempt() override;
  void drop() override;
  void discard() override;
  void transmit(Bytes chunk) override { say(chunk, nullptr); }
  void accept();
  void refuse(const asio::error_code& error);
  void pause();
  void admit(asio::ip::tcp::socket socket);
  /// To everybody but `from`.
  void say(Bytes chunk, const Client* from);
  void dismiss(const Client& client);

  Address address_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  bool is_full_ = false;  ///< and that was told
  Lease lease_;
  std::vector<std::shared_ptr<Client>> clients_;
};

}  // namespace twc::tools
