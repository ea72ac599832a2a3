#pragma once
/// Evenings on a simulated bus, written down as they pass: masters that come and go, cars, limits,
/// stops. A monitor hears them, whole or with damaged bytes.

#include <memory>
#include <string>
#include <vector>

#include <twc/bus/monitor.hpp>
#include <twc/node/master.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/unit.hpp>

#include "support/dice.hpp"

namespace twc::test {

/// A frame as it passed on the line.
struct Passed {
  Time end{};
  wire::Frame frame;
};

/// A bus with one master and some units. Nothing on it is wrong.
class Evening : private sim::Observer {
 public:
  explicit Evening(std::uint64_t seed) : bus{seed} { bus.observe(*this); }

  void start_master(const node::MasterConfig& config);
  /// Its process ends: nothing is said any more.
  void end_master();
  sim::Unit& add_unit(unsigned number, Protocol protocol, Centiamps rating = Centiamps{3200});
  void plug(std::size_t unit, Centiamps wants, std::optional<std::uint64_t> ampere_hours = {});
  void run(Duration time);

  sim::Bus bus;
  std::vector<std::unique_ptr<node::Master>> masters;
  std::vector<std::unique_ptr<sim::Unit>> units;
  std::vector<Passed> passed_frames;

 private:
  void passed(const sim::Transmission& what) override;

  std::vector<std::unique_ptr<sim::Participant>> on_bus_;
  std::optional<sim::PortId> master_port_;
};

/// An evening of some minutes with chance in all of it. With `stops`, units are stopped and limits
/// are too low for any car: a part of it alone cannot tell these from a master that is wrong.
[[nodiscard]] std::vector<Passed> random_evening(Dice& dice, bool stops);

/// A monitor that has heard a part of `frames`, with one byte in `one_in` replaced by another one;
/// 0: none.
[[nodiscard]] bus::Monitor listen_to(std::span<const Passed> frames, std::size_t one_in,
                                     Dice& dice);

/// The names of the kinds of what was found, notes aside.
[[nodiscard]] std::string kinds_of(const bus::Findings& findings);
/// Whether that is about damage and nothing else.
[[nodiscard]] bool is_about_damage(const bus::Cause& cause);

}  // namespace twc::test
