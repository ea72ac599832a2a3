// SPDX-License-Identifier: MIT
#pragma once
/// Makes lines of events: for people, or one JSON object each.

#include <string>
#include <string_view>

#include <twc/node/master_event.hpp>

#include "common/event_line.hpp"
#include "fakemaster/unit_facts.hpp"

namespace twc::tools {

/// A line in each style.
struct EventLine {
  std::string text;
  std::string json;
  bool is_alarming = false;

  [[nodiscard]] const std::string& in(Style style) const {
    return style == Style::text ? text : json;
  }
};

class EventFormatter {
 public:
  explicit EventFormatter(const UnitFacts& facts) : facts_{facts} {}

  [[nodiscard]] EventLine format(const node::Event& event, const Stamp& when);
  /// Events of the line itself, with the amounts of all units: `link_up`, or `link_down` where
  /// there is a cause. `where` is the same in both.
  [[nodiscard]] EventLine format_link(Time now, const Stamp& when, const node::Amounts& amounts,
                                      std::string_view where, std::string_view cause = {});
  /// A sentence for standard error; empty where the event says it all.
  [[nodiscard]] static std::string talk(const node::Event& event);

 private:
  [[nodiscard]] Facts facts_in(Style style, const node::Event& event) const;

  UnitFacts facts_;
  TimeColumn time_{StampMode::time_of_day};
};

}  // namespace twc::tools
