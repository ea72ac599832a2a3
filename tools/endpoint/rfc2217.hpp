// SPDX-License-Identifier: MIT
#pragma once
/// A serial port behind a telnet server with COM port control, as an endpoint.

#include <string>
#include <vector>

#include "endpoint/com_port.hpp"
#include "endpoint/tcp.hpp"

namespace twc::tools {

class Rfc2217Endpoint final : public TcpEndpoint {
 public:
  Rfc2217Endpoint(asio::io_context& io, std::string name, Address address,
                  const EndpointOptions& options)
      : TcpEndpoint{io, std::move(name), std::move(address), options}, port_{options.baud} {}

 private:
  void connected() override;
  void arrived(Bytes chunk) override;
  void transmit(Bytes chunk) override { write(ComPort::escape(chunk)); }
  [[nodiscard]] std::string why_late() const override;

  ComPort port_;
  std::vector<std::uint8_t> data_;
};

}  // namespace twc::tools
