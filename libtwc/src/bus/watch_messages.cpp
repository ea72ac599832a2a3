// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/bus/watch.hpp>

namespace twc::bus {
namespace {

constexpr Centiamps most_amps = 80_A;

/// A text of a message as one that can hold any.
template <std::size_t Size>
msg::SerialNumber widened(const msg::Text<Size>& text) {
  return msg::SerialNumber{
      std::string_view{text.chars().data(), Size}
  };
}

/// Told passes each message for `watch.id` to the watches of that unit.
struct Told {
  Moment now;
  Watch& watch;

  void operator()(const msg::MasterHeartbeat& m) const {
    heartbeat(m.from);
    if (m.command.has_limit()) {
      const auto before = watch.limit_sent ? watch.limit_sent : watch.limit_in_force;
      if (m.limit < before) watch.lowered_at = now.at;
      watch.limit_sent = m.limit;
    }
    watch.limit.send(now, m);
    watch.ask.send(now.at, m, watch.traits);
    watch.zero.send(now.at, m);
    watch.stuck.send(m);
    watch.flap.send(now.at, m);
  }
  void operator()(const msg::MasterError& m) const {
    heartbeat(m.from);
    auto& error = watch.error_commanded;
    if (!error)
      error = Case<ErrorCommanded>{
          .cause = {           },
            .spell = { .since = now.at, .until = {}}
      };
    ErrorCommanded& cause = error->cause;
    const auto bits = static_cast<unsigned>(cause.bits) | static_cast<unsigned>(m.bits);
    cause = {.master = m.from,
             .unit = m.to,
             .bits = msg::ErrorBits{static_cast<std::uint8_t>(bits)},
             .times = cause.times + 1};
    error->spell.until = now.at;
    error->spell.is_over = false;
  }
  void operator()(const msg::UnlistedCommand& m) const { heartbeat(m.from); }
  template <typename M>
  void operator()(const M& m) const {
    if constexpr (requires { m.from; }) watch.its_master = m.from;
    watch.gap.request(now, watch.its_master);
  }

 private:
  void heartbeat(TwcId from) const {
    watch.its_master = from;
    watch.link.heartbeat(now);
    watch.silence.ask(now);
    watch.gap.heartbeat(now, from, watch.may_be_stopped());
    watch.pairs.ask();
  }
};

/// The same for a message from it.
struct Said {
  Moment now;
  Watch& watch;
  bool master_spoke = false;

  void operator()(const msg::SlaveLinkready& m) const {
    if (!now.is_doubtful) {
      const bool is_restart = watch.faces.see(now.at, {.sign = m.sign, .rating = m.maximum});
      if (is_restart) watch.link.restart();
      if (watch.faces.is_sure()) watch.traits.rating = watch.faces.now().rating;
      const bool can_be = m.maximum >= msg::SlaveLinkready::least_rating && m.maximum <= most_amps;
      if (!can_be) watch.values.note(now.at, Quantity::rating, m.maximum.value());
    }
    watch.link.announce(now, master_spoke);
    watch.error.announce();
    watch.gap.announce();
  }
  void operator()(const msg::MasterLinkready1& m) const { face(m.sign); }
  void operator()(const msg::MasterLinkready2& m) const { face(m.sign); }
  void operator()(const msg::SlaveHeartbeat& m) const {
    if (watch.its_master == TwcId{}) watch.its_master = m.to;
    watch.link.answer(now);
    watch.silence.answer(now);
    watch.gap.answer();
    watch.pairs.answer();
    watch.limit.answer(now, m, watch.traits);
    watch.ask.answer(now, m);
    watch.zero.answer(now.at, m, watch.traits);
    watch.stuck.answer(now.at, m);
    watch.draw.answer(now.at, m);
    watch.six.answer(now.at, m);
    watch.limit_in_force = m.limit;
    if (now.is_doubtful) return;
    if (m.limit > most_amps) watch.values.note(now.at, Quantity::limit, m.limit.value());
    if (m.drawn > most_amps) watch.values.note(now.at, Quantity::drawn, m.drawn.value());
    watch.error.answer(now.at, m);
    if (m.state != msg::ChargeState::error) be_well();
  }
  void operator()(const msg::Meter& m) const {
    if (now.is_doubtful) return;
    constexpr std::uint16_t most_volts = 300;
    const auto volts = std::ranges::max(m.volts, {}, &msg::Volts::value).value;
    if (volts > most_volts) watch.values.note(now.at, Quantity::voltage, volts);
    if (m.amps) {
      const Centiamps amps = std::ranges::max(*m.amps, {}, &msg::HalfAmps::steps).current();
      if (amps > most_amps) watch.values.note(now.at, Quantity::current, amps.value());
    }
    watch.values.note_energy(now.at, m.energy_raw);
  }
  void operator()(const msg::Serial& m) const {
    if (!now.is_doubtful) watch.texts.see(now.at, wire::Function::serial, m.from, m.number);
  }
  void operator()(const msg::Vin& m) const {
    if (!now.is_doubtful) watch.texts.see(now.at, m.function(), m.from, widened(m.text));
  }
  template <typename M>
  void operator()(const M& /*m*/) const {}

 private:
  /// Half a minute after the last command the unit has had its error behind it.
  void be_well() const {
    constexpr Duration long_enough = std::chrono::seconds{30};
    auto& error = watch.error_commanded;
    const auto since = error ? between(error->spell.until, now.at) : std::nullopt;
    if (since && *since >= long_enough) error->spell.is_over = true;
  }
  void face(Sign sign) const {
    if (!now.is_doubtful) watch.master_faces.see(now.at, {.sign = sign, .rating = {}});
  }
};

}  // namespace

void Watch::be_told(const Moment& now, const msg::Message& message) {
  std::visit(Told{.now = now, .watch = *this}, message);
}

void Watch::say(const Moment& now, const msg::Message& message, bool master_spoke) {
  std::visit(Said{.now = now, .watch = *this, .master_spoke = master_spoke}, message);
}

bool Watch::may_be_stopped() const {
  constexpr Duration right_before = std::chrono::seconds{15};
  const auto lowered = between(lowered_at, gap.last_heartbeat());
  const bool is_just_lowered = lowered && *lowered <= right_before;
  const bool is_charging = limit_in_force > 6_A && limit_sent != Centiamps{};
  return is_just_lowered || !is_charging;
}

}  // namespace twc::bus
