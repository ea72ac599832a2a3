// SPDX-License-Identifier: MIT
/// `automatic`: what a capture is, told from its content.

#include "support/dice.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;

namespace {

// tmc-72830: a Protocol 1 master's idle message.
const std::string idle_hex = "FC1D00000000000000000000001D";
const std::string spelled = "FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D\n";

Lines guess(Bytes bytes) {
  return tell(read_records(CaptureFormat{}, bytes));
}

}  // namespace

TEST_CASE("guess: raw bytes are known by a C0, a NUL or what else no text has", "[tools][reader]") {
  CHECK(guess("C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0"_hex) == Lines{idle_hex});
  CHECK(guess("FE C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0"_hex) ==
        Lines{"noise FE", idle_hex});
  CHECK(guess("41 42 00 C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0"_hex) ==
        Lines{"noise 414200", idle_hex});
  CHECK(guess("C0"_hex).empty());
}

TEST_CASE("guess: a text stays a text, with colours, umlauts and emoji", "[tools][reader]") {
  CHECK(read_text("\x1B[0;36m[I] gr\xC3\xBC\xC3\x9F dich \xE2\x9B\xBD\x1B[0m\n" + spelled) ==
        Lines{idle_hex});
  CHECK(read_text(spelled) == Lines{idle_hex});
  CHECK(read_text("\n\n\n" + spelled) == Lines{idle_hex});
}

TEST_CASE("guess: an empty input has no records", "[tools][reader]") {
  CHECK(guess({}).empty());
  CHECK(read_text("\n").empty());
  CHECK(read_text("M").empty());
}

TEST_CASE("guess: every line may have a format of its own", "[tools][reader]") {
  CHECK(read_text("a mix of everything\n"
                  "(1767225600.5) bus0 R FC1D00000000000000000000001D FE\n"
                  "Tx@10:00:00: C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0\n"
                  "Recieved Packet: fc1d00000000000000000000001d\n" +
                  spelled + "# (1.0) bus0 R FC1D00000000000000000000001D\n") ==
        Lines{"rx " + idle_hex + " end FE", "tx " + idle_hex, "echo " + idle_hex, idle_hex});
}

TEST_CASE("guess: hex that was open ends where a line of another format begins",
          "[tools][reader]") {
  CHECK(read_text("C0 FC 1D 00 00 00 00 00 00 00 00 00 00\n"
                  "(1767225600.5) bus0 R FC1D00000000000000000000001D FE\n") ==
        Lines{"bad truncated FC1D00000000000000000000", "rx " + idle_hex + " end FE"});
}

TEST_CASE("guess: random bytes are read as raw bytes, without a crash", "[tools][reader]") {
  Dice dice{3};
  ByteVector noise(1 << 20U);
  for (std::uint8_t& byte : noise) byte = dice.byte();
  CHECK(guess(noise) == tell(read_records(CaptureFormat{"bin"}, noise)));
}
