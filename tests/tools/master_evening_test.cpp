// SPDX-License-Identifier: MIT
/// One evening as a socket client hears it in JSON, line by line: the master links two units, both
/// charge, the limit falls, one is stopped, the line is cut and comes back.

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "fakemaster/commands.hpp"
#include "fakemaster/event_formatter.hpp"
#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "tools/support_json.hpp"

using namespace twc;
using namespace twc::test;
using namespace std::chrono_literals;

namespace {

const std::string golden_file{TWC_GOLDEN "/evening.json"};

/// A world with a client that has asked for events.
class Evening {
 public:
  Evening() : world_{config()} {
    world_.add(sound_unit(1));
    world_.add(sound_unit(2));
    client_.style = tools::Style::json;
  }
  void play() {
    commands_.set_link(true);
    tell_link();
    type("events");
    run(15s);
    plug(0);
    run(30s);
    plug(1);
    run(3s);
    type("units");
    run(57s);
    type("units");
    type("limit 16");
    run(30s);
    type("stop 2002");
    run(5s);
    type("status");
    run(60s);
    type("units");
    cut(20s);
    run(30s);
    type("start 2002");
    run(90s);
    type("units");
    type("quit");
  }
  std::vector<std::string> lines;

 private:
  static node::MasterConfig config() {
    auto config = eager_master();
    config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = false};
    return config;
  }
  [[nodiscard]] tools::Stamp stamp(Time at) const {
    constexpr std::int64_t six_in_the_evening = 1'767'290'400'000'000;
    return {.clock = tools::Clock::epoch,
            .microseconds = six_in_the_evening + at.time_since_epoch().count()};
  }
  void type(std::string_view line) {
    lines.push_back("> " + std::string{line});
    lines.push_back(commands_.obey(world_.bus.now(), line, client_).line);
  }
  void run(Duration time) {
    const std::size_t told = world_.events.size();
    world_.run(time);
    if (!client_.hears_events) return;
    for (std::size_t at = told; at < world_.events.size(); ++at) {
      const node::Event& event = world_.events[at];
      lines.push_back(formatter_.format(event, stamp(event.at)).json);
    }
  }
  void plug(unsigned unit) {
    lines.push_back("# a car is plugged in at " + std::string(unit == 0 ? "2001" : "2002"));
    world_.units[unit]->plug(world_.bus.now(), sim::Car{
                                                   {.wants = 32_A, .vin = sim::vin_of(unit + 1)}
    });
  }
  void tell_link(std::string_view cause = {}) {
    const Time now = world_.bus.now();
    const auto totals = world_.master.totals(now);
    lines.push_back(formatter_.format_link(now, stamp(now), totals, "/dev/ttyUSB0", cause).json);
  }
  /// The line is gone for so long, and the client asks meanwhile.
  void cut(Duration time) {
    auto& link = world_.bus.link(world_.master_port);
    world_.master.link_down(world_.bus.now());
    link.hears = link.speaks = false;
    commands_.set_link(false);
    tell_link("unplugged");
    run(time);
    type("status");
    type("units");
    link.hears = link.speaks = true;
    world_.master.link_up(world_.bus.now());
    commands_.set_link(true);
    tell_link();
  }

  MasterBus world_;
  tools::Memory memory_;
  tools::Commands commands_{world_.master, memory_, tools::UnitFacts{std::nullopt}};
  tools::EventFormatter formatter_{tools::UnitFacts{std::nullopt}};
  tools::ClientWishes client_;
};

std::vector<std::string> lines_in(const std::string& path) {
  std::ifstream file{path};
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("socket: an evening in JSON is as it was written down", "[fakemaster][golden]") {
  Evening evening;
  evening.play();
  // TWC_REWRITE_GOLDEN=1 writes it down anew; look at the difference before you keep it.
  if (std::getenv("TWC_REWRITE_GOLDEN") != nullptr) {
    std::ofstream file{golden_file};
    for (const std::string& line : evening.lines) file << line << '\n';
  }
  const auto expected = lines_in(golden_file);
  for (std::size_t at = 0; at < std::min(expected.size(), evening.lines.size()); ++at) {
    INFO("line " << at + 1);
    REQUIRE(evening.lines[at] == expected[at]);
  }
  CHECK(evening.lines.size() == expected.size());
}
