// SPDX-License-Identifier: MIT
/// Frames on a simulated line and its cables: lost, damaged, doubled, late, cut off.

#include <algorithm>

#include <twc/sim/bus.hpp>

#include "sim/script.hpp"
#include "support/catch.hpp"
#include "support/listen.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

TEST_CASE("dice: a fault that never happens is a throw, too", "[sim][faults]") {
  sim::Dice never{7};
  sim::Dice thrown{7};
  CHECK_FALSE(never.chance(0));
  thrown.next();
  CHECK(never.next() == thrown.next());
}

using sim::Bus;
using sim::PortId;
using sim::Transmission;
using Heard = std::vector<Script::Line>;

// ngardiner/TWCManager#453
wire::Frame frame() {
  return "FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B"_frame;
}

/// A talker every 100 ms, two listeners, and the fate of each frame.
struct Talk : sim::Observer {
  explicit Talk(std::uint64_t seed, int frames = 1) : bus{seed} {
    for (int at = 0; at < frames; ++at) a.say(at * 100ms, frame());
    bus.observe(*this);
  }
  void passed(const Transmission& what) override { transmissions.push_back(what); }
  void missed(Time /*now*/, PortId by, const Transmission& /*what*/) override {
    deaf.push_back(by);
  }
  void run() { bus.run_until(bus.now() + 1000s); }

  Bus bus;
  Script a;
  Script b;
  Script c;
  PortId at_a = bus.connect(a);
  PortId at_b = bus.connect(b);
  PortId at_c = bus.connect(c);
  std::vector<Transmission> transmissions;
  std::vector<PortId> deaf;
};

TEST_CASE("faults: each listener loses frames of its own", "[sim][faults]") {
  Talk talk{3, 1000};
  talk.bus.faults().loss = 0.1;
  talk.run();
  CHECK(talk.transmissions.size() == 1000);
  CHECK(talk.b.heard.size() > 850);
  CHECK(talk.b.heard.size() < 950);
  CHECK(talk.b.heard != talk.c.heard);
  CHECK(talk.deaf.size() == 2000 - talk.b.heard.size() - talk.c.heard.size());
}

TEST_CASE("faults: damage is one or two flipped bits before real checksums", "[sim][faults]") {
  Talk talk{3, 5000};
  talk.bus.faults().damage = 1;
  talk.run();
  CHECK(std::ranges::all_of(talk.transmissions, &Transmission::damaged));
  CHECK(talk.b.heard == talk.c.heard);
  const auto is_intact = [](const Script::Line& line) { return line.frame == frame(); };
  const auto intact = std::ranges::count_if(talk.b.heard, is_intact);
  CHECK(intact > 100);  // only the end byte was hit: 1 in 19
  CHECK(intact < 1000);
  // the first byte has no checksum, and two flips may cancel out
  CHECK(std::ssize(talk.b.heard) > intact);
}

TEST_CASE("faults: bytes that damage leaves behind do not swallow the next frame",
          "[sim][faults]") {
  Talk talk{3, 400};
  talk.bus.faults().damage = 0.5;
  talk.run();
  const auto whole = std::ranges::count_if(talk.transmissions, &Transmission::is_whole);
  const auto is_intact = [](const Script::Line& line) { return line.frame == frame(); };
  CHECK(std::ranges::count_if(talk.b.heard, is_intact) >= whole);
}

TEST_CASE("faults: a doubled frame is heard twice, and takes twice as long", "[sim][faults]") {
  Talk talk{3};
  talk.bus.faults().doubling = 1;
  talk.run();
  const Time end{sim::characters(2 * 19)};
  CHECK(talk.b.heard == Heard{
                            {end, frame()},
                            {end, frame()}
  });
  REQUIRE(talk.transmissions.size() == 1);
  CHECK(talk.transmissions[0].doubled);
}

TEST_CASE("faults: an echo is what one said, heard at its end", "[sim][faults]") {
  Talk talk{3};
  talk.bus.link(talk.at_a).echo = true;
  talk.run();
  CHECK(talk.a.heard == Heard{
                            {Time{19'792us}, frame()}
  });
}

TEST_CASE("faults: cables are cut in either direction, and mended", "[sim][faults]") {
  Talk talk{3, 3};
  talk.bus.link(talk.at_a).speaks = false;
  talk.bus.run_until(Time{50ms});
  REQUIRE(talk.transmissions.size() == 1);
  CHECK(talk.transmissions[0].cut);
  talk.bus.link(talk.at_a).speaks = true;
  talk.bus.link(talk.at_b).hears = false;
  talk.bus.run_until(Time{150ms});
  CHECK(talk.deaf == std::vector{talk.at_b});
  talk.bus.link(talk.at_b).hears = true;
  talk.run();
  CHECK(talk.b.heard == Heard{
                            {Time{200ms + 19'792us}, frame()}
  });
  CHECK(talk.c.heard.size() == 2);
}

TEST_CASE("faults: the deaf do not know that the line is taken", "[sim][faults]") {
  Talk talk{3};
  talk.bus.link(talk.at_b).hears = false;
  talk.b.say(10ms, frame());
  talk.run();
  CHECK(talk.c.heard.empty());
  REQUIRE(talk.transmissions.size() == 2);
  CHECK(talk.transmissions[0].collided);
  CHECK(talk.transmissions[1].collided);
}

TEST_CASE("faults: a network is late by half a round trip each way at most", "[sim][faults]") {
  Talk talk{3, 200};
  talk.bus.link(talk.at_a).round_trip = 1s;
  talk.run();
  REQUIRE(talk.b.heard.size() == 200);
  CHECK(std::ranges::is_sorted(talk.b.heard, {}, &Script::Line::at));
  for (std::size_t at = 0; at < 200; ++at) {
    const Duration late = talk.b.heard[at].at - Time{at * 100ms};
    CHECK(late >= 19'792us);
    CHECK(late <= 500ms + 200ms);  // up to five of them leave the gateway one after the other
  }
}

TEST_CASE("faults: a network delivers in order", "[sim][faults]") {
  Talk talk{3};
  talk.bus.link(talk.at_b).round_trip = 1s;
  // 16 different limits
  Heard said;
  for (std::uint8_t limit = 0; limit < 16; ++limit) {
    auto bytes = from_hex("FB E0 77 77 34 95 09 00 00 00 00 00 00 00 00");
    bytes[7] = limit;
    bytes.push_back(wire::checksum(bytes));
    said.push_back({Time{1s + (limit * 30ms)}, as_frame(bytes)});
    talk.c.say(said.back().at.time_since_epoch(), said.back().frame);
  }
  talk.run();
  REQUIRE(talk.b.heard.size() == 17);
  for (std::size_t at = 0; at < 16; ++at) {
    CHECK(talk.b.heard[at + 1].frame == said[at].frame);
    CHECK(talk.b.heard[at + 1].at - said[at].at <= 500ms + 20ms);
  }
}

TEST_CASE("faults: a frame that destroys a unit does not reach the line", "[sim][faults]") {
  Talk talk{3, 0};
  talk.a.say(0ms, "FC 19 77 77 34 95 00 00 00 00 00 00 00 00 00 D0"_frame);
  talk.run();
  CHECK(talk.b.events.empty());
}

TEST_CASE("faults: a seed gives the same run, another seed another one", "[sim][faults]") {
  const auto run = [](std::uint64_t seed) {
    Talk talk{seed, 300};
    talk.bus.faults() = {.loss = 0.1, .damage = 0.1, .doubling = 0.05};
    talk.bus.link(talk.at_b).round_trip = 300ms;
    talk.run();
    return talk.b.heard;
  };
  CHECK(run(7) == run(7));
  CHECK(run(7) != run(8));
}

}  // namespace
}  // namespace twc::test
