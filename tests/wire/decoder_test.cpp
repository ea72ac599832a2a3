// SPDX-License-Identifier: MIT
/// The decoder: delimiters, end bytes, noise and damage, and that chunks never matter.

#include <twc/wire/decoder.hpp>
#include <twc/wire/slip.hpp>

#include "support/catch.hpp"
#include "support/damage.hpp"
#include "support/dice.hpp"
#include "support/hex.hpp"
#include "support/listen.hpp"
#include "support/printing.hpp"
#include "support/sanitized.hpp"
#include "support/traffic.hpp"

namespace twc::test {
namespace {

using wire::BadFrame;
using wire::Event;
using wire::FrameError;
using wire::Noise;
using wire::Stretch;
using wire::TrailingByte;
using Events = std::vector<Event>;

// ukoda/TWCProtocolMonitor: a master asks, a slave answers.
constexpr std::string_view asks = "FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95";
constexpr std::string_view answers = "FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95";
wire::Frame ask() {
  return as_frame(from_hex(asks));
}
wire::Frame answer() {
  return as_frame(from_hex(answers));
}

ByteVector wire_of(std::initializer_list<std::string_view> parts) {
  ByteVector bytes;
  for (const std::string_view part : parts) {
    const ByteVector more = from_hex(part);
    bytes.insert(bytes.end(), more.begin(), more.end());
  }
  return bytes;
}

Event noise(std::string_view text) {
  return Noise{Stretch{from_hex(text)}};
}
Event bad(FrameError error, const ByteVector& wire) {
  return BadFrame{error, Stretch{wire}};
}

TEST_CASE("decoder: hears what real units send", "[wire][decoder]") {
  CHECK(listen(wire_of({"C0", asks, "C0 FC C0", answers, "C0 FE"})) ==
        Events{ask(), TrailingByte{0xFC}, answer(), TrailingByte{0xFE}});
}

TEST_CASE("decoder: the end byte may be any or none", "[wire][decoder]") {
  CHECK(listen(wire_of({"C0", asks, "C0 C0", answers, "C0"})) == Events{ask(), answer()});
  for (unsigned value = 0; value <= 0xFF; ++value) {
    if (value == wire::slip_end) continue;
    const auto end = static_cast<std::uint8_t>(value);
    CAPTURE(value);
    CHECK(listen(wire_of({"C0", asks, "C0", to_hex({&end, 1}), "C0", answers, "C0"})) ==
          Events{ask(), TrailingByte{end}, answer()});
  }
}

TEST_CASE("decoder: one C0 may close a frame and open the next", "[wire][decoder]") {
  CHECK(listen(wire_of({"C0", asks, "C0", answers, "C0", asks, "C0"})) ==
        Events{ask(), answer(), ask()});
}

TEST_CASE("decoder: any number of C0 between frames is nothing", "[wire][decoder]") {
  CHECK(listen(wire_of({"C0 C0 C0", asks, "C0 C0 C0 C0 C0", answers, "C0 C0"})) ==
        Events{ask(), answer()});
  CHECK(listen(ByteVector(1000, wire::slip_end)).empty());
  CHECK(listen({}).empty());
}

TEST_CASE("decoder: a frame comes at its closing C0, before anything else", "[wire][decoder]") {
  wire::Decoder decoder;
  Events events;
  const auto sink = [&events](const Event& event) { events.push_back(event); };
  decoder.feed(Time{}, wire_of({"C0", asks}), sink);
  CHECK(events.empty());
  decoder.feed(Time{}, "C0"_hex, sink);
  CHECK(events == Events{ask()});
}

TEST_CASE("decoder: bytes before the first C0 are noise, even a whole body", "[wire][decoder]") {
  CHECK(listen(wire_of({"F8 F0 00 C0", asks, "C0"})) == Events{noise("F8 F0 00"), ask()});
  CHECK(listen(wire_of({asks, "C0", answers, "C0"})) == Events{noise(asks), answer()});
}

TEST_CASE("decoder: several bytes between frames are noise, not an end byte", "[wire][decoder]") {
  CHECK(listen(wire_of({"C0", asks, "C0 00 F0 C0", answers, "C0"})) ==
        Events{ask(), noise("00 F0"), answer()});
}

TEST_CASE("decoder: a single byte is an end byte only right after a frame", "[wire][decoder]") {
  CHECK(listen(wire_of({"C0 FC C0", asks, "C0"})) == Events{noise("FC"), ask()});
  CHECK(listen(wire_of({"C0", asks, "C0 FC C0 FE C0", answers, "C0"})) ==
        Events{ask(), TrailingByte{0xFC}, noise("FE"), answer()});
  CHECK(listen(wire_of({"C0", asks, "C0 C0 FE C0"})) == Events{ask(), noise("FE")});
}

TEST_CASE("decoder: a checksum that must be escaped is unescaped", "[wire][decoder]") {
  // Made up.
  CHECK(listen("C0 FB E0 77 77 58 50 09 11 30 00 00 00 00 00 00 DB DC C0"_hex) ==
        Events{"FB E0 77 77 58 50 09 11 30 00 00 00 00 00 00 C0"_frame});
}

TEST_CASE("decoder: a lost closing C0 costs no neighbour", "[wire][decoder]") {
  const ByteVector merged = wire_of({asks, "FC"});
  CHECK(listen(wire_of({"C0", answers, "C0 FC C0", asks, "FC C0", answers, "C0 FC"})) ==
        Events{answer(), TrailingByte{0xFC}, bad(FrameError::checksum, merged), answer(),
               TrailingByte{0xFC}});
}

TEST_CASE("decoder: a lost opening C0 costs no neighbour", "[wire][decoder]") {
  const ByteVector merged = wire_of({"FC", asks});
  CHECK(listen(wire_of({"C0", answers, "C0 FC", asks, "C0 FC C0", answers, "C0 FC"})) ==
        Events{answer(), bad(FrameError::checksum, merged), noise("FC"), answer(),
               TrailingByte{0xFC}});
}

TEST_CASE("decoder: a frame that is cut off costs no neighbour", "[wire][decoder]") {
  CHECK(listen(wire_of({"C0", answers, "C0 FC C0 FB E0 79 73 C0", answers, "C0"})) ==
        Events{answer(), TrailingByte{0xFC}, noise("FB E0 79 73"), answer()});
}

TEST_CASE("decoder: noise without end is one event, its first 64 bytes kept", "[wire][decoder]") {
  ByteVector flood{0xC0};
  flood.insert(flood.end(), 100'000, 0x55);
  flood.push_back(0xC0);
  const Events events = listen(flood);
  REQUIRE(events.size() == 1);
  const auto& overlong = std::get<BadFrame>(events.front());
  CHECK(overlong.error == FrameError::overlong);
  CHECK(overlong.wire.count() == 100'000);
  CHECK(overlong.wire.bytes().size() == 64);
}

TEST_CASE("decoder: the end of the input cuts a frame short", "[wire][decoder]") {
  CHECK(listen(wire_of({"C0", asks})) == Events{bad(FrameError::truncated, from_hex(asks))});
  CHECK(listen(wire_of({"C0", asks, "C0 FC"})) == Events{ask(), TrailingByte{0xFC}});
  CHECK(listen(wire_of({"C0", asks, "C0 00 F0"})) == Events{ask(), noise("00 F0")});
  CHECK(listen("F8"_hex) == Events{noise("F8")});
}

TEST_CASE("decoder: is as new after the end of the input", "[wire][decoder]") {
  wire::Decoder decoder;
  Events events;
  const auto sink = [&events](const Event& event) { events.push_back(event); };
  decoder.feed(Time{}, wire_of({"C0", asks, "C0"}), sink);
  decoder.finish(sink);
  events.clear();
  decoder.feed(Time{}, wire_of({"FC C0", answers, "C0"}), sink);
  CHECK(events == Events{noise("FC"), answer()});
}

TEST_CASE("decoder: chunks of any size give the same events", "[wire][decoder]") {
  const ByteVector bytes =
      wire_of({"00 F8 C0", asks, "C0 FC C0 C0", answers, "C0", asks, "FF C0 FB E0 C0 FE C0",
               "FB E0 77 77 58 50 09 11 30 00 00 00 00 00 00 DB DC C0 01 02 C0",
               "FD E2 18 39 52 0C 80 00 DB 00 00 00 00 00 00 11 C0", answers, "C0 FE C0", asks});
  const Events whole = listen(bytes);
  CHECK(whole.size() == 13);
  for (std::size_t step = 1; step <= bytes.size(); ++step) {
    CAPTURE(step);
    CHECK(listen(bytes, step) == whole);
  }
}

TEST_CASE("decoder: any cut of damaged traffic gives the same events", "[wire][decoder]") {
  const auto seed = GENERATE(range(std::uint64_t{1}, std::uint64_t{1} + fewer_if_sanitized(8)));
  CAPTURE(seed);
  Dice dice{seed};
  const auto next = [&dice] { return random_frame(dice); };
  const auto delimiters = dice.pick({Delimiters::own, Delimiters::shared});
  const ByteVector bytes = damage_bytes(transmit(next, 2000, dice, delimiters), 2, dice).wire;
  const Events whole = listen(bytes);
  for (const std::size_t step : {1U, 2U, 7U, 19U, 25U, 26U, 27U, 64U, 1000U}) {
    CAPTURE(step);
    CHECK(listen(bytes, step) == whole);
  }
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    wire::Decoder decoder;
    std::size_t same = 0;
    const auto sink = [&](const Event& event) {
      same += same < whole.size() && event == whole[same] ? 1U : whole.size() + 1;
    };
    decoder.feed(Time{}, Bytes{bytes}.first(cut), sink);
    decoder.feed(Time{}, Bytes{bytes}.subspan(cut), sink);
    decoder.finish(sink);
    if (same != whole.size()) FAIL_CHECK("cut at " << cut);
  }
}

}  // namespace
}  // namespace twc::test
