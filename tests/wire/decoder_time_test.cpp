// SPDX-License-Identifier: MIT
/// The decoder and time: a frame that stops half-way is given up, and only then.

#include <twc/wire/decoder.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using wire::BadFrame;
using wire::Event;
using wire::FrameError;
using wire::Noise;
using wire::Stretch;
using wire::TrailingByte;
using Events = std::vector<Event>;

/// A decoder with a clock and a list.
struct Line {
  wire::Decoder decoder{100ms};
  Events events;

  void hear(Duration at, std::string_view text) {
    decoder.feed(Time{at}, from_hex(text), [this](const Event& event) { events.push_back(event); });
  }
};

// ngardiner/TWCManager#453, in two halves.
constexpr std::string_view first_half = "FD E0 20 19 77 77 08 02";
constexpr std::string_view second_half = "58 02 10 00 00 00 00 7B";
wire::Frame frame() {
  return "FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B"_frame;
}
Event cut_off() {
  return BadFrame{FrameError::truncated, Stretch{from_hex(first_half)}};
}

TEST_CASE("decoder time-out: a pause as long as it is allowed", "[wire][decoder]") {
  Line line;
  line.hear(0ms, "C0");
  line.hear(50ms, first_half);
  line.hear(150ms, second_half);
  line.hear(250ms, "C0");
  CHECK(line.events == Events{frame()});
}

TEST_CASE("decoder time-out: a longer pause gives the frame up", "[wire][decoder]") {
  Line line;
  line.hear(0ms, "C0");
  line.hear(50ms, first_half);
  line.hear(151ms, second_half);
  CHECK(line.events == Events{cut_off()});
  line.hear(152ms, "C0");
  CHECK(line.events == Events{cut_off(), Noise{Stretch{from_hex(second_half)}}});
}

TEST_CASE("decoder time-out: an empty chunk is enough to ask", "[wire][decoder]") {
  Line line;
  line.hear(0ms, "C0");
  line.hear(0ms, first_half);
  line.hear(100ms, "");
  CHECK(line.events.empty());
  line.hear(101ms, "");
  CHECK(line.events == Events{cut_off()});
  line.hear(500ms, "");
  CHECK(line.events.size() == 1);
}

TEST_CASE("decoder time-out: the next frame is heard whole", "[wire][decoder]") {
  Line line;
  line.hear(0ms, "C0");
  line.hear(0ms, first_half);
  line.hear(1s, "C0");
  line.hear(1s, first_half);
  line.hear(1s, second_half);
  line.hear(1s, "C0");
  CHECK(line.events == Events{cut_off(), frame()});
}

TEST_CASE("decoder time-out: a lone byte after a frame is its end byte", "[wire][decoder]") {
  Line line;
  line.hear(0ms, "C0");
  line.hear(0ms, first_half);
  line.hear(0ms, second_half);
  line.hear(0ms, "C0 FE");
  CHECK(line.events == Events{frame()});
  line.hear(101ms, "");
  CHECK(line.events == Events{frame(), TrailingByte{0xFE}});
  // ... and only one is.
  line.hear(200ms, "FE");
  line.hear(400ms, "");
  CHECK(line.events == Events{frame(), TrailingByte{0xFE}, Noise{Stretch{"FE"_hex}}});
}

TEST_CASE("decoder time-out: silence between frames ends nothing", "[wire][decoder]") {
  Line line;
  line.hear(0ms, "C0");
  line.hear(10h, first_half);
  line.hear(10h, second_half);
  line.hear(10h, "C0");
  CHECK(line.events == Events{frame()});
}

TEST_CASE("decoder time-out: says when it wants to be asked", "[wire][decoder]") {
  Line line;
  CHECK_FALSE(line.decoder.deadline());
  line.hear(7ms, "C0");
  CHECK_FALSE(line.decoder.deadline());
  line.hear(8ms, first_half);
  CHECK(line.decoder.deadline() == Time{108ms});
  line.hear(9ms, second_half);
  CHECK(line.decoder.deadline() == Time{109ms});
  line.hear(9ms, "C0");
  CHECK_FALSE(line.decoder.deadline());
}

TEST_CASE("decoder time-out: asking at the deadline and a tick after it is enough",
          "[wire][decoder]") {
  Line line;
  line.hear(0ms, "C0 FB E0");
  const Time deadline = line.decoder.deadline().value();
  line.decoder.feed(deadline + 1us, {},
                    [&line](const Event& event) { line.events.push_back(event); });
  CHECK(line.events.size() == 1);
  CHECK_FALSE(line.decoder.deadline());
}

}  // namespace
}  // namespace twc::test
