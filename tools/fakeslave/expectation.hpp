// SPDX-License-Identifier: MIT
#pragma once
/// --expect: what must hold all the time, so that a script of a shell can test a master.

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include <twc/types.hpp>

#include "fakeslave/connector.hpp"

namespace twc::tools {

using Connectors = std::deque<Connector>;

/// `sum(limit)<=32`: the limits in force of all units, in amperes; also max and min, and drawn in
/// place of limit. `linked<=15s`: no unit is without a master for longer, while there is a line.
class Expectation {
 public:
  /// Throws std::invalid_argument with what was expected.
  explicit Expectation(std::string_view text);

  /// Says what does not hold, in a line for people.
  [[nodiscard]] std::optional<std::string> broken(Time now, Time line_up,
                                                  const Connectors& units) const;
  /// When to look, if nothing happens before.
  [[nodiscard]] std::optional<Time> deadline(Time now, Time line_up, const Connectors& units) const;

 private:
  enum class Fold : std::uint8_t { sum, max, min };
  enum class Quantity : std::uint8_t { limit, drawn, linked };
  enum class Relation : std::uint8_t { less, at_most, equal, at_least, more };

  void read_quantity(std::string_view text);
  [[nodiscard]] std::int64_t value(Time now, const Connectors& units) const;
  [[nodiscard]] bool holds(std::int64_t value) const;

  std::string text_;
  Fold fold_ = Fold::sum;
  Quantity quantity_ = Quantity::limit;
  Relation relation_ = Relation::at_most;
  std::int64_t bound_ = 0;  ///< hundredths of an ampere, or microseconds
};

}  // namespace twc::tools
