// SPDX-License-Identifier: MIT
/// A master and Wall Connectors, each behind a Port, on one wire of bytes.

#include <memory>
#include <vector>

#include <twc/link/port.hpp>
#include <twc/node/master.hpp>
#include <twc/node/slave.hpp>

#include "link/bench.hpp"
#include "support/dice.hpp"

namespace twc::test::on_link {
namespace {

constexpr Duration character{1042};  // at 9600 baud

/// Carries each byte at the time when its last bit has passed, or in lumps, as adapters do.
class Cable {
 public:
  struct End {
    link::Port* port;
    Duration lump;  ///< its adapter gives bytes in such steps; 0: each at its time
  };

  void connect(link::Port& port, Duration lump = {}) { ends_.push_back({&port, lump}); }

  void run(Time& now, Time until) {
    while (now < until) {
      for (const End& end : ends_) serve(end, now);
      now = std::min(until, next(now));
    }
  }

  std::string sent;  ///< all that left, with its time

 private:
  struct Byte {
    Time arrives{};
    const link::Port* from = nullptr;
    link::Port* to = nullptr;
    std::uint8_t value = 0;
  };

  void serve(const End& end, Time now) {
    ByteVector chunk;
    std::erase_if(under_way_, [&](const Byte& byte) {
      const bool has_come = byte.to == end.port && byte.arrives <= now;
      if (has_come) chunk.push_back(byte.value);
      return has_come;
    });
    if (!chunk.empty()) end.port->receive(now, chunk);
    if (const auto frame = end.port->transmit(now)) carry(*end.port, now, *frame);
  }

  void carry(const link::Port& from, Time now, Bytes frame) {
    sent += std::to_string((now - Time{}).count()) + " " + to_hex(frame) + "\n";
    for (const End& end : ends_) {
      if (end.port == &from) continue;
      for (std::size_t at = 0; at < frame.size(); ++at) {
        Time arrives = now + static_cast<std::int64_t>(at + 1) * character;
        if (end.lump > Duration{}) {
          const auto since = arrives - Time{};
          arrives = Time{} + (since / end.lump + 1) * end.lump;
        }
        under_way_.push_back(
            {.arrives = arrives, .from = &from, .to = end.port, .value = frame[at]});
      }
    }
  }

  [[nodiscard]] Time next(Time now) const {
    Time first = Time::max();
    for (const Byte& byte : under_way_) first = std::min(first, byte.arrives);
    for (const End& end : ends_) {
      if (const auto due = end.port->deadline()) first = std::min(first, *due);
    }
    return std::max(first, now + Duration{1});
  }

  std::vector<End> ends_;
  std::vector<Byte> under_way_;
};

node::MasterConfig master_config() {
  node::MasterConfig config;
  config.id = TwcId{0x77AB};
  config.sign = Sign{0x77};
  config.max_current = 20_A;
  config.bus_idle = true;
  return config;
}

struct Household {
  explicit Household(Duration lump = {}) {
    cable.connect(master_port, lump);
    for (unsigned at = 0; at < 2; ++at) {
      node::SlaveConfig config;
      config.id = TwcId{static_cast<std::uint16_t>(0x2019 + at)};
      config.sign = Sign{static_cast<std::uint8_t>(0x51 + at)};
      config.seed = at;
      auto& unit = *units.emplace_back(std::make_unique<node::Slave>(config));
      unit.set_car(now, {.is_plugged = true, .wants_current = true, .asks = true});
      cable.connect(*ports.emplace_back(
          std::make_unique<link::Port>(unit, link::PortConfig{.listen_first = {}}, now)));
    }
  }
  void run(Duration duration) { cable.run(now, now + duration); }

  Time now{};
  node::Master master{master_config(), now};
  link::Port master_port{master, {}, now};
  std::vector<std::unique_ptr<node::Slave>> units;
  std::vector<std::unique_ptr<link::Port>> ports;
  Cable cable;
};

TEST_CASE("ports: a master and two units link over bytes and share the total", "[link]") {
  const Duration lump = GENERATE(Duration{}, Duration{4ms}, Duration{16ms});
  Household home{lump};
  home.run(1min);
  REQUIRE(home.master.unit_count() == 2);
  CHECK(home.master.unit(home.now, 0).link == node::Link::linked);
  CHECK(home.master.unit(home.now, 1).link == node::Link::linked);
  CHECK(home.units[0]->limit() == 10_A);
  CHECK(home.units[1]->limit() == 10_A);
}

TEST_CASE("ports: extra calls change nothing that is sent", "[link]") {
  Household calm;
  calm.run(30s);
  Household nervous;
  for (int call = 0; call < 30'000; ++call) {
    nervous.master_port.receive(nervous.now, {});
    for (const auto& port : nervous.ports) port->receive(nervous.now, {});
    nervous.run(1ms);
  }
  CHECK_FALSE(calm.cable.sent.empty());
  CHECK(calm.cable.sent == nervous.cable.sent);
}

TEST_CASE("ports: the cuts between chunks change neither the capture nor what the node hears",
          "[link]") {
  const auto seed = GENERATE(range(1U, 21U));
  CAPTURE(seed);
  Dice dice{seed};
  ByteVector line;
  for (int frame = 0; frame < 200; ++frame) {
    const ByteVector next = on_wire(dice.below(2) == 0 ? heartbeat : answer, wire::EndByte::fc);
    line.insert(line.end(), next.begin(), next.end());
    if (dice.below(10) == 0) line.push_back(static_cast<std::uint8_t>(dice.below(256)));
    if (dice.below(10) == 0) line.resize(line.size() - dice.below(12));
  }
  PortBench whole;
  whole.hear(at(1ms), line);
  whole.port.finish(at(1ms));
  PortBench cut;
  for (Bytes rest{line}; !rest.empty();) {
    const std::size_t size = std::min<std::size_t>(rest.size(), 1 + dice.below(40));
    cut.port.receive(at(1ms), rest.first(size));
    rest = rest.subspan(size);
  }
  cut.port.finish(at(1ms));
  CHECK(whole.capture.text == cut.capture.text);
  CHECK(whole.node.heard == cut.node.heard);
  CHECK(whole.node.damage == cut.node.damage);
}

}  // namespace
}  // namespace twc::test::on_link
