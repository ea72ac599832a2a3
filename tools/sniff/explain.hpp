// SPDX-License-Identifier: MIT
#pragma once
/// The words of a finding for a person: the fault, its evidence, advice, and another possible
/// cause.

#include <string>
#include <string_view>
#include <vector>

#include <twc/bus/finding.hpp>

namespace twc::tools {

struct Explanation {
  std::string_view name;     ///< its name in JSON; it never changes
  std::vector<TwcId> units;  ///< the units that it is about
  std::string what;
  std::string evidence;
  std::string advice;
  std::string otherwise;  ///< another possible cause
};

[[nodiscard]] Explanation explain(const bus::Cause& cause);

}  // namespace twc::tools
