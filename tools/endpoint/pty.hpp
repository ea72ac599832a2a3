// SPDX-License-Identifier: MIT
#pragma once
/// A pseudo-terminal of our own: other programs open its name as they would a serial port.

#include <memory>
#include <optional>
#include <string>

#include <asio/posix/stream_descriptor.hpp>

#include "endpoint/byte_stream.hpp"
#include "endpoint/endpoint.hpp"
#include "endpoint/fd.hpp"
#include "endpoint/file_identity.hpp"

namespace twc::tools {

/// Says what is in the way of a link there; nothing: the link can be made.
[[nodiscard]] std::optional<std::string> pty_link_fault(const std::string& link);

class PtyEndpoint final : public Endpoint {
 public:
  /// `link` is where a symbolic link to the device is to be; empty for none.
  PtyEndpoint(asio::io_context& io, std::string name, std::string link,
              const EndpointOptions& options);
  PtyEndpoint(const PtyEndpoint&) = delete;
  PtyEndpoint& operator=(const PtyEndpoint&) = delete;
  ~PtyEndpoint() override { drop(); }

  [[nodiscard]] std::size_t unsent() const override { return stream_ ? stream_->unsent() : 0; }
  [[nodiscard]] bool has_unheard() const override { return stream_ && stream_->has_unread(); }

 private:
  void attempt() override;
  void drop() override;
  void transmit(Bytes chunk) override;

  std::string link_;
  std::string device_;     ///< the device that the link points to
  FileIdentity identity_;  ///< the link that we made, while there is one
  Fd peer_side_;
  std::shared_ptr<ByteStream<asio::posix::stream_descriptor>> stream_;
};

}  // namespace twc::tools
