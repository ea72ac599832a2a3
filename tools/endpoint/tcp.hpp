// SPDX-License-Identifier: MIT
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

class TcpEndpoint : public Endpoint {
 public:
  TcpEndpoint(asio::io_context& io, std::string name, Address address,
              const EndpointOptions& options);
  TcpEndpoint(const TcpEndpoint&) = delete;
  TcpEndpoint& operator=(const TcpEndpoint&) = delete;
  ~TcpEndpoint() override { TcpEndpoint::drop(); }

  [[nodiscard]] std::size_t unsent() const override { return stream_ ? stream_->unsent() : 0; }
  [[nodiscard]] bool has_unheard() const override { return stream_ && stream_->has_unread(); }

 protected:
  void drop() override;
  void transmit(Bytes chunk) override { stream_->send(chunk); }

  /// There is a connection. A protocol above it may have to agree on something first; what it says
  /// meanwhile goes through write().
  virtual void connected() { ready(); }
  virtual void arrived(Bytes chunk) { heard(chunk); }
  void write(Bytes chunk) { stream_->send(chunk); }
  /// The line is there. Until then `connect_limit` runs.
  void ready();
  /// Says why the line is not there when `connect_limit` runs out.
  [[nodiscard]] virtual std::string why_late() const { return "no answer"; }

 private:
  using Stream = ByteStream<asio::ip::tcp::socket>;

  void attempt() override;
  void discard() override;
  void connect(const asio::ip::tcp::resolver::results_type& found);
  void start();

  Address address_;
  asio::ip::tcp::resolver resolver_;
  asio::steady_timer limit_;
  Lease lease_;
  std::shared_ptr<Stream> stream_;
};

}  // namespace twc::tools
