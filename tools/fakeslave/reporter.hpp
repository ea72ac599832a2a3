// SPDX-License-Identifier: MIT
#pragma once
/// Tells what happens to the units, in lines: for people, or one JSON object each.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <twc/types.hpp>

#include "capture/record.hpp"
#include "common/facts.hpp"
#include "common/timestamps.hpp"
#include "fakeslave/connector.hpp"

namespace twc::tools {

class Reporter {
 public:
  Reporter(Style style, Paint paint) : style_{style}, paint_{paint} {}

  /// An event of one unit, with what is to be known of the unit.
  [[nodiscard]] std::string tell(Time now, const Stamp& when, std::string_view event,
                                 const Connector& connector);
  /// Tells what has changed since the last call.
  [[nodiscard]] std::vector<std::string> tell_changes(Time now, const Stamp& when,
                                                      Connector& connector);
  /// `link_up`, or `link_down` where there is a cause. `where` is the same in both.
  [[nodiscard]] std::string tell_link(const Stamp& when, std::string_view where,
                                      std::string_view cause = {});
  /// The answer to something typed.
  [[nodiscard]] std::string ok() const;
  [[nodiscard]] std::string error(std::string_view word, std::string_view what) const;

 private:
  [[nodiscard]] std::string line(const Stamp& when, std::string_view event,
                                 std::optional<TwcId> unit, const Facts& facts);

  Style style_;
  Paint paint_;
  TimeColumn time_{StampMode::time_of_day};
};

}  // namespace twc::tools
