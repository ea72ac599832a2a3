#pragma once
/// A TCP connection to an adapter, a server or a listen:// bus, as an endpoint.

#include <memory>
#include <string>

#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>

#include "endpoint/address.hpp"
#include "endpoint/byte_stream.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/lease.hpp"

namespace twc::tools {

class TcpEndpoint final : public Endpoint {
 public:
  TcpEndpoint(asio::io_context& io, std::string name, Address address,
              const EndpointOptions& options);
  TcpEndpoint(const TcpEndpoint&) = delete;
  TcpEndpoint& operator=(const TcpEndpoint&) = delete;
  ~TcpEndpoint() override { drop(); }

 private:
  using Stream = ByteStream<asio::ip::tcp::socket>;

  void attempt() override;
  void drop() override;
  void connect(const asio::ip::tcp::resolver::results_type& found);
  void start();

  Address address_;
  asio::ip::tcp::resolver resolver_;
  asio::steady_timer limit_;
  Lease lease_;
  std::shared_ptr<Stream> stream_;
};

}  // namespace twc::tools
