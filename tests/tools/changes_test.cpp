// SPDX-License-Identifier: MIT
/// --changes: a frame that says the same as the last one shown is hidden.

#include "sniff/changes.hpp"

#include "support/catch.hpp"
#include "support_show.hpp"

using namespace twc::test;
using twc::tools::Changes;

namespace {

bool is_news(Changes& changes, const twc::tools::Record& record) {
  return changes.is_news(twc::tools::decode(record));
}

/// FD E0 from 2433 to 7777, in the manner of ngardiner/TWCManager#186.
twc::tools::Record drawing(unsigned hundredths, std::string_view limit = "07D0") {
  const std::array drawn{static_cast<std::uint8_t>(hundredths >> 8U),
                         static_cast<std::uint8_t>(hundredths)};
  return made_up("FDE02433777708" + std::string{limit} + to_hex(drawn) + "00000000");
}

/// FD EB of 2587, in the manner of ngardiner/TWCManager#88.
twc::tools::Record meter(std::uint8_t volts, std::uint8_t half_amps = 0, std::uint8_t energy = 0) {
  const auto hex = [](std::uint8_t byte) { return to_hex({&byte, 1}); };
  return made_up("FDEB25870000 03" + hex(energy) + "00" + hex(volts) + "00F000F6" + hex(half_amps) +
                 "00000000");
}

}  // namespace

TEST_CASE("changes: a message that was said before is hidden until another was said",
          "[tools][changes]") {
  // ukoda/TWCProtocolMonitor
  const auto idle = good("FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95");
  const auto busy = made_up("FD E0 34 95 79 73 05 00 00 00 00 00 00 00 00");
  Changes changes;
  CHECK(is_news(changes, idle));
  CHECK_FALSE(is_news(changes, idle));
  CHECK(is_news(changes, busy));
  CHECK(is_news(changes, idle));
}

TEST_CASE("changes: senders, receivers and codes are apart", "[tools][changes]") {
  Changes changes;
  CHECK(is_news(changes, good("FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07")));
  CHECK(is_news(changes, made_up("FB E0 77 77 24 33 00 00 00 00 00 00 00 00 00")));
  CHECK(is_news(changes, made_up("FB E0 79 73 20 19 00 00 00 00 00 00 00 00 00")));
  CHECK(is_news(changes, made_up("FB EB 79 73 20 19 00 00 00 00 00 00 00 00 00")));
  // the three blank parts of a VIN, ukoda/TWCProtocolMonitor
  CHECK(is_news(changes, good("FD EE 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B7")));
  CHECK(is_news(changes, good("FD EF 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B8")));
  CHECK_FALSE(
      is_news(changes, good("FD EE 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B7")));
  CHECK_FALSE(is_news(changes, good("FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07")));
}

TEST_CASE("changes: drawn current within 1 A is the same", "[tools][changes]") {
  Changes changes;
  CHECK(is_news(changes, drawing(500)));
  CHECK_FALSE(is_news(changes, drawing(600)));
  CHECK_FALSE(is_news(changes, drawing(400)));
  CHECK(is_news(changes, drawing(601)));
  CHECK_FALSE(is_news(changes, drawing(501)));
  CHECK(is_news(changes, drawing(601, "0258")));
}

TEST_CASE("changes: a slow drift shows once it is an ampere from what was shown",
          "[tools][changes]") {
  Changes changes;
  int shown = 0;
  for (unsigned drawn = 0; drawn <= 1000; drawn += 10) {
    if (is_news(changes, drawing(drawn))) ++shown;
  }
  CHECK(shown == 10);
}

TEST_CASE("changes: voltage within 3 V is the same, energy is not", "[tools][changes]") {
  Changes changes;
  CHECK(is_news(changes, meter(240)));
  CHECK_FALSE(is_news(changes, meter(243)));
  CHECK_FALSE(is_news(changes, meter(237)));
  CHECK(is_news(changes, meter(244)));
  CHECK_FALSE(is_news(changes, meter(244, 2)));
  CHECK(is_news(changes, meter(244, 3)));
  CHECK(is_news(changes, meter(244, 3, 1)));
}

TEST_CASE("changes: errors and noise are always shown", "[tools][changes]") {
  Changes changes;
  for (int times = 0; times < 2; ++times) {
    CHECK(is_news(changes, bad(twc::wire::FrameError::truncated, "FD E2 34 95")));
    CHECK(is_news(changes, noise("F0")));
  }
}

TEST_CASE("changes: a recovered frame hides no good one", "[tools][changes]") {
  constexpr auto* linkready = "FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11";
  Changes changes;
  CHECK(is_news(changes, recovered(linkready)));
  CHECK(is_news(changes, good(linkready)));
  CHECK_FALSE(is_news(changes, recovered(linkready)));
}

TEST_CASE("changes: made-up ids do not fill the memory", "[tools][changes]") {
  const auto slave = good("FD E2 34 95 8E 0C 80 00 00 00 00 00 00 00 00 C5");
  Changes changes;
  CHECK(is_news(changes, slave));
  for (unsigned id = 0; id < Changes::most_remembered - 1; ++id) {
    const std::array bytes{static_cast<std::uint8_t>(id >> 8U), static_cast<std::uint8_t>(id)};
    REQUIRE(is_news(changes, made_up("FDE0" + to_hex(bytes) + "0000000000000000000000")));
  }
  CHECK_FALSE(is_news(changes, slave));
  CHECK(is_news(changes, good("FD E2 40 85 1D 0C 80 00 00 00 00 00 00 00 00 50")));
  CHECK(is_news(changes, slave));  // one too many: all were forgotten
  CHECK_FALSE(is_news(changes, slave));
}
