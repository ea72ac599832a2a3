// SPDX-License-Identifier: MIT
#pragma once
/// An adapter in the network that serves one client at a time.

#include <deque>
#include <optional>

#include <twc/sim/bus.hpp>

namespace twc::sim {

/// It accepts every connection. A client that is not served hears nothing, and its frames wait in
/// the adapter: all of them reach the line as soon as it is served. No client can tell.
///
///     Adapter adapter{bus};
///     adapter.enter(first);   // served
///     adapter.enter(second);  // waits
///     adapter.leave(first);   // now the second one is served
class Adapter {
 public:
  explicit Adapter(Bus& bus) : bus_{bus} {}

  void enter(PortId client);
  /// Frames that were under way to and from it are lost.
  void leave(PortId client);
  [[nodiscard]] std::optional<PortId> served() const {
    return clients_.empty() ? std::nullopt : std::optional{clients_.front()};
  }

 private:
  Bus& bus_;
  std::deque<PortId> clients_;
};

}  // namespace twc::sim
