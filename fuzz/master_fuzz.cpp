// SPDX-License-Identifier: MIT
/// A master told anything in any order: nothing but harmless frames leaves, and the current that
/// may be drawn rises only as far as the total (R1).

#include <algorithm>
#include <chrono>
#include <optional>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>
#include <twc/wire/slip.hpp>

#include "input.hpp"
#include "require.hpp"

namespace twc::fuzz {
namespace {

constexpr TwcId own_id{0x77AB};

node::MasterConfig config_of(Input& in) {
  const std::uint8_t bits = in.next();
  node::MasterConfig config;
  config.id = own_id;
  config.max_current = Centiamps{static_cast<std::uint16_t>(in.next() * 100)};
  config.bus_idle = true;
  config.listen_first = Duration::zero();
  config.policy = node::Policy{static_cast<std::uint8_t>(bits % 3)};
  config.stop_by = node::StopBy{static_cast<std::uint8_t>((bits >> 2U) % 4)};
  config.raise_spike = (bits & 0x10U) != 0;
  config.idle_offer = (bits & 0x20U) != 0;
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
  if ((bits & 0x40U) != 0) config.line = node::Line::network();
  return config;
}

TwcId unit_of(std::uint8_t byte) {
  return TwcId{static_cast<std::uint16_t>(0x2000 + byte % 5)};
}
Centiamps current_of(Input& in) {
  const unsigned high = in.next();
  return Centiamps{static_cast<std::uint16_t>((high << 8U) | in.next())};
}

wire::Frame heard(Input& in) {
  const std::uint8_t kind = in.next();
  const Protocol protocol = (kind & 0x80U) != 0 ? Protocol::one : Protocol::two;
  const TwcId from = unit_of(in.next());
  switch (kind % 5) {
    case 0:
      return msg::encode(
          msg::SlaveLinkready{
              .from = from, .sign = Sign{in.next()}, .maximum = kind > 40 ? 32_A : current_of(in)},
          protocol);
    case 1: {
      const msg::ChargeState state{static_cast<std::uint8_t>(in.next() % 12)};
      const Centiamps limit = current_of(in);
      return msg::encode(
          msg::SlaveHeartbeat{
              .from = from, .to = own_id, .state = state, .limit = limit, .drawn = current_of(in)},
          protocol);
    }
    case 2: return msg::encode(msg::Meter{.from = from, .amps = std::array<msg::HalfAmps, 3>{}});
    case 3: return msg::encode(msg::Vin{.from = from, .part = msg::VinPart::one, .text = {}});
    default: return msg::encode(msg::MasterLinkready1{.from = unit_of(in.next())}, protocol);
  }
}

void check_sent(const wire::Frame& frame, const node::Master& master) {
  require(wire::SlipFrame::of(frame, wire::EndByte::fc, wire::HarmAccepted{}).has_value());
  const msg::Message message = msg::decode(frame);
  if (const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message)) {
    require(beat->command == msg::Command::none || beat->command == msg::Command::set_limit ||
            beat->command == msg::Command::set_initial_limit);
    // R5: a unit that must stop is lowered to its minimum, whatever the total is.
    const auto unit = master.unit(Time{}, beat->to);
    require(unit && beat->limit <= std::max(master.total(), unit->bounds.least));
    require(beat->limit.value() % 100 == 0);
  } else {
    require(wire::hazard(frame) == wire::Hazard::none ||
            master.config().stop_by == node::StopBy::contactor);
  }
}

void poll(node::Master& master, Time now) {
  const Centiamps before = master.exposure(now);
  const auto frame = master.poll(now);
  if (!frame) return;
  check_sent(*frame, master);
  const Centiamps after = master.exposure(now);
  require(after <= before || after <= master.total());
  require(!master.is_halted());
}

/// All that a user may ask for; amounts of all units are those of each.
void look(const node::Master& master, Time now) {
  Centiamps drawn;
  for (std::size_t at = 0; at < master.unit_count(); ++at) {
    const node::UnitStatus unit = master.unit(now, at);
    require(unit.charging <= node::Charging::unreachable);
    drawn = drawn + unit.amounts.drawn;
  }
  require(master.totals(now).drawn == drawn);
  const auto in_force = master.in_force_at(now);
  require(!in_force || *in_force - now < std::chrono::hours{1});
}

void act(node::Master& master, Time now, std::uint8_t opcode, Input& in) {
  switch (opcode % 12) {
    case 0: master.set_limit(now, current_of(in)); break;
    case 1: master.set_ceiling(now, unit_of(in.next()), current_of(in)); break;
    case 2: master.stop(now, unit_of(in.next())); break;
    case 3: master.start(now, std::nullopt); break;
    case 4: master.link_down(now); break;
    case 5: master.link_up(now); break;
    case 6: master.hear_damage(now); break;
    case 7: break;
    default: master.hear(now, heard(in)); break;
  }
}

}  // namespace
}  // namespace twc::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twc::fuzz;
  constexpr std::int64_t step = 50'000;
  Input in{
      {data, size}
  };
  twc::Time now{};
  twc::node::Master master{config_of(in), now};
  while (!in.empty()) {
    const std::uint8_t opcode = in.next();
    now += twc::Duration{step * (opcode >> 4U) * (opcode >> 4U)};
    act(master, now, opcode, in);
    poll(master, now);
    look(master, now);
    while (master.next_event()) continue;
  }
  return 0;
}
