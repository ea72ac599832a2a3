#pragma once
/// The names that people and JSON see instead of numbers and causes.

#include <string_view>

#include <twc/msg/contactor.hpp>
#include <twc/msg/heartbeat.hpp>
#include <twc/wire/event.hpp>

#include "capture/record.hpp"

namespace twc::tools {

[[nodiscard]] std::string_view name_of(msg::Command command);
/// "unknown" for a state that is not listed.
[[nodiscard]] std::string_view name_of(msg::ChargeState state);
[[nodiscard]] std::string_view name_of(msg::Plug plug);
[[nodiscard]] std::string_view name_of(wire::FrameError error);
[[nodiscard]] std::string_view name_of(Direction direction);

}  // namespace twc::tools
