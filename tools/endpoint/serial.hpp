// SPDX-License-Identifier: MIT
#pragma once
/// A serial port as an endpoint.

#include <memory>
#include <string>

#include <asio/posix/stream_descriptor.hpp>
#include <termios.h>

#include "endpoint/byte_stream.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/serial_port.hpp"
#include "endpoint/transceiver.hpp"

namespace twc::tools {

class SerialEndpoint final : public Endpoint {
 public:
  /// Throws std::invalid_argument when options.baud is not a rate of serial ports.
  SerialEndpoint(asio::io_context& io, std::string path, const EndpointOptions& options);
  SerialEndpoint(const SerialEndpoint&) = delete;
  SerialEndpoint& operator=(const SerialEndpoint&) = delete;
  ~SerialEndpoint() override { drop(); }

  [[nodiscard]] std::size_t unsent() const override { return stream_ ? stream_->unsent() : 0; }
  [[nodiscard]] bool has_unheard() const override { return stream_ && stream_->has_unread(); }

 private:
  void attempt() override;
  void drop() override;
  void transmit(Bytes chunk) override;
  [[nodiscard]] PortUse use() const;

  speed_t speed_;
  Transceiver transceiver_;
  std::shared_ptr<ByteStream<asio::posix::stream_descriptor>> stream_;
};

}  // namespace twc::tools
