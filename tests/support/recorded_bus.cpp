// SPDX-License-Identifier: MIT
#include "support/recorded_bus.hpp"

#include <algorithm>

#include <twc/wire/decoder.hpp>
#include <twc/wire/slip.hpp>

namespace twc::test {
namespace {

using namespace std::chrono_literals;

/// Says nothing: a master whose process has ended.
class Nobody : public sim::Participant {
 public:
  void hear(Time /*now*/, const wire::Event& /*event*/) override {}
  std::optional<wire::Frame> poll(Time /*now*/) override { return std::nullopt; }
  [[nodiscard]] std::optional<Time> deadline() const override { return std::nullopt; }
};

Centiamps whole_amps(std::size_t amps) {
  return Centiamps{static_cast<std::uint16_t>(amps * 100)};
}

Duration between_times(Dice& dice, Duration least, Duration most) {
  const auto range = static_cast<std::size_t>((most - least) / 1s);
  return least + 1s * static_cast<std::int64_t>(dice.below(range + 1));
}

node::MasterConfig random_master(Dice& dice, std::size_t units) {
  node::MasterConfig config;
  config.id = TwcId{static_cast<std::uint16_t>(0xA000U + dice.below(0x5000))};
  config.sign = Sign{dice.byte()};
  // Enough for the minimum of each: what waits for current of its own asks in vain, and rightly so.
  config.max_current = whole_amps(8 * units + dice.below(40));
  config.polls = {.meter = dice.one_in(2),
                  .vin = dice.one_in(2),
                  .serial = dice.one_in(2),
                  .firmware = dice.one_in(2),
                  .plug = dice.one_in(2)};
  config.bus_idle = dice.one_in(3);
  return config;
}

/// One random event: a command, a car that comes or goes, or a restart of the master.
void happen(RecordedBus& bench, Dice& dice, node::MasterConfig& config, bool stops) {
  node::Master& master = *bench.masters.back();
  const Time now = bench.bus.now();
  const std::size_t unit = dice.below(bench.units.size());
  const TwcId id = bench.units[unit]->id();
  switch (dice.below(9)) {
    case 0: master.set_limit(now, whole_amps(8 * bench.units.size() + dice.below(20))); break;
    case 1: master.set_limit(now, config.max_current); break;
    case 2:
      if (stops && bench.units[unit]->drawn(now) > 5_A) static_cast<void>(master.stop(now, id));
      break;
    case 3:
      if (stops) static_cast<void>(master.start(now, {}));
      break;
    case 4:
      bench.plug(unit, whole_amps(8 + dice.below(25)),
                 dice.one_in(2) ? std::optional{1 + dice.below(20)} : std::nullopt);
      break;
    case 5: bench.units[unit]->unplug(now); break;
    case 6:
      bench.end_master();
      bench.run(between_times(dice, 1s, 120s));
      if (dice.one_in(2))
        config.id = TwcId{static_cast<std::uint16_t>(0xA000U + dice.below(0x5000))};
      bench.start_master(config);
      break;
    default: break;
  }
}

}  // namespace

void RecordedBus::start_master(const node::MasterConfig& config) {
  masters.push_back(std::make_unique<node::Master>(config, bus.now()));
  on_bus_.push_back(std::make_unique<sim::NodeOnBus<node::Master>>(*masters.back()));
  if (master_port_) {
    bus.replace(*master_port_, *on_bus_.back());
  } else {
    master_port_ = bus.connect(*on_bus_.back());
  }
}

void RecordedBus::end_master() {
  on_bus_.push_back(std::make_unique<Nobody>());
  bus.replace(*master_port_, *on_bus_.back());
}

sim::Unit& RecordedBus::add_unit(unsigned number, Protocol protocol, Centiamps rating) {
  sim::UnitConfig config = sound_unit(number, protocol);
  config.slave.rating = rating;
  config.slave.serial = msg::SerialNumber{"A17A000200" + std::to_string(number)};
  return add(config);
}

void RecordedBus::plug(std::size_t unit, Centiamps wants,
                       std::optional<std::uint64_t> ampere_hours) {
  sim::CarConfig car;
  car.wants = wants;
  car.ampere_hours = ampere_hours;
  units[unit]->plug(bus.now(), sim::Car{car});
}

void RecordedBus::run(Duration time) {
  const Time until = bus.now() + time;
  while (bus.now() < until) {
    bus.run_until(std::min(until, bus.now() + 1s));
    if (!masters.empty()) {
      while (masters.back()->next_event()) {
      }
    }
  }
}

void RecordedBus::passed(const sim::Transmission& what) {
  if (what.is_whole()) passed_frames.push_back({what.end, what.frame});
}

std::vector<Passed> random_evening(Dice& dice, bool stops) {
  RecordedBus bench{dice.below(1'000'000)};
  const std::size_t units = 1 + dice.below(3);
  const bool is_protocol_one = dice.one_in(3);
  for (std::size_t number = 1; number <= units; ++number) {
    bench.add_unit(static_cast<unsigned>(number), is_protocol_one ? Protocol::one : Protocol::two);
  }
  node::MasterConfig config = random_master(dice, units);
  bench.start_master(config);
  const std::size_t events = dice.below(12);
  for (std::size_t at = 0; at < units; ++at) {
    if (dice.one_in(2)) bench.plug(at, whole_amps(8 + dice.below(25)));
  }
  bench.run(between_times(dice, 20s, 120s));
  for (std::size_t event = 0; event < events; ++event) {
    happen(bench, dice, config, stops);
    bench.run(between_times(dice, 5s, 150s));
  }
  return std::move(bench.passed_frames);
}

bus::Monitor listen_to(std::span<const Passed> frames, std::size_t one_in, Dice& dice) {
  bus::Monitor monitor;
  wire::Decoder decoder;
  for (const Passed& one : frames) {
    const auto out = wire::SlipFrame::of(one.frame, wire::EndByte::fc, wire::HarmAccepted{});
    if (!out) continue;
    std::vector<std::uint8_t> bytes{out->bytes().begin(), out->bytes().end()};
    for (std::uint8_t& byte : bytes) {
      if (one_in != 0 && dice.one_in(one_in))
        byte ^= static_cast<std::uint8_t>(1 + dice.below(255));
    }
    const auto sink = [&](const wire::Event& event) { monitor.hear(one.end, event); };
    decoder.feed(one.end, bytes, sink);
  }
  decoder.finish([&](const wire::Event& event) {
    monitor.hear(frames.empty() ? Time{} : frames.back().end, event);
  });
  return monitor;
}

bool is_about_damage(const bus::Cause& cause) {
  return std::holds_alternative<bus::ManyErrors>(cause) ||
         std::holds_alternative<bus::NoFrames>(cause) ||
         std::holds_alternative<bus::ImpossibleText>(cause);
}

std::string kinds_of(const bus::Findings& findings) {
  constexpr std::array<const char*, std::variant_size_v<bus::Cause>> names{
      "NothingHeard",  "NoFrames",         "MeterBus",      "ManyErrors",
      "ProgramFault",  "TwoReaders",       "NoMaster",      "MasterEnded",
      "NotTaken",      "Silenced",         "Deaf",          "NeverAnswers",
      "Lost",          "Starved",          "TwoMasters",    "SharedId",
      "MasterIdTaken", "DifferingRatings", "TooManySlaves", "EchoHeard",
      "ErrorState",    "ErrorCommanded",   "Overdraw",      "AsksInVain",
      "ZeroIgnored",   "NeverEchoed",      "StuckStarting", "DrawsSix",
      "Flapping",      "Restarted",        "DangerSeen",    "ImpossibleText",
      "Impossible"};
  std::string text;
  for (const bus::Finding& one : findings) {
    if (one.standing == bus::Standing::note) continue;
    text += text.empty() ? "" : " ";
    text += names.at(one.cause.index());
    if (one.standing == bus::Standing::past) text += "(past)";
  }
  return text;
}

}  // namespace twc::test
