// SPDX-License-Identifier: MIT
#include <chrono>
#include <string>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/sim/bus.hpp>

#include "support/catch.hpp"
#include "support/listen.hpp"
#include "tools/support_line.hpp"

using namespace twc;
using namespace twc::test;

namespace {

/// A hundred times faster than life.
tools::EndpointOptions fast(bool sends) {
  tools::EndpointOptions options = quick;
  options.sends = sends;
  options.speed = 100;
  return options;
}

template <typename Kind>
std::vector<Kind> heard(const Line& line) {
  const std::string& bytes = line.log.heard;
  std::vector<Kind> found;
  for (const auto& frame :
       only<wire::Frame>(listen(std::vector<std::uint8_t>{bytes.begin(), bytes.end()}))) {
    const msg::Message message = msg::decode(frame);
    if (const auto* const one = std::get_if<Kind>(&message)) found.push_back(*one);
  }
  return found;
}

}  // namespace

TEST_CASE("sim: Wall Connectors announce themselves, and answer who speaks to them",
          "[endpoint][sim]") {
  Line line{"sim:2", fast(true)};
  line.until_line("up sim:2");
  line.until([&] { return heard<msg::SlaveLinkready>(line).size() >= 6; });
  const msg::MasterHeartbeat question{.from = TwcId{0x77AB}, .to = TwcId{0x2019}};
  const auto bytes = wire::SlipFrame::of(msg::encode(question, Protocol::two));
  REQUIRE(bytes);
  line.endpoint->send(bytes->bytes());
  line.until([&] { return !heard<msg::SlaveHeartbeat>(line).empty(); });
  const auto answer = heard<msg::SlaveHeartbeat>(line).front();
  CHECK(answer.from == question.to);
  CHECK(answer.to == question.from);
  CHECK(heard<msg::MasterHeartbeat>(line).empty());  // our own frames do not come back
}

TEST_CASE("sim: a frame that is said while the line is silent is answered after it was said",
          "[endpoint][sim]") {
  using Clock = std::chrono::steady_clock;
  auto options = fast(true);
  options.speed = 4;
  Line line{"sim:1", options};
  line.until([&] { return !heard<msg::SlaveLinkready>(line).empty(); });
  const auto silent_since = Clock::now();
  line.until([&] { return Clock::now() - silent_since >= std::chrono::milliseconds{80}; });
  const msg::MasterHeartbeat question{.from = TwcId{0x77AB}, .to = TwcId{0x2019}};
  const auto bytes = wire::SlipFrame::of(msg::encode(question, Protocol::two));
  REQUIRE(bytes);
  const auto said = Clock::now();
  line.endpoint->send(bytes->bytes());
  line.until([&] { return !heard<msg::SlaveHeartbeat>(line).empty(); });
  constexpr Duration both_frames = 2 * sim::characters(19);
  CHECK(Clock::now() - said >= both_frames / 4);
}

TEST_CASE("sim: for a listener there is a master too", "[endpoint][sim]") {
  Line line{"sim:", fast(false)};
  line.until([&] { return heard<msg::MasterHeartbeat>(line).size() >= 20; });
  CHECK(heard<msg::SlaveHeartbeat>(line).size() >= 15);
}

TEST_CASE("sim: closed, nothing more happens on it", "[endpoint][sim]") {
  Line line{"sim:1", fast(true)};
  line.until([&] { return !line.log.heard.empty(); });
  line.endpoint->close();
  line.log.heard.clear();
  line.io.restart();
  line.io.run();
  CHECK(line.log.heard.empty());
}
