// SPDX-License-Identifier: MIT
/// Anything typed at a master, while units answer and time passes: each line gets one answer of one
/// line, and what is granted never exceeds what the wiring carries.

#include <algorithm>
#include <string>

#include <twc/msg/message.hpp>

#include "common/line_splitter.hpp"
#include "fakemaster/commands.hpp"
#include "require.hpp"

namespace twc::fuzz {
namespace {

using std::chrono::milliseconds;

constexpr Centiamps cap = 32_A;

node::MasterConfig config() {
  node::MasterConfig config;
  config.max_current = cap;
  config.id = TwcId{0x77AB};
  config.expect_units = 0;
  return config;
}

/// A unit that does as it is told.
struct Bus {
  void pass(Time until) {
    for (; now < until; now += milliseconds{100}) {
      const auto frame = master.poll(now);
      if (!frame) continue;
      const msg::Message message = msg::decode(*frame);
      const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
      if (beat == nullptr) continue;
      require(beat->limit <= cap);
      if (beat->command.has_limit()) limit = beat->limit;
      master.hear(now, msg::encode(msg::SlaveHeartbeat{.from = beat->to,
                                                       .to = beat->from,
                                                       .state = msg::ChargeState::charging,
                                                       .limit = limit,
                                                       .drawn = limit},
                                   Protocol::two));
    }
  }

  Time now{std::chrono::hours{1}};
  Centiamps limit{};
  node::Master master{config(), now};
};

void check_answer(const std::string& line, tools::Style style) {
  require(!line.empty() && line.find('\n') == std::string::npos);
  const auto may_be_shown = [](char c) { return static_cast<unsigned char>(c) >= ' '; };
  require(std::ranges::all_of(line, may_be_shown));
  if (style == tools::Style::json) require(line.front() == '{' && line.back() == '}');
}

}  // namespace
}  // namespace twc::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace twc;
  fuzz::Bus bus;
  tools::Memory memory;
  tools::Commands commands{bus.master, memory, tools::UnitFacts{std::nullopt}};
  tools::ClientWishes client;
  bus.master.link_up(bus.now);
  bus.master.hear(
      bus.now,
      msg::encode(msg::SlaveLinkready{.from = TwcId{0x2019}, .sign = Sign{1}, .maximum = 32_A},
                  Protocol::two));
  tools::LineSplitter lines;
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes that are characters
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  lines.feed(text, [&](std::optional<std::string_view> line) {
    const auto answer =
        line ? commands.obey(bus.now, *line, client).line : tools::Commands::too_long(client);
    fuzz::check_answer(answer, client.style);
    fuzz::require(bus.master.total() <= fuzz::cap);
    while (bus.master.next_event()) {
    }
    bus.pass(bus.now + std::chrono::seconds{line ? line->size() % 3 : 0});
  });
  // The file of --state that these commands lead to can be read again.
  const std::string kept = memory.text();
  fuzz::require(tools::Memory::parse(kept).text() == kept);
  return 0;
}
