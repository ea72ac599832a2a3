// SPDX-License-Identifier: MIT
#include <twc/sim/audit_rule.hpp>

namespace twc::sim {

std::string_view name_of(Rule rule) {
  switch (rule) {
    case Rule::commands: return "commands";
    case Rule::unannounced: return "unannounced";
    case Rule::left_alone: return "left_alone";
    case Rule::raise: return "R1";
    case Rule::reduction: return "R2";
    case Rule::in_force: return "R3";
    case Rule::minimum: return "R4";
    case Rule::offer: return "R5";
    case Rule::repetition: return "R6";
    case Rule::increase: return "increase";
    case Rule::drawn: return "drawn";
    case Rule::needless_stop: return "S1";
    case Rule::falling: return "S2";
    case Rule::mute: return "S3";
    case Rule::stopped_waits: return "S4";
    case Rule::turn: return "S5";
    case Rule::steadiness: return "S6";
    case Rule::unused: return "S7";
    case Rule::waiting: return "S8";
    case Rule::report: return "S9";
    case Rule::deaf: return "S10";
    case Rule::second_master: return "second_master";
    case Rule::quiet_line: return "quiet_line";
    case Rule::cadence: return "cadence";
  }
  return {};
}

}  // namespace twc::sim
