#include "common/names.hpp"

#include <array>

namespace twc::tools {
namespace {

template <std::size_t Size>
std::string_view listed(const std::array<std::string_view, Size>& names, std::size_t at) {
  return at < Size ? names[at] : "unknown";
}

}  // namespace

std::string_view name_of(msg::Command command) {
  static constexpr std::array<std::string_view, 10> names{
      "none",  "unknown", "error",    "unknown",  "unknown", "set_initial_limit",
      "raise", "lower",   "stop_ack", "set_limit"};
  return listed(names, command.value());
}

std::string_view name_of(msg::ChargeState state) {
  static constexpr std::array<std::string_view, 11> names{
      "ready",     "charging",  "error",    "do_not_charge", "ready_to_charge", "busy",
      "raise_ack", "lower_ack", "starting", "set_limit_ack", "adjusted"};
  return listed(names, static_cast<std::size_t>(state));
}

std::string_view name_of(msg::Plug plug) {
  static constexpr std::array<std::string_view, 4> names{"unplugged", "charging", "unknown",
                                                         "plugged"};
  return listed(names, static_cast<std::size_t>(plug));
}

std::string_view name_of(wire::FrameError error) {
  static constexpr std::array<std::string_view, 5> names{"checksum", "length", "escape", "overlong",
                                                         "truncated"};
  return listed(names, static_cast<std::size_t>(error));
}

std::string_view name_of(Direction direction) {
  static constexpr std::array<std::string_view, 3> names{"rx", "tx", "echo"};
  return listed(names, static_cast<std::size_t>(direction));
}

}  // namespace twc::tools
