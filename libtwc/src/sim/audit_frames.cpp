/// What a master sends, judged at once; and what it receives, put into the books.

#include "audit.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto quiet_after_received = 200ms;
constexpr auto two_masters_within = 10s;
constexpr auto answers_within = 500ms;
constexpr auto silenced_after = 10s;  // from the first reduction that is not echoed

/// Who is asked, in the requests that a master may send.
template <typename M>
concept Request = std::same_as<M, msg::MeterRequest> || std::same_as<M, msg::FirmwareRequest> ||
    std::same_as<M, msg::SerialRequest> || std::same_as<M, msg::VinRequest> ||
    std::same_as<M, msg::PlugStateRequest>;
template <typename M>
concept Contactor = std::same_as<M, msg::StartCharging> || std::same_as<M, msg::StopCharging>;
template <typename M>
concept Linkready =
    std::same_as<M, msg::MasterLinkready1> || std::same_as<M, msg::MasterLinkready2>;

}  // namespace

void Auditor::State::judge(Time now, const wire::Frame& frame) {
  judge_timing(now);
  const auto visit = [&]<typename M>(const M& message) {
    if constexpr (std::same_as<M, msg::MasterHeartbeat>) {
      judge_heartbeat(now, message);
    } else if constexpr (Request<M>) {
      judge_request(now, message.to);
    } else if constexpr (Contactor<M>) {
      if (!settings.may_use_contactor)
        report(now, Rule::commands, message.to, "uses the contactor");
      judge_switch(now, message.to, std::same_as<M, msg::StopCharging>);
    } else if constexpr (!Linkready<M>) {
      report(now, Rule::commands, std::nullopt, "sends what a master must not send");
    }
  };
  std::visit(visit, msg::decode(frame));
}

void Auditor::State::judge_timing(Time now) {
  if (has_second_master) {
    report(now, Rule::second_master, std::nullopt, "sends beside another master");
  }
  if (last_received && now - *last_received < quiet_after_received) {
    report(now, Rule::quiet_line, std::nullopt,
           "sends " + in_seconds(now - *last_received) + " after a frame that it received");
  }
}

Account* Auditor::State::addressee(Time now, TwcId to) {
  Account* const unit = find(to);
  if (unit == nullptr || !unit->is_announced()) {
    report(now, Rule::unannounced, to, "is addressed and has never announced itself");
    return nullptr;
  }
  judge_fed(now, *unit);
  return unit;
}

void Auditor::State::judge_request(Time now, TwcId to) {
  last_request = now;
  Account* const unit = addressee(now, to);
  if (unit == nullptr) return;
  const Amount floor = unit->floor(now);
  const bool may_wake = unit->is_silent(now);
  unit->addressed(now);
  if (may_wake) judge_raise(now, *unit, floor, std::nullopt);
}

/// Closing a contactor lets flow again whatever the unit was last told.
void Auditor::State::judge_switch(Time now, TwcId to, bool opens) {
  Account* const unit = addressee(now, to);
  if (unit == nullptr) return;
  const Amount floor = unit->floor(now);
  unit->switched(now, opens);
  if (!opens) judge_raise(now, *unit, floor, std::nullopt);
}

void Auditor::State::judge_heartbeat(Time now, const msg::MasterHeartbeat& heartbeat) {
  Account* const unit = addressee(now, heartbeat.to);
  if (unit == nullptr) return;
  check_cadence(now, *unit);
  judge_command(now, *unit, heartbeat.command);
  const Amount floor = unit->floor(now);
  const bool may_wake = unit->is_silent(now);
  if (!heartbeat.command.has_limit()) {
    judge_repetition(now, *unit);
    unit->polled(now, spans);
    if (may_wake) judge_raise(now, *unit, floor, std::nullopt);
    return;
  }
  judge_offer(now, *unit, heartbeat.limit);
  const bool is_raise = may_wake || unit->most_of(heartbeat.limit) > floor;
  const Amount before = unit->exposure(now, spans);
  note_fall(now, *unit, before, heartbeat.limit);
  unit->limited(now, spans, heartbeat.limit);
  if (is_raise) judge_raise(now, *unit, floor, heartbeat.limit);
}

void Auditor::State::judge_command(Time now, const Account& unit, msg::Command command) {
  const bool is_known = command == msg::Command::none ||
                        command == msg::Command::set_initial_limit ||
                        command == msg::Command::set_limit;
  if (!is_known) {
    report(now, Rule::commands, unit.id(), "is sent command " + std::to_string(command.value()));
  } else if (command == msg::Command::set_limit && unit.protocol() == Protocol::one) {
    report(now, Rule::commands, unit.id(), "speaks Protocol 1, which has no command 09");
  }
}

void Auditor::State::judge_offer(Time now, const Account& unit, Centiamps limit) {
  const Amount offered = amount(limit);
  const auto compare = [&](Amount most, std::string_view whose) {
    if (offered <= most) return;
    report(now, Rule::offer, unit.id(),
           "is offered " + in_amps(offered) + ", above " + std::string{whose} + in_amps(most));
  };
  compare(unit.largest_rating(), "its rating of ");
  compare(amount(terms_of(unit.id()).maximum), "its maximum of ");
  compare(total, "the total of ");
}

/// The frame is in the books already.
void Auditor::State::judge_raise(Time now, const Account& unit, Amount floor,
                                 std::optional<Centiamps> limit) {
  const std::string what = limit ? "is sent " + in_amps(amount(*limit)) : "is woken";
  if (is_quiet(now)) {
    const std::string above = ", above its floor of " + in_amps(floor) + ", in the quiet time";
    const bool is_above = limit && unit.most_of(*limit) > floor;
    if (is_above) report(now, Rule::raise, unit.id(), what + above);
    return;
  }
  const Amount sum = exposures(now);
  if (sum <= total) return;
  const bool is_minimum = limit && *limit == terms_of(unit.id()).minimum;
  report(now, is_minimum ? Rule::minimum : Rule::raise, unit.id(),
         what + ", its floor is " + in_amps(floor) + ", and exposures of " + in_amps(sum) +
             " exceed the total of " + in_amps(total));
}

/// Who obeys is told until it says that it does; and what it says by itself does not stand.
void Auditor::State::judge_repetition(Time now, const Account& unit) {
  if (!unit.is_steady(now) || !unit.lacks_repetition()) return;
  if (terms_of(unit.id()).obedience == Obedience::never) return;
  const bool is_raise = unit.last_limit() > unit.floor(now);
  if (is_raise && (is_quiet(now) || exposures(now) > total)) return;
  if (unit.last_limit() > std::min(total, amount(terms_of(unit.id()).maximum))) return;
  report(now, Rule::repetition, unit.id(),
         "says " + in_amps(unit.echo()) + ", was told " + in_amps(unit.last_limit()) +
             ", and is not told again");
}

/// Who was told to fall while there is too little, and has not echoed it in time, gets nothing.
void Auditor::State::judge_fed(Time now, const Account& unit) {
  const auto fall = falls.find(unit.id());
  if (fall == falls.end()) return;
  if (exposures(now) <= total) {
    falls.erase(fall);
  } else if (now - fall->second.since > silenced_after + cadence(now)) {
    report(now, Rule::reduction, unit.id(),
           "is addressed although it has not echoed " + in_amps(fall->second.to) + " for " +
               in_seconds(now - fall->second.since));
    falls.erase(fall);
  }
}

/// What it draws then ends when it stops by itself.
bool Auditor::State::is_to_be_silent(Time now, TwcId id) const {
  const auto fall = falls.find(id);
  return fall != falls.end() && now - fall->second.since >= silenced_after;
}

void Auditor::State::note_fall(Time now, const Account& unit, Amount before, Centiamps limit) {
  const Amount to = unit.most_of(limit);
  if (to >= before || exposures(now) <= total) return;
  const auto [fall, is_new] = falls.try_emplace(unit.id(), Fall{.to = to, .since = now});
  if (!is_new && to < fall->second.to) fall->second = {.to = to, .since = now};
}

void Auditor::State::receive(Time now, const wire::Frame& frame) {
  last_received = now;
  if (is_of_a_master(now, frame)) {
    has_second_master = has_second_master ||
                        (last_of_other_master && now - *last_of_other_master <= two_masters_within);
    last_of_other_master = now;
  }
  const msg::Message message = msg::decode(frame);
  if (const auto* const linkready = std::get_if<msg::SlaveLinkready>(&message)) {
    Account* const known = find(linkready->from);
    Account& unit = known != nullptr ? *known : accounts.emplace_back(linkready->from);
    last_announcement = now;
    unit.announce(now, msg::protocol_of(frame).value_or(Protocol::two), linkready->maximum);
    if (unit.heartbeats_answered() > 0) last_change = now;  // it restarted, or hears nothing
  } else if (const auto* const opened = std::get_if<msg::StopChargingAck>(&message)) {
    if (Account* const unit = find(opened->from)) unit->acknowledged();
  } else if (const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message)) {
    Account* const unit = find(answer->from);
    if (unit == nullptr || answer->to != settings.master) return;
    unit->answered(now, spans, *answer);
    const auto fall = falls.find(answer->from);
    if (fall != falls.end() && unit->echo() <= fall->second.to) falls.erase(fall);
  }
}

/// FB, FC, and reports about itself that nobody asked for.
bool Auditor::State::is_of_a_master(Time now, const wire::Frame& frame) const {
  if (wire::find(frame.function()) == nullptr) return false;
  if (frame.bytes()[0] != 0xFD) return true;
  const auto code = frame.bytes()[1];
  const bool is_report = code >= 0xEB && code <= 0xF1;
  const bool was_asked =
      last_request && now - *last_request <= answers_within + settings.round_trip;
  const TwcId from = wire::Reader{frame}.id();
  const auto is_from = [from](const Account& unit) { return unit.id() == from; };
  return is_report && !was_asked && std::ranges::none_of(accounts, is_from);
}

}  // namespace twc::sim
