// SPDX-License-Identifier: MIT
#include "tools/support_program_bus.hpp"

#include <algorithm>
#include <cmath>
#include <csignal>
#include <optional>
#include <utility>

#include "support/catch.hpp"

namespace twc::test {
namespace {

bool is_network(Wiring wiring) {
  return wiring != Wiring::serial && wiring != Wiring::pty;
}

sim::AuditSettings settings_for(Wiring wiring, std::size_t units) {
  sim::AuditSettings settings{.master = Watcher::master_id};
  if (is_network(wiring)) {
    settings.round_trip = 3s;
    settings.answers_in = 2500ms;
  }
  settings.expect_units = units;
  // Nobody tells when a program loses its line or its current: service is judged on simulated
  // buses.
  using enum sim::Rule;
  settings.ignored = {drawn,      needless_stop, falling, mute,   stopped_waits, turn,
                      steadiness, unused,        waiting, report, deaf};
  return settings;
}

std::unique_ptr<RelayPort> leg_for(Wiring wiring, const std::string& link) {
  switch (wiring) {
    case Wiring::serial: return std::make_unique<SerialRelayPort>(link);
    case Wiring::pty: return std::make_unique<JoinedRelayPort>("pty:");
    case Wiring::tcp: return std::make_unique<TcpRelayPort>();
    case Wiring::rfc2217: return std::make_unique<Rfc2217RelayPort>();
    case Wiring::listen: return std::make_unique<JoinedRelayPort>("listen://127.0.0.1:0");
  }
  return nullptr;
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

ProgramBus::ProgramBus(Wiring wiring, std::size_t units)
    : wiring_{wiring},
      watcher_{settings_for(wiring, units), units},
      programs_(units + 1),
      told_(units + 1) {
  relay_.add(leg_for(wiring, folder_ / "master"));
  for (std::size_t unit = 1; unit <= units; ++unit) relay_.add(new_port());
  watcher_.set_total(tools::now(), total_);
  all_.push_back(this);
}

std::unique_ptr<RelayPort> ProgramBus::new_port() {
  const Wiring theirs = is_network(wiring_) ? Wiring::tcp : Wiring::serial;
  return leg_for(theirs, folder_ / std::to_string(relay_.size()).c_str());
}

void ProgramBus::start_master(const Program::Arguments& more, const std::string& max_current) {
  const std::string units = std::to_string(programs_.size() - 1);
  Program::Arguments all{
      "--max-current", max_current, "--listen-first",          "0s", "--id", "77AB",
      "--sign",        "5C",        relay_.port(master).name()};
  if (units != "0") all.insert(all.end(), {"--expect-units", units});
  all.insert(all.end(), more.begin(), more.end());
  watcher_.master_starts(tools::now());
  programs_[master] = std::make_unique<Program>(TWC_FAKEMASTER, all);
  auto* const joined = dynamic_cast<JoinedRelayPort*>(&relay_.port(master));
  if (joined == nullptr) return;
  await_err("at most");
  const std::string& talk = program().err();
  const auto at = talk.find(" on ") + 4;
  joined->join(talk.substr(at, talk.find(',', at) - at));
}

void ProgramBus::start_unit(std::size_t unit) {
  const std::string id = std::to_string(2000 + unit);
  told_[unit] = 0;
  programs_[unit] = std::make_unique<Program>(
      TWC_FAKESLAVE,
      Program::Arguments{"--unit", id + ":want=32", "--force", relay_.port(unit).name()});
}

void ProgramBus::kill_master() {
  program().signal(SIGKILL);
  CHECK(program().finish().exit == 128 + SIGKILL);
  programs_[master].reset();
}

void ProgramBus::kill_unit(std::size_t unit) {
  program(unit).signal(SIGKILL);
  CHECK(program(unit).finish().exit == 128 + SIGKILL);
  programs_[unit].reset();
  watcher_.has_died(tools::now(), unit);
}

void ProgramBus::limit(int amps) {
  const Centiamps total{static_cast<std::uint16_t>(amps * 100)};
  will_limit(total);
  program().type("limit " + std::to_string(amps) + "\n");
  await_out("ok requested=" + std::to_string(amps) + ".00");
  has_limited(total);
}

/// The master may raise as soon as it knows; what left before it knew of a reduction is no fault.
void ProgramBus::will_limit(Centiamps total) {
  forget();
  if (total > total_) watcher_.set_total(tools::now(), total);
}
void ProgramBus::has_limited(Centiamps total) {
  if (total < total_) watcher_.set_total(tools::now(), total);
  total_ = total;
  turn(Duration{});
  limited_ = tools::now();
}

void ProgramBus::until(const std::function<bool()>& done, Duration limit) {
  const Time begin = tools::now();
  while (!done()) {
    turn();
    if (tools::now() - begin > limit)
      FAIL("waited in vain for " << limit.count() << " us\n" << story());
  }
}

void ProgramBus::await_out(std::string_view text) {
  until([&] { return program().out().find(text) != std::string::npos; });
}
void ProgramBus::await_err(std::string_view text) {
  until([&] { return program().err().find(text) != std::string::npos; });
}

bool ProgramBus::all_charge() const {
  return watcher_.all_units([](const Watcher::Seen& unit) { return unit.charging >= 2; });
}

void ProgramBus::until_all_charge() {
  forget();
  until([this] { return all_charge(); });
}

void ProgramBus::forget() {
  turn(Duration{});
  watcher_.forget();
}

/// The first one may have left before we have read that it was obeyed.
bool ProgramBus::limits_at_once(Centiamps each) {
  const auto is_told = [&](const Watcher::Seen& unit) {
    const auto tells = [&](const Watcher::Beat& beat) {
      return beat.limit == each || beat.at > limited_;
    };
    return std::ranges::find_if(unit.beats, tells);
  };
  until([&] {
    return watcher_.all_units([&](const auto& unit) { return is_told(unit) != unit.beats.end(); });
  });
  return watcher_.all_units([&](const auto& unit) { return is_told(unit)->limit == each; });
}

void ProgramBus::until_all_have(Centiamps each) {
  until([&] {
    return watcher_.all_units([&](const auto& unit) {
      return std::ranges::any_of(unit.beats, [&](const Watcher::Beat& beat) {
        return beat.limit == each && beat.at > limited_;
      });
    });
  });
}

bool ProgramBus::has_found(sim::Rule rule) const {
  return std::ranges::any_of(watcher_.auditor().violations(),
                             [rule](const sim::Violation& one) { return one.rule == rule; });
}

void ProgramBus::finish(int exit_of_master) {
  INFO(story());
  CHECK(watcher_.auditor().violations().empty());
  for (std::size_t at = 0; at < programs_.size(); ++at) {
    if (!programs_[at]) continue;
    program(at).type("quit\n");
    CHECK(program(at).finish().exit == (at == master ? exit_of_master : 0));
  }
}

std::string ProgramBus::story() const {
  std::string text = watcher_.story();
  for (const auto& program : programs_) {
    if (program) text += "\n" + program->out() + program->err();
  }
  return text;
}

void ProgramBus::turn() {
  constexpr Duration tick = 20ms;
  for (ProgramBus* const one : all_) one->turn(tick / static_cast<Duration::rep>(all_.size()));
}

void ProgramBus::turn(Duration longest) {
  std::vector<int> outputs;
  for (const auto& program : programs_) {
    if (!program) continue;
    outputs.push_back(program->out_fd());
    outputs.push_back(program->err_fd());
  }
  relay_.wait(outputs, longest);
  excuse_if_held_up();
  relay_.move();
  for (std::size_t at = 0; at < programs_.size(); ++at) {
    if (!programs_[at]) continue;
    programs_[at]->look();
    if (at != master) read_states(at);
  }
  excuse_if_held_up();
  watcher_.check(tools::now());
}

/// A process that is not run for so long cannot judge others by their time. Asked before the relay
/// tells what has come meanwhile, as if it came now.
void ProgramBus::excuse_if_held_up() {
  constexpr Duration held_up = 120ms;
  const Time now = tools::now();
  if (now - std::exchange(last_run_, now) > held_up) watcher_.excuse(now);
}

void ProgramBus::read_states(std::size_t unit) {
  const std::string& out = program(unit).out();
  for (auto end = out.find('\n', told_[unit]); end != std::string::npos;
       end = out.find('\n', told_[unit])) {
    const std::string line = out.substr(told_[unit], end - told_[unit]);
    told_[unit] = end + 1;
    if (const auto current = in_force_in(line)) watcher_.in_force(tools::now(), unit, *current);
  }
}

void play(const std::vector<Script>& scripts) {
  struct Actor {
    const Script& script;
    std::size_t at = 0;
    Time since = tools::now();
  };
  std::vector<Actor> actors;
  for (const Script& script : scripts) {
    actors.push_back({.script = script});
    script.steps.front().act();
  }
  const auto has_ended = [](const Actor& actor) { return actor.at == actor.script.steps.size(); };
  const auto go_on = [&](Actor& actor) {
    if (has_ended(actor)) return;
    const Step& step = actor.script.steps[actor.at];
    if (step.done()) {
      ++actor.at;
      actor.since = tools::now();
      if (!has_ended(actor)) actor.script.steps[actor.at].act();
    } else if (tools::now() - actor.since > step.limit) {
      FAIL(actor.script.name << ", step " << actor.at << ": in vain\n" << actor.script.bus.story());
    }
  };
  scripts.front().bus.until(
      [&] {
        std::ranges::for_each(actors, go_on);
        return std::ranges::all_of(actors, has_ended);
      },
      10 * ProgramBus::patience);
}

}  // namespace twc::test
