// SPDX-License-Identifier: MIT
/// Frames that stand whole inside a damaged stretch.

#include <twc/wire/recover.hpp>
#include <twc/wire/slip.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/hex.hpp"
#include "support/listen.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using Frames = std::vector<wire::Frame>;

Frames recovered(std::string_view wire) {
  return recover(wire::Stretch{from_hex(wire)});
}

TEST_CASE("recovery: finds the frame before a stray byte", "[wire][recover]") {
  // dracoventions/TWCManager#9, where the closing C0 came as FF. Nine seconds later the same unit
  // sent the same frame without damage.
  CHECK(recovered("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11 FF") ==
        Frames{"FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11"_frame});
}

// ukoda/TWCProtocolMonitor, with delimiters taken away by hand in the tests below.
wire::Frame question() {
  return "FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame;
}
wire::Frame reply() {
  return "FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"_frame;
}

TEST_CASE("recovery: finds the frame behind an end byte whose opening C0 is lost",
          "[wire][recover]") {
  CHECK(recovered("FC FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95") == Frames{reply()});
  CHECK(recovered("FE 40 FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95") == Frames{reply()});
}

TEST_CASE("recovery: finds two frames that a lost delimiter merged, in order", "[wire][recover]") {
  CHECK(recovered("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"
                  "FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95") ==
        Frames{question(), reply()});
  CHECK(recovered("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95 40 FC 41"
                  "FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95 FE") ==
        Frames{question(), reply()});
}

TEST_CASE("recovery: finds three frames where two delimiters are lost", "[wire][recover]") {
  CHECK(recovered("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"
                  "FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"
                  "FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95") ==
        Frames{question(), reply(), question()});
}

TEST_CASE("recovery: undoes escapes", "[wire][recover]") {
  // Made up: 48.00 A, and a checksum that is C0.
  CHECK(recovered("FC FB E0 77 77 34 95 09 12 DB DC 00 00 00 00 00 00 72") ==
        Frames{"FB E0 77 77 34 95 09 12 C0 00 00 00 00 00 00 72"_frame});
  CHECK(recovered("FB E0 77 77 58 50 09 11 30 00 00 00 00 00 00 DB DC FE") ==
        Frames{"FB E0 77 77 58 50 09 11 30 00 00 00 00 00 00 C0"_frame});
}

TEST_CASE("recovery: goes on behind a bad escape", "[wire][recover]") {
  CHECK(recovered("DB 00 DB FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95 DB") ==
        Frames{question()});
}

TEST_CASE("recovery: finds 14-byte frames with something behind", "[wire][recover]") {
  // TMC 72830, page 3, where the closing C0 would be 40 and the end byte FE.
  CHECK(recovered("FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1 40 FE") ==
        Frames{"FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1"_frame});
}

TEST_CASE("recovery: takes the longer frame where the shorter is its beginning",
          "[wire][recover]") {
  // Made up: the bytes sum up to 00, so that every shorter length has a right checksum too.
  CHECK(recovered("FC FB EB 10 05 00 00 00 00 00 00 00 00 00 00 00 00") ==
        Frames{"FB EB 10 05 00 00 00 00 00 00 00 00 00 00 00 00"_frame});
  CHECK(recovered("FC FB E0 10 10 00 00 00 00 00 00 00 00 00 00 00 00") ==
        Frames{"FB E0 10 10 00 00 00 00 00 00 00 00 00 00 00 00"_frame});
}

TEST_CASE("recovery: takes no damaged frame for a shorter one", "[wire][recover]") {
  // Made up from ukoda/TWCProtocolMonitor: one damaged byte, and 14 bytes have a right checksum.
  CHECK(recovered("FB E0 79 73 34 95 00 00 00 00 00 00 6B 00 00 95").empty());
  CHECK(recovered("FB E0 79 73 34 95 00 00 00 00 00 00 00 95 00 95").empty());
  CHECK(recovered("FB E0 79 73 34 00 00 00 00 00 00 00 00 00 00 95 6E FE").empty());
}

TEST_CASE("recovery: takes no field of a damaged frame for a frame", "[wire][recover]") {
  // Made up: the id of a slave is damaged so that it reads as a code.
  CHECK(recovered("FD E0 FC 19 79 73 01 02 58 02 4F 00 00 00 00 B1").empty());
}

TEST_CASE("recovery: looks for known codes at lengths that they have", "[wire][recover]") {
  CHECK(recovered("FC FD 77 34 95 00 00 00 00 00 00 00 00 00 00 00 40").empty());
  CHECK(recovered("FC FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 00 00 00 00 95").empty());
}

TEST_CASE("recovery: finds nothing in nothing", "[wire][recover]") {
  CHECK(recovered("").empty());
  CHECK(recovered("FB E0").empty());
  CHECK(recover(wire::Stretch{ByteVector(1000, 0xFB)}).empty());
}

TEST_CASE("recovery: frames never overlap, and there is an end", "[wire][recover]") {
  Dice dice{1};
  for (int round = 0; round < 20'000; ++round) {
    ByteVector bytes(dice.below(80));
    for (auto& byte : bytes) {
      byte = dice.one_in(4) ? dice.pick<std::uint8_t>({0xFB, 0xFD, 0xE0, 0xE2, 0xDB, 0xDC})
                            : static_cast<std::uint8_t>(dice.one_in(2) ? 0 : dice.byte());
    }
    const wire::Stretch stretch{bytes};
    std::size_t size = 0;
    for (const wire::Frame& frame : recover(stretch)) size += wire::escape(frame.bytes()).count();
    CHECK(size <= stretch.bytes().size());
  }
}

}  // namespace
}  // namespace twc::test
