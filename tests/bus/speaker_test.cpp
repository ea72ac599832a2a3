// SPDX-License-Identifier: MIT
/// The side that a frame gives away: the one list of frames that only a master sends.

#include <twc/bus/speaker.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using bus::Speaker;
using bus::speaker_of;
using wire::Function;

TEST_CASE("speaker: each request, command and announcement of a master gives it away",
          "[bus][speaker]") {
  for (const wire::FunctionInfo& row : wire::functions) {
    const bool is_report = wire::kind_of(row.code) == wire::FrameKind::report;
    INFO(row.kind);
    CHECK((speaker_of(row.code) == Speaker::master) == !is_report);
  }
}

TEST_CASE("speaker: heartbeats and announcements of slaves give them away", "[bus][speaker]") {
  CHECK(speaker_of(Function::slave_heartbeat) == Speaker::slave);
  CHECK(speaker_of(Function::slave_linkready) == Speaker::slave);
}

TEST_CASE("speaker: a master tells its own meter, firmware, serial number and VIN, too",
          "[bus][speaker]") {
  using enum Function;
  CHECK(speaker_of(GENERATE(meter, firmware, serial, vin_1, vin_2, vin_3)) == Speaker::either);
}

TEST_CASE("speaker: other answers show that somebody was asked", "[bus][speaker]") {
  using enum Function;
  CHECK(speaker_of(GENERATE(start_charging_ack, stop_charging_ack, plug_state, legacy_serial,
                            legacy_model, legacy_firmware)) == Speaker::asked);
}

TEST_CASE("speaker: a code as another kind differs in the first byte", "[bus][speaker]") {
  using enum wire::FrameKind;
  CHECK(bus::as_kind(report, Function::meter_request) == Function::meter);
  CHECK(bus::as_kind(report, Function::legacy_model_request) == Function::legacy_model);
  CHECK(bus::as_kind(command, Function::legacy_model) == Function::write_model);
}

}  // namespace
}  // namespace twc::test
