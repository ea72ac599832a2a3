#include <algorithm>

#include <twc/bus/watch.hpp>

namespace twc::bus {
namespace {

void note(Watch& watch, Quantity what, std::uint32_t value, std::uint32_t before = 0) {
  Impossible& one = watch.impossible[static_cast<std::size_t>(what)];
  one = {.unit = watch.id, .what = what, .value = value, .before = before, .times = one.times + 1};
}

constexpr Centiamps most_amps = 80_A;

/// What a message for `watch.id` does to what is watched of it.
struct Told {
  When now;
  Watch& watch;

  void operator()(const msg::MasterHeartbeat& m) const {
    heartbeat();
    watch.limit.send(now, m);
  }
  void operator()(const msg::MasterError& m) const {
    heartbeat();
    auto& error = watch.error_commanded;
    if (!error) error = ErrorCommanded{};
    const auto bits = static_cast<unsigned>(error->bits) | static_cast<unsigned>(m.bits);
    *error = {.master = m.from,
              .unit = m.to,
              .bits = msg::ErrorBits{static_cast<std::uint8_t>(bits)},
              .times = error->times + 1};
  }
  void operator()(const msg::UnlistedCommand& /*m*/) const { heartbeat(); }
  template <typename M>
  void operator()(const M& /*m*/) const {}

 private:
  void heartbeat() const {
    watch.link.heartbeat(now);
    watch.silence.ask(now, watch.id);
  }
};

/// The same for a message from it.
struct Said {
  When now;
  Watch& watch;
  bool master_spoke = false;

  void operator()(const msg::SlaveLinkready& m) const {
    const bool is_restart = watch.faces.see(now, {.sign = m.sign, .rating = m.maximum});
    if (is_restart) watch.link.answer();
    watch.link.announce(now, master_spoke);
    const bool can_be = m.maximum >= msg::SlaveLinkready::least_rating && m.maximum <= most_amps;
    if (!can_be) note(watch, Quantity::rating, m.maximum.value());
  }
  void operator()(const msg::MasterLinkready1& m) const { face(m.sign); }
  void operator()(const msg::MasterLinkready2& m) const { face(m.sign); }
  void operator()(const msg::SlaveHeartbeat& m) const {
    watch.link.answer();
    watch.silence.answer();
    watch.limit.answer(now, m);
    watch.draw.answer(now, m);
    if (m.limit > most_amps) note(watch, Quantity::limit, m.limit.value());
    if (m.drawn > most_amps) note(watch, Quantity::drawn, m.drawn.value());
    if (m.state != msg::ChargeState::error) return;
    const std::uint32_t before = watch.error_state ? watch.error_state->times : 0;
    watch.error_state = {.unit = watch.id, .times = before + 1, .drawn = m.drawn};
  }
  void operator()(const msg::Meter& m) const {
    constexpr std::uint16_t most_volts = 300;
    const auto volts = std::ranges::max(m.volts, {}, &msg::Volts::value).value;
    if (volts > most_volts) note(watch, Quantity::voltage, volts);
    if (m.amps) {
      const Centiamps amps = std::ranges::max(*m.amps, {}, &msg::HalfAmps::steps).current();
      if (amps > most_amps) note(watch, Quantity::current, amps.value());
    }
    const bool is_less = watch.energy && m.energy_raw < *watch.energy;
    if (is_less) note(watch, Quantity::energy, m.energy_raw, *watch.energy);
    watch.energy = m.energy_raw;
  }
  template <typename M>
  void operator()(const M& /*m*/) const {}

 private:
  void face(Sign sign) const { watch.master_faces.see(now, {.sign = sign, .rating = {}}); }
};

}  // namespace

void Watch::be_told(const When& now, const msg::Message& message) {
  std::visit(Told{.now = now, .watch = *this}, message);
}

void Watch::say(const When& now, const msg::Message& message, bool master_spoke) {
  std::visit(Said{.now = now, .watch = *this, .master_spoke = master_spoke}, message);
}

}  // namespace twc::bus
