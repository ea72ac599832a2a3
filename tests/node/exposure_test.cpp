/// What a unit may draw, and what may leave for it.

#include <twc/node/exposure.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Exposure;
using node::may_close_contactor;
using node::may_leave;
using node::Range;
using node::Supply;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Time beginning{};
constexpr Time at(milliseconds time) {
  return beginning + time;
}
constexpr Range limit(Centiamps current) {
  return {.low = current, .high = current};
}

/// A unit of 32 A that was heartbeated every second from 0 s on and always echoed `echo`.
Exposure linked(Centiamps echo, int heartbeats = 6) {
  Exposure unit;
  unit.set_rating(32_A);
  for (int beat = 0; beat < heartbeats; ++beat) {
    unit.sent(at(seconds{beat}), std::nullopt);
    unit.answered(at(seconds{beat} + milliseconds{200}), echo, 0_A);
  }
  return unit;
}

TEST_CASE("exposure: a unit that nobody spoke to counts nothing and is held to nothing",
          "[node][exposure]") {
  const Exposure unit;
  CHECK(unit.highest(beginning) == 0_A);
  CHECK(unit.floor(beginning) == 0_A);
  CHECK(unit.is_mute(beginning));
  CHECK(unit.is_free(beginning));
}

TEST_CASE("exposure: a unit woken without a limit may resume its rating until it answered twice",
          "[node][exposure]") {
  Exposure unit;
  unit.set_rating(32_A);
  unit.sent(at(seconds{0}), std::nullopt);
  CHECK(unit.highest(at(seconds{0})) == 32_A);
  unit.answered(at(milliseconds{200}), 0_A, 0_A);
  CHECK(unit.highest(at(milliseconds{200})) == 32_A);
  unit.sent(at(seconds{1}), std::nullopt);
  unit.answered(at(milliseconds{1200}), 0_A, 0_A);
  CHECK(unit.highest(at(milliseconds{1200})) == 0_A);
}

TEST_CASE("exposure: several answers to one heartbeat count once, as the largest",
          "[node][exposure]") {
  Exposure unit;
  unit.set_rating(32_A);
  unit.sent(at(seconds{0}), std::nullopt);
  unit.answered(at(milliseconds{200}), 16_A, 0_A);
  unit.answered(at(milliseconds{240}), 6_A, 0_A);
  unit.answered(at(milliseconds{280}), 6_A, 0_A);
  CHECK(unit.highest(at(milliseconds{300})) == 32_A);  // still the second of two heartbeats
  unit.sent(at(seconds{1}), std::nullopt);
  unit.answered(at(milliseconds{1200}), 6_A, 0_A);
  CHECK(unit.highest(at(milliseconds{1200})) == 16_A);
  CHECK(unit.floor(at(milliseconds{1200})) == 6_A);
}

TEST_CASE("exposure: a reduction counts only when it is echoed twice and the old limit is retired",
          "[node][exposure]") {
  Exposure unit = linked(32_A);
  unit.sent(at(seconds{6}), limit(16_A));
  CHECK(unit.highest(at(seconds{6})) == 32_A);
  unit.answered(at(milliseconds{6200}), 16_A, 0_A);
  CHECK(unit.highest(at(milliseconds{6200})) == 32_A);
  unit.sent(at(seconds{7}), limit(16_A));
  unit.answered(at(milliseconds{7200}), 16_A, 0_A);
  CHECK(unit.highest(at(milliseconds{7200})) == 16_A);
  CHECK(unit.floor(at(milliseconds{7200})) == 16_A);
}

TEST_CASE("exposure: a raise counts from the moment it leaves, and until an answer retires it",
          "[node][exposure]") {
  Exposure unit = linked(6_A);
  unit.sent(at(seconds{6}), limit(20_A));
  CHECK(unit.highest(at(seconds{6})) == 20_A);
  CHECK(unit.floor(at(seconds{6})) == 6_A);
  // The unit never echoes it: it may still obey for 3.5 s.
  unit.answered(at(milliseconds{6200}), 6_A, 0_A);
  unit.sent(at(seconds{9}), std::nullopt);
  unit.answered(at(milliseconds{9499}), 6_A, 0_A);
  CHECK(unit.highest(at(milliseconds{9499})) == 20_A);
  unit.answered(at(milliseconds{9500}), 6_A, 0_A);
  CHECK(unit.highest(at(milliseconds{9500})) == 6_A);
}

TEST_CASE("exposure: a limit that is sent again is as young as its last sending",
          "[node][exposure]") {
  Exposure unit = linked(6_A);
  unit.sent(at(seconds{6}), limit(20_A));
  unit.sent(at(seconds{7}), limit(8_A));
  unit.sent(at(seconds{9}), limit(20_A));
  unit.answered(at(milliseconds{9200}), 8_A, 0_A);
  unit.sent(at(seconds{11}), std::nullopt);
  unit.answered(at(milliseconds{11'200}), 8_A, 0_A);
  CHECK(unit.highest(at(milliseconds{11'200})) == 20_A);
}

TEST_CASE("exposure: however many limits are under way, none is forgotten", "[node][exposure]") {
  Exposure unit = linked(6_A);
  for (int step = 0; step < 40; ++step) {
    const auto amps = static_cast<std::uint16_t>(3000 - (step * 50));
    unit.sent(at(seconds{6} + milliseconds{step * 50}), limit(Centiamps{amps}));
  }
  CHECK(unit.highest(at(seconds{8})) == 30_A);
  CHECK(unit.floor(at(seconds{8})) == 6_A);
}

TEST_CASE("exposure: what is drawn counts where meters cannot explain it", "[node][exposure]") {
  Exposure unit = linked(16_A);
  unit.sent(at(seconds{6}), std::nullopt);
  unit.answered(at(milliseconds{6200}), 16_A, 17_A);
  CHECK(unit.highest(at(milliseconds{6200})) == 16_A);
  unit.answered(at(milliseconds{6300}), 16_A, Centiamps{1701});
  CHECK(unit.highest(at(milliseconds{6300})) == Centiamps{1701});
  CHECK(unit.overdraw() == Centiamps{101});
}

TEST_CASE("exposure: a limit beyond 80 A counts as the rating", "[node][exposure]") {
  // 655.35 A was accepted and mirrored by a real unit (dracoventions/TWCManager)
  const Exposure unit = linked(Centiamps{0xFFFF});
  CHECK(unit.highest(at(seconds{6})) == 32_A);
}

TEST_CASE("exposure: a silent unit keeps its exposure until 40 s after the last frame for it",
          "[node][exposure]") {
  Exposure unit = linked(16_A);  // last heartbeat at 5 s
  CHECK(unit.highest(at(milliseconds{44'999})) == 16_A);
  CHECK(unit.highest(at(seconds{45})) == 0_A);
  CHECK(unit.floor(at(milliseconds{15'199})) == 16_A);
  CHECK(unit.floor(at(milliseconds{15'200})) == 0_A);
  CHECK(unit.resumable(at(seconds{45})) == 16_A);
}

TEST_CASE("exposure: a unit woken with a limit takes that one", "[node][exposure]") {
  Exposure unit = linked(16_A);
  unit.sent(at(seconds{60}), limit(6_A));
  CHECK(unit.highest(at(seconds{60})) == 6_A);
}

TEST_CASE("gate: a raise leaves only if everything fits afterwards", "[node][exposure]") {
  const Exposure unit = linked(6_A);
  const Time now = at(seconds{6});
  CHECK(may_leave(unit, now, limit(16_A), {.total = 32_A, .others = 16_A}));
  CHECK_FALSE(may_leave(unit, now, limit(17_A), {.total = 32_A, .others = 16_A}));
}

TEST_CASE("gate: what is no raise always leaves", "[node][exposure]") {
  const Exposure unit = linked(16_A);
  const Time now = at(seconds{6});
  const Supply overdrawn{.total = 10_A, .others = 32_A};
  CHECK(may_leave(unit, now, limit(16_A), overdrawn));
  CHECK(may_leave(unit, now, limit(6_A), overdrawn));
  CHECK(may_leave(unit, now, std::nullopt, overdrawn));
}

TEST_CASE("gate: a frame without a limit is a raise for a unit that has not answered for 10 s",
          "[node][exposure]") {
  const Exposure unit = linked(16_A);  // answered last at 5.2 s
  const Supply tight{.total = 20_A, .others = 6_A};
  CHECK(may_leave(unit, at(milliseconds{15'199}), std::nullopt, tight));
  CHECK_FALSE(may_leave(unit, at(milliseconds{15'200}), std::nullopt, tight));
  CHECK(may_leave(unit, at(milliseconds{15'200}), std::nullopt, {.total = 22_A, .others = 6_A}));
}

TEST_CASE("gate: a repeat passes like the first sending", "[node][exposure]") {
  Exposure unit = linked(6_A);
  unit.sent(at(seconds{6}), limit(16_A));
  CHECK_FALSE(may_leave(unit, at(seconds{7}), limit(16_A), {.total = 15_A}));
  CHECK(may_leave(unit, at(seconds{7}), limit(16_A), {.total = 16_A}));
}

TEST_CASE("gate: a zero that leaves a unit at 6 A has to fit like 6 A", "[node][exposure]") {
  const Exposure unit = linked(0_A);
  const Range rests{.low = 0_A, .high = 6_A};
  CHECK_FALSE(may_leave(unit, at(seconds{6}), rests, {.total = 5_A}));
  CHECK(may_leave(unit, at(seconds{6}), rests, {.total = 6_A}));
}

TEST_CASE("gate: a restarted unit may take up what it had, so nothing leaves for it without room",
          "[node][exposure]") {
  Exposure unit = linked(16_A);
  const Time now = at(seconds{6});
  const Supply tight{.total = 20_A, .others = 6_A};
  CHECK(may_leave(unit, now, std::nullopt, tight));
  unit.restarted();
  CHECK_FALSE(may_leave(unit, now, std::nullopt, tight));
  CHECK_FALSE(may_leave(unit, now, limit(6_A), tight));
  CHECK(may_leave(unit, now, std::nullopt, {.total = 22_A, .others = 6_A}));
  unit.sent(now, std::nullopt);
  unit.answered(at(milliseconds{6200}), 16_A, 0_A);
  CHECK(may_leave(unit, at(seconds{7}), std::nullopt, tight));
}

TEST_CASE("gate: a restarted unit that had nothing has nothing to take up", "[node][exposure]") {
  Exposure unit = linked(0_A);
  unit.restarted();
  CHECK(may_leave(unit, at(seconds{6}), std::nullopt, {.total = 5_A, .others = 16_A}));
}

TEST_CASE("gate: an open contactor frees a unit while it answers, not when it is mute",
          "[node][exposure]") {
  Exposure unit = linked(16_A);
  unit.set_contactor_open(true);
  CHECK(unit.highest(at(milliseconds{15'199})) == 0_A);
  CHECK(unit.highest(at(milliseconds{15'200})) == 16_A);
}

TEST_CASE("exposure: a limit that is sent to a unit with an open contactor counts",
          "[node][exposure]") {
  Exposure unit = linked(6_A);
  unit.set_contactor_open(true);
  const Time now = at(seconds{6});
  REQUIRE(unit.highest(now) == 0_A);
  CHECK_FALSE(may_leave(unit, now, limit(16_A), {.total = 20_A, .others = 5_A}));
  unit.sent(now, limit(16_A));
  CHECK(unit.highest(now) == 16_A);
  CHECK_FALSE(unit.contactor_open(now));
}

TEST_CASE("exposure: a contactor is not believed to be open when its unit says a larger limit",
          "[node][exposure]") {
  Exposure unit = linked(6_A);
  unit.set_contactor_open(true);
  unit.sent(at(seconds{6}), std::nullopt);
  unit.answered(at(milliseconds{6200}), 16_A, 0_A);
  CHECK(unit.highest(at(milliseconds{6200})) == 16_A);
}

TEST_CASE("exposure: an answer that is read late vouches for no more than one that came in time",
          "[node][exposure]") {
  // Sent at 6 s, answered at 6.2 s, and we slept until 11 s: the unit may obey until 9 s.
  Exposure unit = linked(6_A);
  unit.sent(at(seconds{6}), limit(20_A));
  unit.answered(at(seconds{11}), 6_A, 0_A);
  CHECK(unit.highest(at(seconds{11})) == 20_A);
  CHECK(unit.last_answer() == at(milliseconds{6500}));
  CHECK(unit.is_mute(at(milliseconds{16'500})));
}

TEST_CASE("gate: to close a contactor everything has to fit that is under way",
          "[node][exposure]") {
  Exposure unit = linked(6_A);
  unit.set_contactor_open(true);
  const Time now = at(seconds{7});
  CHECK(may_close_contactor(unit, now, {.total = 20_A, .others = 14_A}));
  CHECK_FALSE(may_close_contactor(unit, now, {.total = 19_A, .others = 14_A}));
  CHECK_FALSE(may_close_contactor(unit, now, {.total = 40_A, .others = 0_A, .is_new = true}));
  unit.sent(at(seconds{6}), limit(16_A));
  CHECK_FALSE(may_close_contactor(unit, now, {.total = 20_A, .others = 14_A}));
  CHECK(may_close_contactor(unit, now, {.total = 30_A, .others = 14_A}));
}

TEST_CASE("exposure: an answer of a unit that nobody asked tells what it may take up",
          "[node][exposure]") {
  Exposure unit = linked(6_A);
  unit.answered(at(seconds{60}), 20_A, 0_A);
  CHECK(unit.highest(at(seconds{60})) == 0_A);
  CHECK(unit.resumable(at(seconds{60})) == 20_A);
}

TEST_CASE("gate: in the quiet time nothing rises, and what runs may run on", "[node][exposure]") {
  const Exposure unknown;
  const Exposure unit = linked(16_A);
  const Supply is_new{.total = 40_A, .is_new = true};
  CHECK(may_leave(unknown, at(seconds{6}), std::nullopt, is_new));
  CHECK_FALSE(may_leave(unknown, at(seconds{6}), limit(6_A), is_new));
  CHECK_FALSE(may_leave(unit, at(seconds{6}), limit(17_A), is_new));
  CHECK(may_leave(unit, at(seconds{6}), limit(12_A), is_new));
}

}  // namespace
}  // namespace twc::test
