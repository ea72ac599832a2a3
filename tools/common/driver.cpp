// SPDX-License-Identifier: MIT
#include "common/driver.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

namespace twc::tools {
namespace {

/// The bytes that the line makes of `bytes`.
std::vector<std::uint8_t> through(const Spoil& spoil, Bytes bytes) {
  std::vector<std::uint8_t> out{bytes.begin(), bytes.end()};
  if (spoil) spoil(out);
  return out;
}

link::PortConfig port_config(const DriverOptions& options, bool is_network, const BusTime& time) {
  link::PortConfig config{.kind = is_network ? link::Kind::network : link::Kind::serial,
                          .baud = options.baud,
                          .end_byte = options.end_byte,
                          .drops_echoes = options.echo != EchoMode::off && !options.sends_nothing,
                          .listen_first = options.listen_first,
                          .is_up = false};
  config.spacing.end_byte = time.on_bus(config.spacing.end_byte);
  if (options.accepts_harm) config.consent = wire::HarmAccepted{};
  return config;
}

Direction direction_of(bus::Origin origin) {
  switch (origin) {
    case bus::Origin::heard: return Direction::received;
    case bus::Origin::sent: return Direction::sent;
    case bus::Origin::echo: return Direction::echo;
  }
  return Direction::received;
}

}  // namespace

Driver::Driver(asio::io_context& io, Endpoint& endpoint, Driven& driven, RecordSink& records,
               const DriverOptions& options)
    : endpoint_{endpoint},
      driven_{driven},
      records_{records},
      options_{options},
      time_{options.speed, endpoint.sim_time(), options.begins},
      alarm_{io, time_,
             [this] {
               sleeps_until_.reset();
               turn(now(), true);
             }},
      port_{driven, port_config(options, is_network(endpoint.name()), time_), time_.now()},
      is_network_{is_network(endpoint.name())},
      silence_{options.longest_silence} {
  port_.observe(*this, options.delivery);
}

void Driver::open() {
  is_open_ = true;
  endpoint_.open(*this);
}

/// A Port that is calling the node cannot end before that call does.
void Driver::close() {
  if (!is_open_) return;
  is_open_ = false;
  endpoint_.close();
  alarm_.cancel();
  if (!is_turning_) finish(now());
}

void Driver::finish(Time now) {
  clock_at_ = now;
  clock_ = time_.stamp();
  port_.finish(now);
}

void Driver::up(std::string_view where) {
  const Time at = now();
  silence_.connected();
  port_.line_up(at);
  driven_.link_up(at, where);
  turn(at, true);
}

void Driver::down(Outage outage, std::string_view why) {
  const Time at = now();
  clock_at_ = at;
  clock_ = time_.stamp();
  port_.line_down(at);
  driven_.link_down(at, outage, why);
  turn(at, false);
}

void Driver::bytes(Bytes chunk) {
  const Time at = now();
  silence_.heard();
  clock_at_ = at;
  clock_ = time_.stamp();
  is_turning_ = true;
  if (options_.spoil_heard) {
    port_.receive(at, through(options_.spoil_heard, chunk));
  } else {
    port_.receive(at, chunk);
  }
  is_turning_ = false;
  is_open_ ? turn(at, false) : finish(at);
}

void Driver::wake() {
  // The driver looks at what a node's own call leads to when the call is over.
  if (!is_turning_) turn(now(), true);
}

void Driver::turn(Time now, bool may_have_unread) {
  if (!is_open_) return;
  is_turning_ = true;
  clock_at_ = now;
  clock_ = time_.stamp();
  send_what_is_due(now, may_have_unread);
  reopen_if_silent(now);
  driven_.turned(now);
  is_turning_ = false;
  is_open_ ? sleep(now) : finish(now);
}

void Driver::send_what_is_due(Time now, bool may_have_unread) {
  const link::LineState line{.has_unread = may_have_unread && endpoint_.has_unheard(),
                             .is_blocked = endpoint_.unsent() > 0};
  const auto frame = port_.transmit(now, line);
  if (!frame || !is_open_ || options_.sends_nothing) return;
  options_.spoil_sent ? endpoint_.send(through(options_.spoil_sent, *frame))
                      : endpoint_.send(*frame);
  silence_.sent(now);
}

void Driver::seen(const link::Seen& seen) {
  Record record{.when = clock_,
                .direction = direction_of(seen.origin),
                .heard = wire::Noise{},
                .end = seen.end};
  record.when.microseconds += (seen.at - clock_at_).count();
  std::visit(
      [&record](const auto& what) {
        if constexpr (std::is_constructible_v<Heard, decltype(what)>) record.heard = what;
      },
      seen.what);
  records_.take(record);
  if (seen.origin == bus::Origin::sent) jam_told_ = false;
}

void Driver::kept_back(Time /*now*/, const wire::Frame& /*frame*/, link::KeptBack reason) {
  if (reason == link::KeptBack::harmful) driven_.note("a frame that does harm was not sent");
  const bool is_jammed = reason == link::KeptBack::line_blocked;
  if (is_jammed && !std::exchange(jam_told_, true)) {
    driven_.note("the line does not take what is sent; frames are lost");
  }
}

void Driver::echo_found(Time now) {
  if (options_.echo == EchoMode::automatic) driven_.echo_found(now);
}

std::optional<Time> Driver::silent_at() const {
  return is_network_ && endpoint_.is_up() ? silence_.due() : std::nullopt;
}

void Driver::reopen_if_silent(Time now) {
  const auto due = silent_at();
  if (!due || now < *due) return;
  const std::chrono::duration<double> waited = silence_.give_up();
  endpoint_.reopen(fmt::format("not a byte came for {:g} s", waited.count()));
}

/// Leaves a timer alone that is set already.
void Driver::sleep(Time now) {
  auto next = port_.deadline();
  if (const auto due = silent_at()) next = std::min(*due, next.value_or(*due));
  if (next == sleeps_until_ && next && *next > now) return;
  sleeps_until_ = next;
  next ? alarm_.set(*next) : alarm_.cancel();
}

}  // namespace twc::tools
