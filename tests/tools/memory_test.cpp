// SPDX-License-Identifier: MIT
/// The memory of a master over a restart, and the file that the memory stands in.

#include "fakemaster/memory.hpp"

#include <string>

#include "support/catch.hpp"

using namespace twc;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
using tools::Memory;

namespace {

constexpr TwcId first{0x2019};
constexpr TwcId second{0x3495};

Memory full_memory() {
  Memory memory;
  memory.set_limit(Centiamps{1250});
  memory.set_policy(node::Policy::rotate);
  memory.stop(std::nullopt);
  memory.start(first);
  memory.set_ceiling(first, 8_A);
  memory.set_ceiling(second, Centiamps{});
  return memory;
}

std::string complaint(const std::string& text) {
  try {
    (void)Memory::parse(text);
    return {};
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
}

node::MasterConfig applied(const Memory& memory) {
  node::MasterConfig config;
  memory.apply_to(config);
  return config;
}

}  // namespace

TEST_CASE("memory: its text is made to be read, and reads back the same", "[fakemaster][memory]") {
  const Memory memory = full_memory();
  CHECK(memory.text() ==
        "twc-fakemaster state 1\n"
        "limit 12.50\n"
        "policy rotate\n"
        "stopped\n"
        "unit 2019 ceiling 8.00\n"
        "unit 2019 started\n"
        "unit 3495 ceiling 0.00\n"
        "end\n");
  CHECK(Memory::parse(memory.text()) == memory);
  CHECK(Memory::parse(Memory{}.text()) == Memory{});
  CHECK(memory.summary() ==
        "limit 12.50 A, policy rotate, all stopped, 2019 at most 8.00 A, 2019 started, "
        "3495 at most 0.00 A");
}

TEST_CASE("memory: it overrules the options, and what was not commanded does not",
          "[fakemaster][memory]") {
  node::MasterConfig config;
  config.limit = 20_A;
  config.policy = node::Policy::priority;
  config.unit_count = 1;
  config.units[0].id = second;
  config.units[0].most = 16_A;
  Memory{}.apply_to(config);
  CHECK(config.limit == 20_A);
  CHECK(config.policy == node::Policy::priority);
  CHECK_FALSE(config.begins_stopped);
  full_memory().apply_to(config);
  CHECK(config.limit == Centiamps{1250});
  CHECK(config.policy == node::Policy::rotate);
  CHECK(config.begins_stopped);
  REQUIRE(config.unit_count == 2);
  CHECK(config.units[0].most == 16_A);
  CHECK(config.units[0].ceiling == Centiamps{});
  CHECK(config.units[1].id == first);
  CHECK(config.units[1].ceiling == 8_A);
}

TEST_CASE("memory: a restarted master knows of no limit how old it is", "[fakemaster][memory]") {
  CHECK_FALSE(applied(full_memory()).begins_stale);
  node::MasterConfig config;
  config.stale_after = std::chrono::seconds{60};
  Memory{}.apply_to(config);
  CHECK(config.begins_stale);
}

TEST_CASE("memory: a stop lasts until its start, of one unit or of all", "[fakemaster][memory]") {
  Memory memory;
  memory.stop(first);
  REQUIRE(applied(memory).unit_count == 1);
  CHECK(applied(memory).units[0].is_stopped);
  CHECK_FALSE(applied(memory).begins_stopped);
  memory.stop(second);
  memory.start(first);
  CHECK(memory.text() == "twc-fakemaster state 1\nunit 3495 stopped\nend\n");
  memory.start(std::nullopt);
  CHECK(memory == Memory{});
  memory.stop(std::nullopt);
  memory.stop(first);
  CHECK(memory.text() == "twc-fakemaster state 1\nstopped\nend\n");
}

TEST_CASE("memory: the most that a unit could have is no ceiling", "[fakemaster][memory]") {
  Memory memory;
  memory.set_ceiling(first, 8_A);
  memory.set_ceiling(first, 80_A);
  CHECK(memory == Memory{});
}

TEST_CASE("memory: damage and foreign states are named, with what was expected",
          "[fakemaster][memory]") {
  CHECK_THAT(complaint(""), StartsWith("is no state of twc-fakemaster: expected"));
  CHECK_THAT(complaint("max-current = 32\n"), StartsWith("is no state of twc-fakemaster"));
  CHECK_THAT(complaint("twc-fakemaster state 2\nend\n"), StartsWith("is no state of"));
  const std::string begin = "twc-fakemaster state 1\n";
  CHECK(complaint(begin + "limit x\nend\n") ==
        "line 2: expected amperes, such as 16 or 12.5; got 'x'");
  CHECK_THAT(complaint(begin + "policy fair\nlimits 16\nend\n"),
             StartsWith("line 3: expected limit, policy, stopped, unit or end"));
  CHECK_THAT(complaint(begin + "limit 641\nend\n"), ContainsSubstring("at most 640 A"));
  CHECK_THAT(complaint(begin + "unit 2019\nend\n"), StartsWith("line 2: expected unit ID ceiling"));
  CHECK_THAT(complaint(begin + "unit 0000 stopped\nend\n"), StartsWith("line 2: expected an id"));
  CHECK_THAT(complaint(begin + "end\nlimit 16\n"), StartsWith("line 2"));
  CHECK_THAT(complaint(begin + std::string(3, '\0')), StartsWith("line 2"));
}

TEST_CASE("memory: cut anywhere, its text is damaged", "[fakemaster][memory]") {
  const std::string text = full_memory().text();
  for (std::size_t length = 0; length < text.size(); ++length) {
    INFO(length);
    CHECK_FALSE(complaint(text.substr(0, length)).empty());
  }
}

TEST_CASE("memory: more units than a master can be told of are refused", "[fakemaster][memory]") {
  Memory memory;
  for (std::uint16_t id = 1; id <= 8; ++id) memory.stop(TwcId{id});
  CHECK(applied(memory).unit_count == 8);
  memory.stop(first);
  CHECK_THROWS_WITH(applied(memory), ContainsSubstring("2019") && ContainsSubstring("8 units"));
}
