// SPDX-License-Identifier: MIT
/// Our slave alone against all that a real master said, beside what a real slave answered.

#include <fstream>
#include <iomanip>
#include <sstream>

#include <twc/node/slave.hpp>

#include "support/slave_bench.hpp"

namespace twc::test {
namespace {

constexpr TwcId real_slave{0x3495};

using SaidLine = SlaveBench::Said;

std::vector<SaidLine> read_capture() {
  std::ifstream file{TWC_CAPTURES "/ukoda-master-and-slave.twclog"};
  std::vector<SaidLine> lines;
  for (std::string text; std::getline(file, text);) {
    std::istringstream words{text};
    char bracket{};
    double when{};
    std::string bus;
    std::string direction;
    std::string bytes;
    if (!(words >> bracket >> when >> bracket >> bus >> direction >> bytes)) continue;
    const auto at = std::chrono::milliseconds{std::llround(when * 1000)};
    lines.push_back({Time{at}, as_frame(from_hex(bytes))});
  }
  return lines;
}

bool is_of_slave(const wire::Frame& frame) {
  wire::Reader fields{frame};
  return frame.bytes()[0] == 0xFD && fields.id() == real_slave;
}

/// The answers of the real unit, and the time from the question to each.
struct Answers {
  std::vector<SaidLine> lines;
  std::vector<Duration> gaps;
};

std::string side_by_side(const Answers& real, const Answers& ours) {
  std::ostringstream out;
  const auto cell = [&out](const Answers& one, std::size_t at) {
    if (at >= one.lines.size()) return;
    const auto spoken = std::chrono::duration<double>(one.lines[at].at.time_since_epoch());
    const auto gap = std::chrono::duration_cast<std::chrono::milliseconds>(one.gaps[at]);
    out << std::fixed << std::setprecision(3) << spoken.count() << " +" << std::setw(3)
        << gap.count() << ' ' << std::left << std::setw(60) << to_hex(one.lines[at].frame.bytes())
        << std::right;
  };
  for (std::size_t at = 0; at < std::max(real.lines.size(), ours.lines.size()); ++at) {
    cell(real, at);
    out << " | ";
    cell(ours, at);
    out << '\n';
  }
  return out.str();
}

node::SlaveConfig as_the_real_one(Time powered_on) {
  node::SlaveConfig config;
  config.id = real_slave;
  config.sign = Sign{0x81};
  config.kilowatt_hours = 6782;
  config.powered_on = powered_on;
  config.boot_burst = 1;
  return config;
}

/// The mains are those of that garage at that moment.
void set_mains(node::Slave& slave, const std::vector<SaidLine>& capture, std::size_t from) {
  for (std::size_t at = from; at < capture.size() && at < from + 2; ++at) {
    const msg::Message message = msg::decode(capture[at].frame);
    const auto* const meter = std::get_if<msg::Meter>(&message);
    if (meter != nullptr && meter->from == real_slave) slave.set_volts(meter->volts);
  }
}

TEST_CASE("slave: answers a real master as a real slave did", "[node][slave][capture]") {
  const auto capture = read_capture();
  const auto first =
      std::ranges::find_if(capture, [](const SaidLine& line) { return is_of_slave(line.frame); });
  REQUIRE(first != capture.end());
  Answers real;
  Answers ours;
  SlaveBench bench{as_the_real_one(first->at - 700ms)};
  Time asked = first->at;
  const auto collect = [&] {
    for (const SaidLine& line : bench.said) {
      // The capture has the end of each frame; ours begin here.
      const auto characters = static_cast<int>(wire::escape(line.frame.bytes()).count() + 2);
      const Time end = line.at + characters * 1042us;
      ours.lines.push_back({end, line.frame});
      ours.gaps.push_back(end - asked);
    }
    bench.said.clear();
  };
  for (auto line = first; line != capture.end(); ++line) {
    bench.run_to(line->at);
    if (is_of_slave(line->frame)) {
      real.lines.push_back(*line);
      real.gaps.push_back(line->at - asked);
      continue;
    }
    collect();
    asked = line->at;
    set_mains(bench.slave, capture, static_cast<std::size_t>(line - capture.begin()));
    bench.slave.hear(line->at, line->frame);
  }
  bench.pass(300ms);
  collect();

  INFO("the real slave | ours\n" << side_by_side(real, ours));
  REQUIRE(real.lines.size() == ours.lines.size());
  CHECK(real.lines.size() > 100);
  for (std::size_t at = 0; at < real.lines.size(); ++at) {
    CHECK(real.lines[at].frame == ours.lines[at].frame);
    if (at == 0) continue;  // its linkready, which nobody asked for
    CHECK(ours.gaps[at] >= 150ms);
    CHECK(ours.gaps[at] <= 200ms);
  }
}

}  // namespace
}  // namespace twc::test
