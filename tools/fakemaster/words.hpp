#pragma once
/// The words that people and JSON see instead of the master's enumerations.

#include <string_view>

#include <twc/node/amounts.hpp>
#include <twc/node/share.hpp>
#include <twc/node/unit_status.hpp>

namespace twc::tools {

[[nodiscard]] std::string_view name_of(node::Policy policy);
/// Empty for Reason::none.
[[nodiscard]] std::string_view name_of(node::Reason reason);
[[nodiscard]] std::string_view name_of(node::Link link);
[[nodiscard]] std::string_view name_of(node::Charging charging);

}  // namespace twc::tools
