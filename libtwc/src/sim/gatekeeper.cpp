// SPDX-License-Identifier: MIT
#include "gatekeeper.hpp"

#include <concepts>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto quiet_after_received = 200ms;
constexpr auto two_masters_within = 10s;
constexpr auto answers_within = 500ms;

template <typename M, typename... Others>
concept OneOf = (std::same_as<M, Others> || ...);

}  // namespace

void Gatekeeper::judge_message(Time now, const msg::Message& message) {
  const auto visit = [&]<typename M>(const M& what) {
    constexpr bool is_fine = OneOf<M, msg::MasterHeartbeat, msg::MasterLinkready1,
                                   msg::MasterLinkready2, msg::MeterRequest, msg::FirmwareRequest,
                                   msg::SerialRequest, msg::VinRequest, msg::PlugStateRequest>;
    if constexpr (OneOf<M, msg::StartCharging, msg::StopCharging>) {
      if (!books_.settings.may_use_contactor) {
        books_.report(now, Rule::commands, what.to, "uses the contactor");
      }
    } else if constexpr (!is_fine) {
      books_.report(now, Rule::commands, std::nullopt, "sends what a master must not send");
    }
  };
  books_.count(Rule::commands);
  std::visit(visit, message);
}

void Gatekeeper::judge_timing(Time now) {
  if (books_.has_second_master) {
    books_.report(now, Rule::second_master, std::nullopt, "sends beside another master");
  }
  if (last_received_ && now - *last_received_ < quiet_after_received) {
    books_.report(now, Rule::quiet_line, std::nullopt,
                  "sends " + in_seconds(now - *last_received_) + " after a frame it received");
  }
}

void Gatekeeper::judge_addressee(Time now, const Account& unit) {
  const bool is_greeted = unit.answers() == 0;
  if (is_greeted && !unit.ratings().is_believed()) {
    books_.report(now, Rule::unannounced, unit.id(),
                  "is addressed before a second announcement agrees with its odd rating");
  }
  if (unit.conflicts(now, books_.spans)) {
    books_.report(now, Rule::left_alone, unit.id(), "is addressed and two units have this id");
  } else if (unit.is_anothers(now, books_.spans)) {
    books_.report(now, Rule::left_alone, unit.id(), "is addressed and obeys another master");
  }
}

void Gatekeeper::judge_heartbeat(Time now, const Account& unit,
                                 const msg::MasterHeartbeat& heartbeat) {
  judge_command(now, unit, heartbeat.command);
  if (!heartbeat.command.has_limit()) {
    judge_repetition(now, unit);
    return;
  }
  if (unit.lacks_repetition()) books_.count(Rule::repetition);
  if (unit.most_of(heartbeat.limit) > unit.floor(now)) judge_offer(now, unit, heartbeat.limit);
}

void Gatekeeper::judge_command(Time now, const Account& unit, msg::Command command) {
  const bool is_known = command == msg::Command::none ||
                        command == msg::Command::set_initial_limit ||
                        command == msg::Command::set_limit;
  if (!is_known) {
    books_.report(now, Rule::commands, unit.id(),
                  "is sent command " + std::to_string(command.value()));
  } else if (command == msg::Command::set_limit && unit.protocol() == Protocol::one) {
    books_.report(now, Rule::commands, unit.id(), "speaks Protocol 1, which has no command 09");
  }
}

/// R5.
void Gatekeeper::judge_offer(Time now, const Account& unit, Centiamps limit) {
  books_.count(Rule::offer);
  const Amount offered = amount(limit);
  const auto compare = [&](Amount most, std::string_view whose) {
    if (offered <= most) return;
    books_.report(
        now, Rule::offer, unit.id(),
        "is offered " + in_amps(offered) + ", above " + std::string{whose} + in_amps(most));
  };
  compare(unit.ratings().for_offers(), "its rating of ");
  compare(amount(books_.terms_of(unit.id()).maximum), "its maximum of ");
  compare(books_.total(), "the total of ");
}

/// R1, and R4 where the raise was to the minimum.
void Gatekeeper::judge_raise(Time now, const Account& unit, Amount floor, Amount before,
                             std::optional<Centiamps> limit) {
  const bool is_above = limit && unit.most_of(*limit) > floor;
  const bool is_minimum = limit && amount(*limit) <= books_.minimum_of(unit);
  const std::string what = limit ? "is sent " + in_amps(amount(*limit)) : "is woken";
  books_.count(is_minimum ? Rule::minimum : Rule::raise);
  const bool is_quiet = books_.is_quiet(now);
  if (is_above && (is_quiet || books_.listening.is_recovering())) {
    books_.report(now, Rule::raise, unit.id(),
                  what + ", above its floor of " + in_amps(floor) +
                      (is_quiet ? ", in the quiet time" : ", before all units answered twice"));
    return;
  }
  if (is_quiet && books_.listening.is_first()) return;
  const Amount sum = books_.exposures(now);
  if (sum <= books_.total() || asks_silenced(now, unit, before, limit)) return;
  books_.report(now, is_minimum ? Rule::minimum : Rule::raise, unit.id(),
                what + ", its floor is " + in_amps(floor) + ", and exposures of " + in_amps(sum) +
                    exposures_in_words(now) + " exceed the total of " + in_amps(books_.total()));
}

/// The exposure of each unit, for the message of a violation.
std::string Gatekeeper::exposures_in_words(Time now) const {
  std::string text;
  for (const Account& unit : books_.accounts) {
    text += (text.empty() ? " (" : ", ") + in_hex(unit.id()) + " " +
            in_amps(books_.exposure_of(now, unit));
  }
  return text + ")";
}

/// A silenced unit that never announced itself stays counted. If it counts more than the total, the
/// master asks it with its minimum after 10 minutes, while the others are at their minima or
/// stopped: that adds nothing to the sum.
bool Gatekeeper::asks_silenced(Time now, const Account& unit, Amount before,
                               std::optional<Centiamps> limit) const {
  constexpr auto asks_after = 10min;
  if (!limit || amount(*limit) > books_.minimum_of(unit) || before <= books_.total()) return false;
  if (unit.last_answer() && now - *unit.last_answer() < asks_after) return false;
  const bool is_at_minima = std::ranges::all_of(books_.accounts, [&](const Account& other) {
    return other.id() == unit.id() || books_.exposure_of(now, other) <= books_.minimum_of(other);
  });
  return is_at_minima && books_.exposure_of(now, unit) <= before;
}

/// R6: the master repeats a limit until the unit echoes it, and when the unit says another one.
void Gatekeeper::judge_repetition(Time now, const Account& unit) {
  if (!unit.is_steady(now) || !unit.lacks_repetition()) return;
  if (books_.terms_of(unit.id()).obedience == Obedience::unruly) return;
  const bool is_raise = unit.last_limit() > unit.floor(now);
  Amount counted = 0;
  for (const Account& one : books_.accounts) counted += books_.kept_by(now, one);
  const bool may_rise = books_.is_calm(now) && counted <= books_.total() &&
                        unit.last_limit() <= std::min(books_.total(), books_.most_for(unit));
  if (is_raise && !may_rise) return;
  books_.count(Rule::repetition);
  books_.report(now, Rule::repetition, unit.id(),
                "says " + in_amps(unit.echo()) + ", was told " + in_amps(unit.last_limit()) +
                    ", and is not told again");
}

void Gatekeeper::received(Time now, const wire::Frame& frame) {
  last_received_ = now;
  if (!is_of_a_master(now, frame)) return;
  books_.has_second_master =
      books_.has_second_master ||
      (last_of_other_master_ && now - *last_of_other_master_ <= two_masters_within);
  last_of_other_master_ = now;
}

/// FB, FC, and reports about itself that nobody asked for.
bool Gatekeeper::is_of_a_master(Time now, const wire::Frame& frame) const {
  if (wire::find(frame.function()) == nullptr) return false;
  if (frame.kind() != wire::FrameKind::report) return true;
  const auto code = frame.bytes()[1];
  const bool is_report = code >= 0xEB && code <= 0xF1;
  const bool was_asked =
      last_request_ && now - *last_request_ <= answers_within + books_.settings.round_trip;
  return is_report && !was_asked && books_.find(wire::Reader{frame}.id()) == nullptr;
}

}  // namespace twc::sim
