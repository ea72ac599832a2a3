#pragma once
/// The words of a finding for a person: what is wrong, by what it is known, what to do, and what
/// else it may be.

#include <string>
#include <string_view>
#include <vector>

#include <twc/bus/finding.hpp>

namespace twc::tools {

struct Explanation {
  std::string_view name;     ///< what JSON calls it; never changes
  std::vector<TwcId> units;  ///< whom it is about
  std::string what;
  std::string evidence;
  std::string advice;
  std::string otherwise;  ///< what else it may be
};

[[nodiscard]] Explanation explain(const bus::Cause& cause);

}  // namespace twc::tools
