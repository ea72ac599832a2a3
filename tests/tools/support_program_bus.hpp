// SPDX-License-Identifier: MIT
#pragma once
/// A master and Wall Connectors, each a process on a port of its own, with an auditor that sees all
/// that passes.

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "endpoint/clock.hpp"
#include "tools/support_program.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_watcher.hpp"

namespace twc::test {

using namespace std::chrono_literals;

/// How the master is wired to the bus.
enum class Wiring : std::uint8_t {
  serial,   ///< a serial port
  pty,      ///< a terminal of its own
  tcp,      ///< an adapter in the network
  rfc2217,  ///< one with COM port control
  listen,   ///< a bus of its own
};

class ProgramBus {
 public:
  static constexpr std::size_t master = Watcher::master;
  static constexpr Duration patience = 60s;

  /// Each unit has a car that takes all it gets. They are on serial ports if the master is, else in
  /// the network.
  ProgramBus(Wiring wiring, std::size_t units);
  ProgramBus(const ProgramBus&) = delete;
  ProgramBus& operator=(const ProgramBus&) = delete;
  ~ProgramBus() { std::erase(all_, this); }

  /// It waits for as many units as there are, and for nothing else.
  void start_master(const Program::Arguments& more = {}, const std::string& max_current = "32");
  void start_unit(std::size_t unit);
  /// kill -9.
  void kill_master();
  void kill_unit(std::size_t unit);
  /// The master's, or that of a unit.
  [[nodiscard]] Program& program(std::size_t at = master) { return *programs_[at]; }
  [[nodiscard]] Relay& relay() { return relay_; }
  [[nodiscard]] Watcher& watcher() { return watcher_; }
  /// A place for somebody else; gives the name of the endpoint.
  std::string add_place() { return relay_.port(relay_.add(new_port())).name(); }
  [[nodiscard]] std::string file(const char* name) const { return folder_ / name; }

  /// Types it.
  void limit(int amps);
  /// For another way of typing: before it, and when it was obeyed.
  void will_limit(Centiamps total);
  void has_limited(Centiamps total);

  /// Until `done`, or for as long as `limit`: then the test fails. All other buses of the test go
  /// on, too.
  void until(const std::function<bool()>& done, Duration limit = patience);
  void await_out(std::string_view text);
  void await_err(std::string_view text);
  /// Each unit has answered twice, since it was forgotten, that it may draw.
  [[nodiscard]] bool all_charge() const;
  void until_all_charge();
  /// Frames that are under way now do not count for what is seen next.
  void forget();
  /// Whether each unit was sent `each` in its next heartbeat after the last limit() or
  /// has_limited().
  [[nodiscard]] bool limits_at_once(Centiamps each);
  /// Waits until each unit was sent `each` since: a raise waits until cars have fallen (R1).
  void until_all_have(Centiamps each);
  [[nodiscard]] bool has_found(sim::Rule rule) const;
  /// Ends all. The auditor has found nothing, and each process ended as it should.
  void finish(int exit_of_master = 0);
  [[nodiscard]] std::string story() const;

 private:
  static void turn();
  void turn(Duration longest);
  void excuse_if_held_up();
  [[nodiscard]] std::unique_ptr<RelayPort> new_port();
  void read_states(std::size_t unit);

  Folder folder_;
  Wiring wiring_;
  Watcher watcher_;
  Relay relay_{watcher_};
  std::vector<std::unique_ptr<Program>> programs_;
  std::vector<std::size_t> told_;  // how much of what a unit says was read
  Centiamps total_ = 32_A;
  Time limited_{};
  Time last_run_ = tools::now();
  static inline std::vector<ProgramBus*> all_;
};

/// A step does something to a bus, and says what has to come of it before the next step.
struct Step {
  std::function<void()> act;
  std::function<bool()> done;
  Duration limit = ProgramBus::patience;
};

/// The steps that happen in one bus.
struct Script {
  std::string name;
  ProgramBus& bus;
  std::vector<Step> steps;
};

/// All at once, because most of the time nothing happens in any of them.
void play(const std::vector<Script>& scripts);

}  // namespace twc::test
