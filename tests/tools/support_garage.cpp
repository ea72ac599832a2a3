#include "tools/support_garage.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <utility>

#include "support/catch.hpp"

namespace twc::test {
namespace {

bool is_network(Wiring wiring) {
  return wiring != Wiring::serial && wiring != Wiring::pty;
}

sim::AuditSettings settings_for(Wiring wiring, std::size_t units) {
  sim::AuditSettings settings{.master = Garage::master_id};
  if (is_network(wiring)) settings.round_trip = 3s;
  settings.expect_units = units;
  return settings;
}

std::unique_ptr<Leg> leg_for(Wiring wiring, const std::string& link) {
  switch (wiring) {
    case Wiring::serial: return std::make_unique<SerialLeg>(link);
    case Wiring::pty: return std::make_unique<JoinedLeg>("pty:");
    case Wiring::tcp: return std::make_unique<TcpLeg>();
    case Wiring::rfc2217: return std::make_unique<Rfc2217Leg>();
    case Wiring::listen: return std::make_unique<JoinedLeg>("listen://127.0.0.1:0");
  }
  return nullptr;
}

TwcId id_of(std::size_t unit) {
  return TwcId{static_cast<std::uint16_t>(0x2000U + unit)};
}

/// "16.00" behind " in_force=" as hundredths.
std::optional<Centiamps> in_force_in(const std::string& line) {
  constexpr std::string_view key = " in_force=";
  const auto at = line.find(key);
  if (at == std::string::npos) return std::nullopt;
  const double amps = std::stod(line.substr(at + key.size()));
  return Centiamps{static_cast<std::uint16_t>(std::lround(amps * 100))};
}

}  // namespace

Garage::Garage(Wiring wiring, std::size_t units)
    : wiring_{wiring},
      auditor_{settings_for(wiring, units)},
      programs_(units + 1),
      told_(units + 1),
      seen_(units + 1),
      causes_(units + 1, sim::Cause::time) {
  all_.push_back(this);
  relay_.add(leg_for(wiring, folder_ / "master"));
  for (std::size_t unit = 1; unit <= units; ++unit) relay_.add(new_leg());
  auditor_.start(tools::now());
  auditor_.set_total(tools::now(), total_);
}

std::unique_ptr<Leg> Garage::new_leg() {
  const Wiring theirs = is_network(wiring_) ? Wiring::tcp : Wiring::serial;
  return leg_for(theirs, folder_ / std::to_string(relay_.size()).c_str());
}

void Garage::start_master(const Program::Arguments& more, const std::string& max_current) {
  const std::string units = std::to_string(programs_.size() - 1);
  Program::Arguments all{"--max-current",  max_current, "--expect-units", units,
                         "--listen-first", "0s",        "--id",           "77AB",
                         "--sign",         "5C",        name_of(master)};
  all.insert(all.end(), more.begin(), more.end());
  auditor_.start(tools::now());
  programs_[master] = std::make_unique<Program>(TWC_FAKEMASTER, all);
  auto* const joined = dynamic_cast<JoinedLeg*>(&relay_.leg(master));
  if (joined == nullptr) return;
  await_err("at most");
  const std::string& talk = programs_[master]->err();
  const auto at = talk.find(" on ") + 4;
  joined->join(talk.substr(at, talk.find(',', at) - at));
}

void Garage::start_unit(std::size_t unit) {
  const std::string id = std::to_string(2000 + unit);
  told_[unit] = 0;
  programs_[unit] = std::make_unique<Program>(
      TWC_FAKESLAVE, Program::Arguments{"--unit", id + ":want=32", "--force", name_of(unit)});
}

void Garage::kill_master() {
  programs_[master]->signal(SIGKILL);
  CHECK(programs_[master]->finish().exit == 128 + SIGKILL);
  programs_[master].reset();
}

void Garage::kill_unit(std::size_t unit) {
  programs_[unit]->signal(SIGKILL);
  CHECK(programs_[unit]->finish().exit == 128 + SIGKILL);
  programs_[unit].reset();
  causes_[unit] = sim::Cause::time;
  set_in_force(unit, Centiamps{});
}

Duration Garage::until(const std::function<bool()>& done, Duration limit) {
  const Time begin = tools::now();
  while (!done()) {
    turn();
    if (tools::now() - begin <= limit) continue;
    FAIL("waited in vain for " << limit.count() << " us\n" << story());
  }
  return tools::now() - begin;
}

void Garage::await_out(std::string_view text) {
  until([&] { return program().out().find(text) != std::string::npos; });
}
void Garage::await_err(std::string_view text) {
  until([&] { return program().err().find(text) != std::string::npos; });
}

Duration Garage::until_all_charge(Duration limit) {
  for (Seen& unit : seen_) unit.charging = 0;
  return until([&] { return all_units([](const Seen& unit) { return unit.charging >= 2; }); },
               limit);
}

std::vector<Centiamps> Garage::next_limits() {
  watch_limits();
  return watched_limits();
}

/// What was under way before is not meant.
void Garage::watch_limits() {
  turn();
  for (Seen& unit : seen_) unit.next_limit.reset();
}

std::vector<Centiamps> Garage::watched_limits() {
  until([&] { return all_units([](const Seen& unit) { return unit.next_limit.has_value(); }); });
  std::vector<Centiamps> limits;
  for (std::size_t unit = 1; unit < seen_.size(); ++unit) {
    limits.push_back(*seen_[unit].next_limit);
  }
  return limits;
}

void Garage::limit(int amps) {
  const Centiamps total{static_cast<std::uint16_t>(amps * 100)};
  will_limit(total);
  program().type("limit " + std::to_string(amps) + "\n");
  await_out("ok requested=" + std::to_string(amps) + ".00");
  has_limited(total);
}

/// The master may raise as soon as it knows; what left before it knew of a reduction is no fault.
void Garage::will_limit(Centiamps total) {
  if (total > total_) auditor_.set_total(tools::now(), total);
}
void Garage::has_limited(Centiamps total) {
  if (total < total_) auditor_.set_total(tools::now(), total);
  total_ = total;
}

void Garage::forget_gaps() {
  for (Seen& unit : seen_) unit.longest_gap = {};
}

bool Garage::has_found(sim::Rule rule) const {
  return std::ranges::any_of(auditor_.violations(),
                             [rule](const sim::Violation& one) { return one.rule == rule; });
}

void Garage::finish(int exit_of_master) {
  INFO(story());
  CHECK(auditor_.violations().empty());
  for (std::size_t at = 0; at < programs_.size(); ++at) {
    if (!programs_[at]) continue;
    programs_[at]->type("quit\n");
    const Outcome outcome = programs_[at]->finish();
    CHECK(outcome.exit == (at == master ? exit_of_master : 0));
  }
}

void Garage::turn() {
  constexpr Duration tick = 20ms;
  for (Garage* const one : all_) one->turn_within(tick / static_cast<Duration::rep>(all_.size()));
}

/// Who is not run for so long cannot judge others by their time.
void Garage::turn_within(Duration longest) {
  std::vector<int> outputs;
  for (const auto& program : programs_) {
    if (!program) continue;
    outputs.push_back(program->out_fd());
    outputs.push_back(program->err_fd());
  }
  relay_.step(outputs, longest);
  for (std::size_t at = 0; at < programs_.size(); ++at) {
    if (!programs_[at]) continue;
    programs_[at]->look();
    if (at != master) read_states(at);
  }
  const Time now = tools::now();
  constexpr Duration held_up = 120ms;
  if (now - std::exchange(last_turn_, now) > held_up) auditor_.excuse(now);
  auditor_.check(now);
}

void Garage::read_states(std::size_t unit) {
  const std::string& out = programs_[unit]->out();
  for (auto end = out.find('\n', told_[unit]); end != std::string::npos;
       end = out.find('\n', told_[unit])) {
    const std::string line = out.substr(told_[unit], end - told_[unit]);
    told_[unit] = end + 1;
    if (const auto current = in_force_in(line)) set_in_force(unit, *current);
  }
}

void Garage::set_in_force(std::size_t unit, Centiamps current) {
  auditor_.physical(tools::now(), {.port = sim::PortId{static_cast<std::uint8_t>(unit)},
                                   .id = id_of(unit),
                                   .in_force = current,
                                   .cause = causes_[unit]});
}

void Garage::joined(Time now, std::size_t who) {
  if (who == master) auditor_.excuse(now);
}

void Garage::said(Time now, std::size_t by, const wire::Frame& frame) {
  ++counts_[by];
  const msg::Message message = msg::decode(frame);
  if (by == master) {
    trace_.sent(now, sim::PortId{master}, frame);
    auditor_.sent(now, frame);
    if (const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message)) note_beat(now, *beat);
    return;
  }
  if (by >= seen_.size()) return;
  Seen& unit = seen_[by];
  const bool announces = std::holds_alternative<msg::SlaveLinkready>(message);
  if (announces && !unit.announced) unit.announced = now;
  const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message);
  if (answer != nullptr && answer->to == master_id) note_answer(now, by, *answer);
}

void Garage::note_beat(Time now, const msg::MasterHeartbeat& beat) {
  const std::size_t place = place_of(beat.to);
  if (place == master) return;
  Seen& unit = seen_[place];
  const Time last = std::exchange(unit.beaten, now).value_or(now);
  unit.longest_gap = std::max(unit.longest_gap, now - last);
  if (!unit.next_limit) unit.next_limit = beat.limit;
}

void Garage::note_answer(Time now, std::size_t unit, const msg::SlaveHeartbeat& answer) {
  if (!seen_[unit].first_answer) seen_[unit].first_answer = now;
  seen_[unit].limit = answer.limit;
  if (answer.limit >= 6_A) ++seen_[unit].charging;
}

void Garage::heard(Time now, std::size_t by, const wire::Frame& frame) {
  if (by == master) {
    trace_.heard(now, sim::PortId{master}, frame, {.from = sim::PortId{0xFF}, .frame = frame});
    auditor_.received(now, frame);
    return;
  }
  const msg::Message message = msg::decode(frame);
  const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
  if (beat == nullptr || by >= seen_.size() || beat->to != id_of(by)) return;
  causes_[by] = beat->command.has_limit() ? sim::Cause::limit : sim::Cause::poll;
}

/// On its way to whom it concerns: the unit, or the master.
void Garage::lost(Time now, std::size_t there, const wire::Frame& frame) {
  const msg::Message message = msg::decode(frame);
  const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
  const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message);
  if (beat != nullptr && place_of(beat->to) == there) auditor_.disturbed(now, beat->to);
  if (answer != nullptr && there == master) auditor_.disturbed(now, answer->from);
}

/// Of a stranger: the master's, which no unit has.
std::size_t Garage::place_of(TwcId id) const {
  for (std::size_t unit = 1; unit < seen_.size(); ++unit) {
    if (id == id_of(unit)) return unit;
  }
  return master;
}

std::string Garage::story() const {
  std::string text = "found: " + auditor_.text() + "\n" + trace_.text();
  for (const auto& program : programs_) {
    if (program) text += "\n" + program->out() + program->err();
  }
  return text;
}

}  // namespace twc::test
