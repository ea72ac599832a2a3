// SPDX-License-Identifier: MIT
#include "endpoint/tcp.hpp"

#include <chrono>
#include <utility>

#include <asio/connect.hpp>
#include <asio/error.hpp>
#include <fmt/format.h>

#include "endpoint/tcp_options.hpp"

namespace twc::tools {
namespace {

using asio::ip::tcp;

std::string why_down(const asio::error_code& error) {
  if (error == asio::error::eof) return "closed by the other side";
  if (error == asio::error::connection_reset) return "reset by the other side";
  if (error == asio::error::connection_refused) return "connection refused: nothing listens there";
  if (error == asio::error::timed_out) return "no sign of life from the other side";
  return error.message();
}

}  // namespace

TcpEndpoint::TcpEndpoint(asio::io_context& io, std::string name, Address address,
                         const EndpointOptions& options)
    : Endpoint{io, std::move(name), options},
      address_{std::move(address)},
      resolver_{io},
      limit_{io} {}

void TcpEndpoint::attempt() {
  limit_.expires_after(options().connect_limit);
  limit_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (error) return;
    const std::chrono::duration<double> waited = options().connect_limit;
    failed(fmt::format("{} within {:g} s", why_late(), waited.count()));
  }));
  const auto port = std::to_string(address_.port);
  asio::error_code is_name;
  const auto numeric = asio::ip::make_address(address_.host, is_name);
  if (!is_name) {
    const tcp::endpoint where{numeric, address_.port};
    return connect(tcp::resolver::results_type::create(where, address_.host, port));
  }
  resolver_.async_resolve(
      address_.host, port,
      lease_.bind([this](const asio::error_code& error, const tcp::resolver::results_type& found) {
        if (!error) return connect(found);
        failed(fmt::format("cannot find the host {} ({})", address_.host, error.message()));
      }));
}

void TcpEndpoint::connect(const tcp::resolver::results_type& found) {
  stream_ = std::make_shared<Stream>(tcp::socket{io()});
  // One address is tried after the other. Asio needs the socket until that has ended, even closed.
  asio::async_connect(
      stream_->stream(), found,
      lease_.bind([this, kept = stream_](const asio::error_code& error, const tcp::endpoint&) {
        if (error) return failed(why_down(error));
        start();
      }));
}

void TcpEndpoint::start() {
  set_bus_options(stream_->stream());
  if (options().sends) hold_little(stream_->stream());
  stream_->start([this](Bytes chunk) { arrived(chunk); },
                 [this](const asio::error_code& error) { failed(why_down(error)); });
  connected();
}

void TcpEndpoint::ready() {
  lease_.renew();  // the limit may have run out while this handler was in the queue
  limit_.cancel();
  opened(name());
}

void TcpEndpoint::discard() {
  if (stream_) reset_on_close(stream_->stream());
}

void TcpEndpoint::drop() {
  lease_.renew();
  limit_.cancel();
  resolver_.cancel();
  if (stream_) std::exchange(stream_, nullptr)->close();
}

}  // namespace twc::tools
