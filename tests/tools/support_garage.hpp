#pragma once
/// A master and Wall Connectors, each a process on a leg of its own, with an auditor that sees all
/// that passes.

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
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
  ~Garage() override { std::erase(all_, this); }

  /// For 32 A; it waits for as many units as there are, and for nothing else.
  void start_master(const Program::Arguments& more = {}, const std::string& max_current = "32");
  void start_unit(std::size_t unit);
  /// kill -9.
  void kill_master();
  void kill_unit(std::size_t unit);
  /// The master's, or that of a unit.
  [[nodiscard]] Program& program(std::size_t at = master) { return *programs_[at]; }
  [[nodiscard]] Relay& relay() { return relay_; }
  /// A place for somebody else; gives the name of the endpoint.
  std::string add_place() { return relay_.leg(relay_.add(new_leg())).name(); }
  [[nodiscard]] std::string file(const char* name) const { return folder_ / name; }

  /// Types it.
  void limit(int amps);
  /// The same in two steps, for another way of typing: before it, and when it was obeyed.
  void will_limit(Centiamps total);
  void has_limited(Centiamps total);
  /// The master could not talk, through no fault of its own.
  void excuse() { auditor_.excuse(tools::now()); }

  /// Until `done`, or for as long as `limit`: then the test fails. Gives how long it took. All
  /// other garages of the test go on, too.
  Duration until(const std::function<bool()>& done, Duration limit = patience);
  /// Until the master has written it.
  void await_out(std::string_view text);
  void await_err(std::string_view text);
  /// Until each unit has twice answered the master with a limit that lets it charge.
  Duration until_all_charge(Duration limit = patience);
  /// The limits in the next heartbeats, one for each unit: the next after this call, and after the
  /// first call.
  std::vector<Centiamps> next_limits();
  void watch_limits();
  std::vector<Centiamps> watched_limits();
  [[nodiscard]] bool has_found(sim::Rule rule) const;
  /// Ends all. The auditor has found nothing, and each process ended as it should.
  void finish(int exit_of_master = 0);

  struct Seen {
    std::optional<Time> announced;        ///< first
    std::optional<Time> first_answer;     ///< to a heartbeat
    std::optional<Time> beaten;           ///< last
    Duration longest_gap{};               ///< between heartbeats
    std::optional<Centiamps> next_limit;  ///< in the first heartbeat since it was last looked for
    Centiamps limit{};                    ///< that it echoes
    std::size_t charging = 0;  ///< how often it has answered so since it was last looked for
  };
  [[nodiscard]] const Seen& seen(std::size_t unit) const { return seen_[unit]; }
  void forget_gaps();
  /// How many frames came from there.
  [[nodiscard]] std::size_t said_by(std::size_t place) const {
    return counts_.contains(place) ? counts_.at(place) : 0;
  }
  [[nodiscard]] std::string story() const;

 private:
  void joined(Time now, std::size_t who) override;
  void said(Time now, std::size_t by, const wire::Frame& frame) override;
  void heard(Time now, std::size_t by, const wire::Frame& frame) override;
  void lost(Time now, std::size_t there, const wire::Frame& frame) override;

  void turn();
  void turn_within(Duration longest);
  [[nodiscard]] std::unique_ptr<Leg> new_leg();
  template <typename Condition>
  [[nodiscard]] bool all_units(Condition condition) const {
    return std::all_of(seen_.begin() + 1, seen_.end(), condition);
  }
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
  std::map<std::size_t, std::size_t> counts_;
  Centiamps total_ = 32_A;
  Time last_turn_ = tools::now();
  static inline std::vector<Garage*> all_;
};

}  // namespace twc::test
