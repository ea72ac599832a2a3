// SPDX-License-Identifier: MIT
#include <twc/bus/echo.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

const wire::Frame heartbeat = "FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_frame;
constexpr Time start{1000s};

TEST_CASE("echo: each frame that was sent has one", "[bus][echo]") {
  bus::EchoFilter filter;
  CHECK_FALSE(filter.is_echo(start, heartbeat));
  filter.sent(start, heartbeat);
  filter.sent(start + 400ms, heartbeat);
  CHECK(filter.is_echo(start + 420ms, heartbeat));
  CHECK(filter.is_echo(start + 620ms, heartbeat));
  CHECK_FALSE(filter.is_echo(start + 820ms, heartbeat));
}

TEST_CASE("echo: twice, one directly after the other, is one", "[bus][echo]") {
  bus::EchoFilter filter;
  filter.sent(start, heartbeat);
  CHECK(filter.is_echo(start + 20ms, heartbeat));
  CHECK(filter.is_echo(start + 60ms, heartbeat));
  CHECK_FALSE(filter.is_echo(start + 200ms, heartbeat));  // nobody else may speak so soon
}

TEST_CASE("echo: comes within the window, byte for byte", "[bus][echo]") {
  bus::EchoFilter filter{2s};
  filter.sent(start, heartbeat);
  CHECK_FALSE(
      filter.is_echo(start + 20ms, "FB E0 77 77 20 19 09 03 20 00 00 00 00 00 00 33"_frame));
  CHECK_FALSE(filter.is_echo(start + 2001ms, heartbeat));
}

TEST_CASE("echo: the oldest of equal frames is heard first", "[bus][echo]") {
  bus::EchoFilter filter{2s};
  const wire::Frame other = "FB E0 77 77 20 20 00 00 00 00 00 00 00 00 00 0E"_frame;
  for (int frame = 0; frame < 7; ++frame) filter.sent(start, other);
  filter.sent(start + 100ms, heartbeat);
  filter.sent(start + 900ms, heartbeat);  // takes the place of the frame that was sent first
  CHECK(filter.is_echo(start + 1300ms, heartbeat));
  CHECK(filter.is_echo(start + 2200ms, heartbeat));
}

}  // namespace
}  // namespace twc::test
