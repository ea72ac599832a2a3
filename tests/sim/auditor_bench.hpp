// SPDX-License-Identifier: MIT
#pragma once
/// A master and its units, played by hand for an auditor.

#include <map>

#include <twc/msg/message.hpp>
#include <twc/sim/auditor.hpp>

namespace twc::test {

using namespace std::chrono_literals;

/// Ids of three units of Protocol 2 and one of Protocol 1; made up, as all that is said here.
inline constexpr TwcId first{0x1111};
inline constexpr TwcId second{0x2222};
inline constexpr TwcId third{0x5555};
inline constexpr TwcId old_one{0x0333};
inline constexpr TwcId audited_master{0x7A7A};

/// Each call takes the time that it would take; everything is seen by the auditor.
class AuditorBench {
 public:
  explicit AuditorBench(sim::AuditSettings settings = {.master = audited_master, .bus_idle = true})
      : auditor{settings} {
    auditor.start(now);
    auditor.set_total(now, 32_A);
  }

  void announce(TwcId id, Centiamps rating = Centiamps{3200}) {
    hear(msg::SlaveLinkready{.from = id, .sign = Sign{1}, .maximum = rating});
  }
  /// A heartbeat without a limit that is answered, and one that is not.
  void poll(TwcId id) {
    poll_unheard(id);
    answer(id);
  }
  void poll_unheard(TwcId id) { send(msg::MasterHeartbeat{.from = audited_master, .to = id}, id); }
  /// A heartbeat with a limit that the unit echoes, and one that it does not hear.
  void limit(TwcId id, Centiamps amps) {
    limit_unheard(id, amps);
    says[id].limit = amps;
    answer(id);
  }
  void limit_unheard(TwcId id, Centiamps amps) {
    const auto command = id == old_one ? msg::Command::set_initial_limit : msg::Command::set_limit;
    send(msg::MasterHeartbeat{.from = audited_master, .to = id, .command = command, .limit = amps},
         id);
  }
  void answer(TwcId id) {
    now += 170ms;
    msg::SlaveHeartbeat said = says[id];
    said.from = id;
    said.to = audited_master;
    hear(said);
  }
  /// Both units of Protocol 2 are linked, one after the other; they echo 0 A.
  void link_two() {
    announce(first);
    announce(second);
    for (const TwcId unit : {first, first, second, second}) poll(unit);
  }
  /// Goes on for `how_long` with polls of all of them, or of none.
  void go_on(Duration how_long, const std::vector<TwcId>& units) {
    const Time end = now + how_long;
    while (now < end && !units.empty()) {
      for (const TwcId unit : units) poll(unit);
    }
    now = std::max(now, end);
    auditor.check(now);
  }
  void is_in_force(TwcId id, Centiamps amps, sim::Cause cause = sim::Cause::time) {
    auditor.physical(now, {.port = static_cast<sim::PortId>(static_cast<unsigned>(id) & 0xFU),
                           .id = id,
                           .in_force = amps,
                           .cause = cause});
  }
  template <typename M>
  void send(const M& message, TwcId id) {
    auditor.sent(now, msg::encode(message, id == old_one ? Protocol::one : Protocol::two));
  }
  template <typename M>
  void hear(const M& message) {
    const TwcId id = message.from;
    auditor.received(now, msg::encode(message, id == old_one ? Protocol::one : Protocol::two));
    now += 230ms;
  }
  /// The rules that were broken, each once for every time.
  [[nodiscard]] std::vector<sim::Rule> broken() const {
    std::vector<sim::Rule> rules;
    for (const sim::Violation& one : auditor.violations()) rules.push_back(one.rule);
    return rules;
  }

  sim::Auditor auditor;
  Time now{1000s};
  std::map<TwcId, msg::SlaveHeartbeat> says;
};

}  // namespace twc::test
