// SPDX-License-Identifier: MIT
#pragma once
/// A simulated bus inside the process: Wall Connectors with cars, and real bytes in and out.

#include <memory>
#include <string>
#include <vector>

#include "endpoint/endpoint.hpp"
#include "endpoint/sim_time.hpp"

namespace twc::tools {

/// Everybody on it is set to slave and has just been switched on; the cars are plugged in soon
/// after. For a tool that does not send, a master is there too.
class SimEndpoint final : public Endpoint {
 public:
  static constexpr unsigned usual_units = 2;
  static constexpr unsigned most_units = 8;

  SimEndpoint(asio::io_context& io, std::string name, unsigned units,
              const EndpointOptions& options);
  SimEndpoint(const SimEndpoint&) = delete;
  SimEndpoint& operator=(const SimEndpoint&) = delete;
  ~SimEndpoint() override;

  [[nodiscard]] SimTime* sim_time() override { return &time_; }

 private:
  class World;

  void attempt() override;
  void drop() override;
  void transmit(Bytes chunk) override;
  void run();
  void sleep();

  unsigned units_;
  SimTime time_;
  SimAlarm alarm_;
  std::unique_ptr<World> world_;
};

}  // namespace twc::tools
