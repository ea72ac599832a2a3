// SPDX-License-Identifier: MIT
/// The capture of a real master that takes on a real slave, beside our master with our slave.

#include <fstream>
#include <sstream>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/master_bus.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

struct Said {
  Duration at;  ///< the end of the frame
  wire::Frame frame;
};

/// ukoda/TWCProtocolMonitor, from the slave's first linkready on, without what the master says of
/// itself. Its times have a quantum of 50 ms.
std::vector<Said> real_pair() {
  std::ifstream file{TWC_CAPTURES "/ukoda-master-and-slave.twclog"};
  std::vector<Said> said;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line.front() == '#') continue;
    std::istringstream words{line};
    char parenthesis = 0;
    double time = 0;
    std::string bus;
    std::string direction;
    std::string hex;
    words >> parenthesis >> time >> parenthesis >> bus >> direction >> hex;
    const wire::Frame frame = as_frame(from_hex(hex));
    const bool is_own_report = frame.bytes()[0] == 0xFD && frame.bytes()[2] == 0x79;
    if (is_own_report) continue;
    const Duration at{static_cast<std::int64_t>(time * 1e6)};
    said.push_back({at, frame});
  }
  REQUIRE(said.size() > 100);
  const Duration start = said.front().at;
  for (Said& one : said) one.at -= start;
  return said;
}

/// Keeps all that is said on the line, from the first linkready on.
class Line : public sim::Observer {
 public:
  void passed(const sim::Transmission& what) override {
    const auto code = what.frame.function();
    const bool is_boot =
        code == wire::Function::master_linkready1 || code == wire::Function::master_linkready2;
    if (is_boot || (said.empty() && code != wire::Function::slave_linkready)) return;
    if (said.empty()) start_ = what.end;
    said.push_back({what.end - start_, what.frame});
  }
  std::vector<Said> said;

 private:
  Time start_{};
};

std::vector<Said> our_pair() {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true};
  MasterBus bench{config};
  Line line;
  bench.bus.observe(line);
  bench.run(20s);  // the boot burst is over
  auto unit = sound_unit();
  unit.slave.id = TwcId{0x3495};
  unit.slave.boot_burst = 1;
  unit.slave.powered_on = bench.bus.now();
  unit.slave.keeps_limit = false;
  bench.add(unit);
  bench.run(60s);
  return line.said;
}

std::string name(const Said& one) {
  const auto* const info = wire::find(one.frame.function());
  std::string text = to_hex(one.frame.bytes().first(2));
  text += ' ';
  if (info != nullptr) text += info->kind;
  return text;
}

std::string side_by_side(const std::vector<Said>& real, const std::vector<Said>& ours,
                         std::size_t count) {
  std::ostringstream text;
  for (std::size_t at = 0; at < count; ++at) {
    for (const auto* const side : {&real, &ours}) {
      if (at >= side->size()) continue;
      text << static_cast<double>((*side)[at].at.count()) / 1e6 << "  " << name((*side)[at])
           << "\t";
    }
    text << "\n";
  }
  return text.str();
}

TEST_CASE("master: with our slave it says what a real pair said, in the same order",
          "[node][master][capture]") {
  const auto real = real_pair();
  const auto ours = our_pair();
  // Link-up and one cycle of the six questions; then the real one asks all of them again, and ours
  // only for what changes.
  constexpr std::size_t cycle = 7 + 6 * 6;
  INFO(side_by_side(real, ours, cycle));
  REQUIRE(ours.size() >= cycle);
  for (std::size_t at = 0; at < cycle; ++at) {
    CAPTURE(at);
    CHECK(name(ours[at]) == name(real[at]));
  }
}

TEST_CASE("master: answers and gaps are within what real pairs keep", "[node][master][capture]") {
  const auto ours = our_pair();
  INFO(side_by_side(real_pair(), ours, 43));
  REQUIRE(ours.size() > 43);
  CHECK(ours[1].at - ours[0].at >= 400ms);  // linkready to the first heartbeat
  CHECK(ours[1].at - ours[0].at <= 450ms);
  for (std::size_t at = 1; at + 1 < 43; ++at) {
    const Duration gap = ours[at + 1].at - ours[at].at;
    CAPTURE(at, gap.count());
    const bool is_answer = ours[at + 1].frame.bytes()[0] == 0xFD;
    CHECK(gap >= (is_answer ? 150ms : 200ms));  // our own schedule: 0.2 s of quiet at least
    CHECK(gap <= (is_answer ? 200ms : 1000ms));
  }
}

}  // namespace
}  // namespace twc::test
