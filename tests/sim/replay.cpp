// SPDX-License-Identifier: MIT
#include "sim/replay.hpp"

#include <charconv>
#include <fstream>
#include <sstream>
#include <vector>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace twc::test {
namespace {

using TraceWords = std::vector<std::string>;

unsigned trace_number(const std::string& word, int base = 10) {
  unsigned value = 0;
  const auto end = word.data() + word.size();
  const auto [at, error] = std::from_chars(word.data(), end, value, base);
  INFO("number: " << word);
  REQUIRE((error == std::errc{} && at == end));
  return value;
}
TwcId trace_id(const std::string& word) {
  return TwcId{static_cast<std::uint16_t>(trace_number(word, 16))};
}
Centiamps trace_amps(const std::string& word) {
  return Centiamps{static_cast<std::uint16_t>(trace_number(word))};
}

sim::Cause trace_cause(const std::string& word) {
  if (word == "limit") return sim::Cause::limit;
  if (word == "poll") return sim::Cause::poll;
  return word == "line" ? sim::Cause::line : sim::Cause::time;
}

wire::Frame trace_frame(const std::string& hex) {
  const auto frame = wire::Frame::check(from_hex(hex));
  INFO("frame: " << hex);
  REQUIRE(frame.has_value());
  return *frame;
}

class Replay {
 public:
  explicit Replay(sim::Auditor& auditor) : auditor_{auditor} {}

  void run(const std::vector<TraceWords>& lines) {
    for (std::size_t at = 0; at < lines.size(); ++at) {
      if (lines[at][0] != "repeat") {
        play(lines[at]);
        continue;
      }
      const unsigned times = trace_number(lines[at].at(1));
      const unsigned count = trace_number(lines[at].at(2));
      for (unsigned time = 0; time < times; ++time) {
        for (unsigned line = 1; line <= count; ++line) play(lines.at(at + line));
      }
      at += count;
    }
    auditor_.check(now_);
  }

 private:
  void play(const TraceWords& words) {
    now_ += Duration{trace_number(words[0])};
    const std::string& kind = words.at(1);
    if (kind == "start") return auditor_.start(now_);
    if (kind == "end") return;
    if (kind == "total") return auditor_.set_total(now_, trace_amps(words.at(2)));
    if (kind == "T") return auditor_.sent(now_, trace_frame(words.at(2)));
    if (kind == "R") return auditor_.received(now_, trace_frame(words.at(2)));
    if (kind == "L") return auditor_.disturbed(now_);
    INFO("kind: " << kind);
    REQUIRE(kind == "P");
    const std::string& plug = words.at(6);
    auditor_.physical(now_,
                      {.port = sim::PortId{static_cast<std::uint8_t>(trace_number(words.at(2)))},
                       .id = trace_id(words.at(3)),
                       .in_force = trace_amps(words.at(4)),
                       .cause = trace_cause(words.at(7)),
                       .drawn = trace_amps(words.at(5)),
                       .plugged = plug != "free",
                       .wants = plug == "wants"});
  }

  sim::Auditor& auditor_;
  Time now_{};
};

}  // namespace

void replay(const std::string& name, sim::Auditor& auditor) {
  std::ifstream file{TWC_TRACES "/" + name + ".trace"};
  INFO("trace: " << name);
  REQUIRE(file.is_open());
  std::vector<TraceWords> lines;
  for (std::string line; std::getline(file, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream in{line};
    TraceWords words;
    for (std::string word; in >> word;) words.push_back(word);
    lines.push_back(std::move(words));
  }
  REQUIRE_FALSE(lines.empty());
  Replay{auditor}.run(lines);
}

}  // namespace twc::test
