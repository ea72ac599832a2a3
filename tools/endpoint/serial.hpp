#pragma once
/// A serial port as an endpoint.

#include <memory>
#include <string>

#include <asio/posix/stream_descriptor.hpp>
#include <termios.h>

#include "endpoint/byte_stream.hpp"
#include "endpoint/endpoint.hpp"

namespace twc::tools {

class SerialEndpoint final : public Endpoint {
 public:
  /// Throws std::invalid_argument when options.baud is not a rate of serial ports.
  SerialEndpoint(asio::io_context& io, std::string path, const EndpointOptions& options);
  SerialEndpoint(const SerialEndpoint&) = delete;
  SerialEndpoint& operator=(const SerialEndpoint&) = delete;
  ~SerialEndpoint() override { drop(); }

 private:
  void attempt() override;
  void drop() override;

  speed_t speed_;
  std::shared_ptr<ByteStream<asio::posix::stream_descriptor>> stream_;
};

}  // namespace twc::tools
