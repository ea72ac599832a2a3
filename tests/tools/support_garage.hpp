#pragma once
/// A master and Wall Connectors, each a process on a leg of its own, with an auditor that sees all
/// that passes.

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/sim/auditor.hpp>
#include <twc/sim/trace.hpp>

#include "common/clock.hpp"
#include "tools/support_program.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_relay.hpp"

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

class Garage : private Relay::Witness {
 public:
  static constexpr TwcId master_id{0x77AB};
  static constexpr std::size_t master = 0;  ///< its place on the relay
  static constexpr Duration patience = 60s;

  /// Unit 1 is 2001, with a car that takes all it gets. All are on serial ports if the master is,
  /// else in the network.
  Garage(Wiring wiring, std::size_t units);

  /// For 32 A; it waits for as many units as there are, and for nothing else.
  void start_master(const Program::Arguments& more = {});
  void start_unit(std::size_t unit);
  /// kill -9.
  void kill_master();
  void kill_unit(std::size_t unit);
  [[nodiscard]] Program& master_program() { return *programs_[master]; }
  [[nodiscard]] Relay& relay() { return relay_; }
  /// What the user has set, for the auditor: before a raise is typed, after a reduction was obeyed.
  void set_total(Centiamps total) { auditor_.set_total(tools::now(), total); }
  /// The master could not talk, through no fault of its own.
  void excuse() { auditor_.excuse(tools::now()); }

  /// Until `done`, or for as long as `limit`: then the test fails. Gives how long it took.
  Duration until(const std::function<bool()>& done, Duration limit = patience);
  /// Until the master has written it.
  void await_out(std::string_view text);
  void await_err(std::string_view text);
  /// Until each unit has twice answered the master with a limit that lets it charge.
  Duration until_all_charge(Duration limit = patience);
  /// Until each unit has been sent a heartbeat; gives the smallest and the largest limit in them.
  std::pair<Centiamps, Centiamps> next_limits();
  /// Ends all; nothing was found, and each ends as a user wants it to.
  void finish();
  [[nodiscard]] bool is_sound() const { return auditor_.violations().empty(); }

  struct Seen {
    std::optional<Time> announced;     ///< first
    std::optional<Time> first_answer;  ///< to a heartbeat
    std::optional<Time> beaten;        ///< last
    Duration longest_gap{};            ///< between heartbeats
    std::optional<msg::MasterHeartbeat> beat;
    std::size_t charging = 0;  ///< how often it has answered so since it was last looked for
  };
  [[nodiscard]] const Seen& seen(std::size_t unit) const { return seen_[unit]; }
  [[nodiscard]] std::size_t sent() const { return sent_; }
  [[nodiscard]] std::string story() const;

 private:
  void joined(Time now, std::size_t who) override;
  void said(Time now, std::size_t by, const wire::Frame& frame) override;
  void heard(Time now, std::size_t by, const wire::Frame& frame) override;
  void lost(Time now, std::size_t there, const wire::Frame& frame) override;

  void turn();
  void read_states(std::size_t unit);
  void set_in_force(std::size_t unit, Centiamps current);
  void note_beat(Time now, const msg::MasterHeartbeat& beat);
  void note_answer(Time now, std::size_t unit, const msg::SlaveHeartbeat& answer);
  [[nodiscard]] std::size_t place_of(TwcId id) const;
  [[nodiscard]] std::string name_of(std::size_t place) { return relay_.leg(place).name(); }

  Folder folder_;
  Wiring wiring_;
  sim::Auditor auditor_;
  sim::Trace trace_{sim::PortId{master}};
  Relay relay_{*this};
  std::vector<std::unique_ptr<Program>> programs_;
  std::vector<std::size_t> told_;  // how much of what a unit says was read
  std::vector<Seen> seen_;
  std::vector<sim::Cause> causes_;  // of what a unit does next
  std::size_t sent_ = 0;
  Time last_turn_ = tools::now();
};

}  // namespace twc::test
