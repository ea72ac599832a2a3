#pragma once
/// An adapter in the network that serves one client at a time.

#include <deque>
#include <optional>

#include <twc/sim/bus.hpp>

namespace twc::sim {

/// It accepts the connection of everybody who comes. Who is not served hears nothing, and what he
/// sends waits in the adapter: all of it reaches the line as soon as he is served. None of them can
/// tell.
///
///     Adapter adapter{bus};
///     adapter.enter(first);   // served
///     adapter.enter(second);  // waits
///     adapter.leave(first);   // now the second one is served
class Adapter {
 public:
  explicit Adapter(Bus& bus) : bus_{bus} {}

  void enter(PortId client);
  /// What was under way to and from it is lost.
  void leave(PortId client);
  [[nodiscard]] std::optional<PortId> served() const {
    return clients_.empty() ? std::nullopt : std::optional{clients_.front()};
  }

 private:
  Bus& bus_;
  std::deque<PortId> clients_;
};

}  // namespace twc::sim
