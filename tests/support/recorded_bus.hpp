// SPDX-License-Identifier: MIT
#pragma once
/// Records the frames of a simulated bus on which masters come and go, cars charge, limits change
/// and charges stop. A monitor hears the record, whole or with damaged bytes.

#include <memory>
#include <string>
#include <vector>

#include <twc/bus/monitor.hpp>
#include <twc/node/master.hpp>

#include "support/dice.hpp"
#include "support/simulated_bus.hpp"

namespace twc::test {

/// A frame as it passed on the line.
struct Passed {
  Time end{};
  wire::Frame frame;
};

/// A bus with one master and some units. Nothing on it is wrong.
class RecordedBus : public SimulatedBus, private sim::Observer {
 public:
  explicit RecordedBus(std::uint64_t seed) : SimulatedBus{seed} { bus.observe(*this); }

  void start_master(const node::MasterConfig& config);
  /// Its process ends: it sends nothing any more.
  void end_master();
  sim::Unit& add_unit(unsigned number, Protocol protocol, Centiamps rating = Centiamps{3200});
  void plug(std::size_t unit, Centiamps wants, std::optional<std::uint64_t> ampere_hours = {});
  void run(Duration time);

  std::vector<std::unique_ptr<node::Master>> masters;
  std::vector<Passed> passed_frames;

 private:
  void passed(const sim::Transmission& what) override;

  std::vector<std::unique_ptr<sim::Participant>> on_bus_;
  std::optional<sim::PortId> master_port_;
};

/// The frames of some minutes with random events. With `stops`, the master also stops units and
/// sends limits that are too low for any car: a part of the record alone looks like a faulty master
/// then.
[[nodiscard]] std::vector<Passed> random_evening(Dice& dice, bool stops);

/// A monitor that has heard `frames`, with one byte in `one_in` replaced by another one; 0: none.
[[nodiscard]] bus::Monitor listen_to(std::span<const Passed> frames, std::size_t one_in,
                                     Dice& dice);

/// The names of the kinds of all findings but notes.
[[nodiscard]] std::string kinds_of(const bus::Findings& findings);
/// True for a finding about damage and nothing else.
[[nodiscard]] bool is_about_damage(const bus::Cause& cause);

}  // namespace twc::test
