// SPDX-License-Identifier: MIT
/// 100,000 random frames of every kind: encoded, put on the wire, sniffed, and read from the JSON.

#include <string>

#include <fmt/format.h>

#include <twc/msg/message.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/sanitized.hpp"
#include "support/traffic.hpp"
#include "tools/support_json.hpp"
#include "tools/support_program.hpp"

using namespace twc;
using namespace twc::test;

namespace {

/// The values that JSON has to give of a message, by the table in the man page: `name=value` one
/// after the other.
class Expected {
 public:
  template <typename Value>
  Expected& add(const char* name, const Value& value) {
    members_.emplace_back(name, fmt::format("{}", value));
    return *this;
  }
  Expected& id(const char* name, TwcId value) {
    return add(name, fmt::format("{:04X}", static_cast<unsigned>(value)));
  }
  Expected& amps(const char* name, Centiamps value) {
    return add(name, fmt::format("{}.{:02}", value.value() / 100, value.value() % 100));
  }
  [[nodiscard]] const JsonMembers& members() const { return members_; }

 private:
  JsonMembers members_;
};

template <typename M>
concept HasBothIds = requires(const M& m) {
  m.from;
  m.to;
};

/// Requests and whatever else says no more than who speaks to whom.
template <typename M>
void expect(const M& message, Expected& json) {
  if constexpr (HasBothIds<M>) {
    json.id("src", message.from).id("dst", message.to);
  } else if constexpr (requires { message.from; }) {
    json.id("src", message.from);
  }
}
void expect(const msg::SlaveHeartbeat& beat, Expected& json) {
  json.id("src", beat.from).id("dst", beat.to).add("state", static_cast<unsigned>(beat.state));
  json.amps("limit_a", beat.limit).amps("actual_a", beat.drawn);
}
void expect(const msg::MasterHeartbeat& beat, Expected& json) {
  json.id("src", beat.from).id("dst", beat.to).add("command", beat.command.value());
  if (beat.command.has_limit()) json.amps("limit_a", beat.limit);
}
void expect(const msg::MasterError& error, Expected& json) {
  json.id("src", error.from).id("dst", error.to).add("command", 2).add("command_name", "error");
}
void expect(const msg::SlaveLinkready& ready, Expected& json) {
  json.id("src", ready.from).amps("max_a", ready.maximum);
  json.add("sign", fmt::format("{:02X}", static_cast<unsigned>(ready.sign)));
}
void expect(const msg::Meter& meter, Expected& json) {
  json.id("src", meter.from).add("energy_raw", meter.energy_raw);
  json.add("voltage_v", fmt::format("[{},{},{}]", meter.volts[0].value, meter.volts[1].value,
                                    meter.volts[2].value));
}
void expect(const msg::Firmware& firmware, Expected& json) {
  const auto& v = firmware.version;
  json.id("src", firmware.from).add("version", fmt::format("{}.{}.{}.{}", v[0], v[1], v[2], v[3]));
}
void expect(const msg::Vin& vin, Expected& json) {
  json.id("src", vin.from).add("part", static_cast<unsigned>(vin.part));
}
void expect(const msg::VinRequest& request, Expected& json) {
  json.id("src", request.from).id("dst", request.to);
  json.add("part", static_cast<unsigned>(request.part));
}
void expect(const msg::PlugState& state, Expected& json) {
  json.id("src", state.from).add("plug", static_cast<unsigned>(state.plug));
}

JsonMembers expected_of(const wire::Frame& frame) {
  Expected json;
  const wire::FunctionInfo* const info = wire::find(frame.function());
  json.add("ok", true).add("kind", info != nullptr ? info->kind : "unknown");
  json.add("code", fmt::format("{:04X}", static_cast<unsigned>(frame.function())));
  json.add("raw", fmt::format("{:02X}", fmt::join(frame.bytes(), "")));
  std::visit([&json](const auto& message) { expect(message, json); }, msg::decode(frame));
  return json.members();
}

}  // namespace

TEST_CASE("twc-sniff: 100,000 random frames come out of the wire as they went in",
          "[sniff][frames][long]") {
  constexpr std::size_t count = fewer_if_sanitized(100'000);
  constexpr std::uint64_t seed = 20'190'401;
  INFO("seed " << seed);
  Dice dice{seed};
  constexpr std::size_t longest_on_average = 24;  // bytes on the wire
  const Traffic traffic =
      transmit([&dice] { return random_frame(dice); }, count * longest_on_average, dice);
  REQUIRE(traffic.frames.size() >= count);

  const std::string wire{traffic.wire.begin(), traffic.wire.end()};
  const Outcome outcome = sniff({"--read", "bin", "-F", "json", "--strict", "-"}, wire);
  CHECK(outcome.exit == 0);
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() == traffic.frames.size());
  for (std::size_t at = 0; at < lines.size(); ++at) {
    const auto json = parse_json(lines[at]);
    if (!json) FAIL("frame " << at << " is no JSON: " << lines[at]);
    for (const auto& [name, value] : expected_of(traffic.frames[at].frame)) {
      if (member(*json, name) == value) continue;
      FAIL("frame " << at << ": " << name << " is not " << value << ": " << lines[at]);
    }
  }
}
