// SPDX-License-Identifier: MIT
#include "sniff/changes.hpp"

#include <cstdlib>

namespace twc::tools {
namespace {

bool are_near(Centiamps a, Centiamps b) {
  constexpr int one_ampere = 100;
  return std::abs(int{a.value()} - int{b.value()}) <= one_ampere;
}

bool are_near(msg::Volts a, msg::Volts b) {
  return std::abs(int{a.value} - int{b.value}) <= 3;
}

template <typename M>
bool say_the_same(const M& before, const M& now) {
  return before == now;
}

bool say_the_same(const msg::SlaveHeartbeat& before, const msg::SlaveHeartbeat& now) {
  msg::SlaveHeartbeat redrawn = now;
  redrawn.drawn = before.drawn;
  return before == redrawn && are_near(before.drawn, now.drawn);
}

bool say_the_same(const msg::Meter& before, const msg::Meter& now) {
  if (before.from != now.from || before.energy_raw != now.energy_raw) return false;
  if (before.amps.has_value() != now.amps.has_value()) return false;
  for (std::size_t phase = 0; phase < now.volts.size(); ++phase) {
    if (!are_near(before.volts[phase], now.volts[phase])) return false;
    if (now.amps && !are_near((*before.amps)[phase].current(), (*now.amps)[phase].current())) {
      return false;
    }
  }
  return true;
}

bool say_the_same(const msg::Message& before, const msg::Message& now) {
  return before.index() == now.index() && std::visit(
                                              [&before](const auto& m) {
                                                using M = std::decay_t<decltype(m)>;
                                                return say_the_same(std::get<M>(before), m);
                                              },
                                              now);
}

/// Code, sender and receiver in one number. A recovered frame is compared with recovered ones only.
std::uint64_t key_of(const Shown& shown, const wire::Frame& frame) {
  const Addresses addresses = addresses_of(*shown.message);
  const auto number = [](const std::optional<TwcId>& id) {
    return id ? static_cast<std::uint64_t>(*id) : 0;
  };
  const bool is_recovered = std::holds_alternative<wire::Recovered>(shown.record.heard);
  return (std::uint64_t{is_recovered} << 48U) |
         (static_cast<std::uint64_t>(frame.function()) << 32U) | (number(addresses.from) << 16U) |
         number(addresses.to);
}

}  // namespace

bool Changes::is_news(const Shown& shown) {
  const wire::Frame* const frame = frame_of(shown.record);
  if (frame == nullptr) return true;
  const std::uint64_t key = key_of(shown, *frame);
  const auto known = last_shown_.find(key);
  if (known != last_shown_.end()) {
    if (say_the_same(known->second, *shown.message)) return false;
    known->second = *shown.message;
    return true;
  }
  if (last_shown_.size() == most_remembered) last_shown_.clear();
  last_shown_.emplace(key, *shown.message);
  return true;
}

}  // namespace twc::tools
