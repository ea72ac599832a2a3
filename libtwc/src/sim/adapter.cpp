// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/sim/adapter.hpp>

namespace twc::sim {

void Adapter::enter(PortId client) {
  leave(client);
  clients_.push_back(client);
  bus_.link(client).waits = clients_.front() != client;
}

void Adapter::leave(PortId client) {
  bus_.disconnect(client);
  bus_.link(client).waits = true;
  clients_.erase(std::remove(clients_.begin(), clients_.end(), client), clients_.end());
  if (!clients_.empty()) bus_.link(clients_.front()).waits = false;
}

}  // namespace twc::sim
