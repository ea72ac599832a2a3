// SPDX-License-Identifier: MIT
#pragma once
/// The auditor from the inside: the books, and the rules that read them.

#include <optional>

#include <twc/msg/message.hpp>
#include <twc/sim/auditor.hpp>

#include "books.hpp"
#include "flow.hpp"
#include "gatekeeper.hpp"
#include "greetings.hpp"
#include "reductions.hpp"
#include "reports.hpp"
#include "shares.hpp"
#include "steadiness.hpp"
#include "stops.hpp"
#include "waits.hpp"

namespace twc::sim {

struct Auditor::State {
  explicit State(Books fresh) : books{std::move(fresh)} {}

  void send(Time now, const wire::Frame& frame);
  void address(Time now, TwcId to, const msg::Message& message);
  void beat(Time now, Account& unit, const msg::MasterHeartbeat& heartbeat);
  void check_gap(Time now, const Account& unit);
  void receive(Time now, const wire::Frame& frame);
  void hear(Time now, const msg::SlaveLinkready& said, Protocol protocol);
  void hear(Time now, const msg::SlaveHeartbeat& said);
  void look(Time now);

  Books books;
  Gatekeeper gatekeeper{books};
  Reductions reductions{books};
  Flow flow{books, reductions};
  Stops stops{books, reductions};
  Waits waits{books, stops};
  Shares shares{books, stops};
  Steadiness steadiness{books};
  Reports reports{books, stops};
  Greetings greetings{books, shares};
  Time looked_at_service{};
  std::optional<Time> last_over;  // exposures above the total
  std::optional<Time> switched;   // a contactor: that cannot wait for the heartbeats
};

}  // namespace twc::sim
