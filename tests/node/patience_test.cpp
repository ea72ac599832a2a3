// SPDX-License-Identifier: MIT
/// For how long one answer is waited for.

#include <twc/node/patience.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"

namespace twc::test {
namespace {

using node::Patience;

/// Every answer comes so long after its heartbeat.
Patience used_to(Duration answer) {
  Patience patience = Patience::network(6s);
  for (int times = 0; times < 100; ++times) patience.answered(answer, true);
  return patience;
}

TEST_CASE("patience: on a serial line it is half a second whatever comes", "[node][patience]") {
  Patience patience = Patience::serial();
  CHECK(patience.wait() == 500ms);
  patience.answered(180ms, true);
  for (int times = 0; times < 10; ++times) patience.unanswered();
  CHECK(patience.wait() == 500ms);
}

TEST_CASE("patience: through a network it is a second until the first answer", "[node][patience]") {
  Patience patience = Patience::network(6s);
  CHECK(patience.wait() == 1s);
  patience.answered(300ms, true);
  CHECK(patience.wait() == 900ms);  // three times, as of one answer nobody knows how it varies
}

TEST_CASE(
    "patience: answers that always take the same time are waited for little longer, 0.4 s "
    "at least",
    "[node][patience]") {
  CHECK(used_to(100ms).wait() == 400ms);
  CHECK(used_to(500ms).wait() < 510ms);
  CHECK(used_to(2s).wait() < 2040ms);
}

TEST_CASE("patience: an answer that was read after the machine slept tells nothing of the line",
          "[node][patience]") {
  Patience patience = used_to(300ms);
  patience.answered(62s, true);
  CHECK(patience.wait() == 400ms);
}

TEST_CASE("patience: answers that vary are waited for three times as long as usual at most",
          "[node][patience]") {
  Patience patience = Patience::network(60s);
  for (int times = 0; times < 100; ++times)
    patience.answered(times % 2 == 0 ? 100ms : 1900ms, true);
  CHECK(patience.smoothed() > 800ms);
  CHECK(patience.wait() == 3 * patience.smoothed());
}

TEST_CASE("patience: it doubles from the third unanswered frame in a row, up to the longest answer",
          "[node][patience]") {
  Patience patience = used_to(300ms);
  constexpr std::array waits{400ms, 400ms, 400ms, 800ms, 1600ms, 3200ms, 6000ms, 6000ms};
  for (const Duration wait : waits) {
    CHECK(patience.wait() == wait);
    patience.unanswered();
  }
  patience.answered(300ms, true);
  CHECK(patience.wait() == 400ms);
}

TEST_CASE("patience: an answer that may belong to an earlier frame counts a quarter",
          "[node][patience]") {
  Patience sure = used_to(200ms);
  Patience unsure = used_to(200ms);
  sure.answered(1000ms, true);
  unsure.answered(1000ms, false);
  CHECK(sure.smoothed() == 300ms);
  CHECK(unsure.smoothed() == 225ms);
}

}  // namespace
}  // namespace twc::test
