// SPDX-License-Identifier: MIT
/// Escapes in both directions, and the last door before the line.

#include <twc/wire/slip.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/hex.hpp"
#include "support/listen.hpp"
#include "support/printing.hpp"
#include "support/traffic.hpp"

namespace twc::test {
namespace {

using wire::EndByte;
using wire::HarmAccepted;
using wire::SlipFrame;

std::string on_wire(const wire::Frame& frame) {
  return to_hex(SlipFrame::of(frame, std::nullopt).value().bytes());
}

TEST_CASE("slip: C0 and DB are escaped wherever they stand", "[wire][slip]") {
  // Made up: 48.00 A is 12C0.
  CHECK(on_wire("FB E0 77 77 34 95 09 12 C0 00 00 00 00 00 00 72"_frame) ==
        "C0 FB E0 77 77 34 95 09 12 DB DC 00 00 00 00 00 00 72 C0");
  // A MicroPython controller heard a Protocol 1 slave draw 7.31 A, which is 02DB.
  CHECK(on_wire("FD E0 02 2D 77 77 01 03 20 02 DB 00 00 FE"_frame) ==
        "C0 FD E0 02 2D 77 77 01 03 20 02 DB DD 00 00 FE C0");
}

TEST_CASE("slip: the checksum is escaped like any other byte", "[wire][slip]") {
  // Made up.
  CHECK(on_wire("FB E0 77 77 58 50 09 11 30 00 00 00 00 00 00 C0"_frame) ==
        "C0 FB E0 77 77 58 50 09 11 30 00 00 00 00 00 00 DB DC C0");
  CHECK(on_wire("FB E0 77 77 58 50 09 11 4B 00 00 00 00 00 00 DB"_frame) ==
        "C0 FB E0 77 77 58 50 09 11 4B 00 00 00 00 00 00 DB DD C0");
}

TEST_CASE("slip: an escaped body holds no delimiter and comes back whole", "[wire][slip]") {
  Dice dice{1};
  for (int round = 0; round < 2000; ++round) {
    ByteVector body(dice.below(33));
    for (auto& byte : body) {
      byte = dice.one_in(2) ? dice.pick<std::uint8_t>({0xC0, 0xDB, 0xDC, 0xDD}) : dice.byte();
    }
    const wire::Stretch wire = wire::escape(body);
    CHECK(std::ranges::count(wire.bytes(), wire::slip_end) == 0);
    const wire::Unescaped back = wire::unescape(wire.bytes());
    CHECK_FALSE(back.has_bad_escape());
    CHECK(to_hex(back.bytes()) == to_hex(body));
  }
}

TEST_CASE("slip: a DB before neither DC nor DD is noticed and kept", "[wire][slip]") {
  for (const auto* const text : {"01 DB 00 02", "DB", "01 DB", "DB DB", "DB FD 03"}) {
    CAPTURE(text);
    const wire::Unescaped body = wire::unescape(from_hex(text));
    CHECK(body.has_bad_escape());
    CHECK(to_hex(body.bytes()) == text);
  }
  CHECK(to_hex(wire::unescape("DB DB DC"_hex).bytes()) == "DB C0");
}

TEST_CASE("slip: longer input is cut at 64 bytes", "[wire][slip]") {
  const ByteVector bytes(100, 0x55);
  CHECK(wire::unescape(bytes).bytes().size() == 64);
}

TEST_CASE("slip frame: one end byte follows the closing C0 if wanted", "[wire][slip]") {
  // ukoda/TWCProtocolMonitor
  const wire::Frame frame = "FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame;
  const std::string plain = "C0 FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95 C0";
  CHECK(to_hex(SlipFrame::of(frame).value().bytes()) == plain + " FC");
  CHECK(to_hex(SlipFrame::of(frame, EndByte::fe).value().bytes()) == plain + " FE");
  CHECK(to_hex(SlipFrame::of(frame, EndByte::ff).value().bytes()) == plain + " FF");
  CHECK(to_hex(SlipFrame::of(frame, std::nullopt).value().bytes()) == plain);
}

TEST_CASE("slip frame: the longest has its room", "[wire][slip]") {
  const ByteVector fields(17, 0xC0);
  const wire::Frame frame = compose(wire::Function{0xFDDB}, fields, 20);
  const auto slip = SlipFrame::of(frame, EndByte::fc, HarmAccepted{});
  REQUIRE(slip);
  CHECK(slip->bytes().size() >= 20 + 18 + 3);
  CHECK(only<wire::Frame>(listen(slip->bytes())) == std::vector{frame});
}

TEST_CASE("slip frame: a frame that writes, crashes or silences a unit never passes",
          "[wire][slip]") {
  Dice dice{2};
  for (const unsigned code : {0xFC19U, 0xFC1AU, 0xFBE8U, 0xFCA1U, 0xFCE5U}) {
    for (const std::size_t size : {14U, 16U, 20U}) {
      ByteVector fields(dice.below(size - 3));
      for (auto& byte : fields) byte = dice.byte();
      const wire::Frame frame = compose(static_cast<wire::Function>(code), fields, size);
      CAPTURE(frame);
      CHECK_FALSE(SlipFrame::of(frame));
      CHECK_FALSE(SlipFrame::of(frame, EndByte::fc, HarmAccepted{}));
    }
  }
}

TEST_CASE("slip frame: a frame that stops a unit or is not explained passes on purpose only",
          "[wire][slip]") {
  for (const wire::Frame& frame : {
           "FB E0 77 77 34 95 02 04 00 00 00 00 00 00 00 9D"_frame,  // command 02
           "FC B2 77 77 34 95 00 00 00 00 00 00 00 00 00 69"_frame,
           "FB 19 00 00 00 00 00 00 00 00 00 00 00 00 00 19"_frame,
           "FB 1A 00 00 00 00 00 00 00 00 00 00 00 00 00 1A"_frame,
           "FB 1B 00 00 00 00 00 00 00 00 00 00 00 00 00 1B"_frame,
           "FB E0 77 77 34 95 03 00 00 00 00 00 00 00 00 9A"_frame,  // command 03
           "FB A4 00 00 00 00 00 00 00 00 00 00 00 A4"_frame,
       }) {
    CAPTURE(frame);
    CHECK_FALSE(SlipFrame::of(frame));
    CHECK(SlipFrame::of(frame, EndByte::fc, HarmAccepted{}));
  }
}

TEST_CASE("slip frame: everything else passes, and is heard as it was sent", "[wire][slip]") {
  Dice dice{3};
  for (int round = 0; round < 5000; ++round) {
    const wire::Frame frame = random_frame(dice);
    const auto slip = SlipFrame::of(frame);
    CHECK(slip.has_value() == (wire::hazard(frame) == wire::Hazard::none));
    if (!slip) continue;
    CHECK(listen(slip->bytes()) == std::vector<wire::Event>{frame, wire::TrailingByte{0xFC}});
  }
}

}  // namespace
}  // namespace twc::test
