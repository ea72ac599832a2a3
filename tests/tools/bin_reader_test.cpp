// SPDX-License-Identifier: MIT
/// Raw bytes, and how a frame's record waits for its end byte.

#include "capture/assembler.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;

namespace {

// tmc-72830: a Protocol 1 master's linkready2, its end byte, its idle message.
const auto linkready = "FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1"_frame;
const tools::Stamp noon{tools::Clock::day, 43'200'000'000};

Lines read_bytes(Bytes bytes) {
  return tell(read_records(CaptureFormat{"bin"}, bytes));
}

}  // namespace

TEST_CASE("bin: frames, end bytes, noise and errors come in order", "[tools][reader][bin]") {
  CHECK(read_bytes("11 C0 FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1 C0 FE"
                   "C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0"
                   "00 F0 F8 C0 FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A2 C0"_hex) ==
        Lines{"noise 11", "FBE2035D5F0000000000000000A1 end FE", "FC1D00000000000000000000001D",
              "noise 00F0F8", "bad checksum FBE2035D5F0000000000000000A2"});
}

TEST_CASE("bin: a frame that the end of the file cuts off is truncated", "[tools][reader][bin]") {
  CHECK(read_bytes("C0 FB E2 03 5D"_hex) == Lines{"bad truncated FBE2035D"});
  CHECK(read_bytes("C0 FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1 C0 FE"_hex) ==
        Lines{"FBE2035D5F0000000000000000A1 end FE"});
  CHECK(read_bytes({}).empty());
}

TEST_CASE("bin: records have neither time nor direction", "[tools][reader][bin]") {
  const auto records =
      read_records(CaptureFormat{"bin"}, "C0 FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1 C0"_hex);
  REQUIRE(records.size() == 1);
  CHECK(records[0] == tools::Record{{}, {}, linkready, {}});
}

TEST_CASE("assembler: a frame waits for its end byte", "[tools][reader][bin]") {
  RecordList list;
  tools::RecordAssembler assembler;
  assembler.on_event(linkready, noon, tools::Direction::received, list);
  CHECK(assembler.holds_frame());
  CHECK(list.records.empty());
  assembler.on_event(wire::TrailingByte{0xFE}, {}, {}, list);
  CHECK_FALSE(assembler.holds_frame());
  CHECK(list.records ==
        std::vector{
            tools::Record{noon, tools::Direction::received, linkready, std::uint8_t{0xFE}}
  });
}

TEST_CASE("assembler: another event gives the frame that waits first", "[tools][reader][bin]") {
  RecordList list;
  tools::RecordAssembler assembler;
  assembler.on_event(linkready, noon, {}, list);
  assembler.on_event(wire::Event{wire::Noise{wire::Stretch{"00 F0"_hex}}}, noon, {}, list);
  CHECK(tell(list.records) == Lines{"FBE2035D5F0000000000000000A1", "noise 00F0"});
  assembler.on_event(linkready, noon, {}, list);
  assembler.on_event(linkready, noon, {}, list);
  CHECK(list.records.size() == 3);
}

TEST_CASE("assembler: a byte that comes after the frame was given is noise",
          "[tools][reader][bin]") {
  RecordList list;
  tools::RecordAssembler assembler;
  assembler.on_event(linkready, noon, {}, list);
  assembler.flush(list);
  assembler.flush(list);
  assembler.on_event(wire::TrailingByte{0xFE}, noon, {}, list);
  CHECK(tell(list.records) == Lines{"FBE2035D5F0000000000000000A1", "noise FE"});
}
