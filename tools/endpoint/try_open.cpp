// SPDX-License-Identifier: MIT
/// Opens an endpoint for a moment, to find out whether a run could open it.

#include <string>

#include <asio/io_context.hpp>

#include "endpoint/endpoint.hpp"

namespace twc::tools {
namespace {

/// Opens the endpoint once, and closes it as soon as it is up or down.
class Trial : public LineEvents {
 public:
  explicit Trial(Endpoint& endpoint) : endpoint_{endpoint} { endpoint_.open(*this); }

  void up(std::string_view /*where*/) override { endpoint_.close(); }
  void down(Outage /*outage*/, std::string_view why) override {
    fault_ = why;
    endpoint_.close();
  }
  void bytes(Bytes /*chunk*/) override {}
  void note(std::string_view /*what*/) override {}

  [[nodiscard]] const std::optional<std::string>& fault() const { return fault_; }

 private:
  Endpoint& endpoint_;
  std::optional<std::string> fault_;
};

}  // namespace

std::optional<std::string> opening_fault(std::string_view name, const EndpointOptions& options) {
  if (!names_serial_port(name) && !is_network(name)) return endpoint_obstacle(name);
  asio::io_context io;
  const auto endpoint = make_endpoint(io, name, options);
  const Trial trial{*endpoint};
  io.run();
  return trial.fault();
}

}  // namespace twc::tools
