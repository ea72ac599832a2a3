// SPDX-License-Identifier: MIT
/// Ids, currents and enumerations print, and the first byte of a frame has a name.

#include <twc/msg/message.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

TEST_CASE("words: an id is four hex digits, a sign two, as on the bus", "[msg][words]") {
  CHECK(to_string(TwcId{0x2019}).view() == "2019");
  CHECK(to_string(TwcId{0x032E}).view() == "032E");
  CHECK(to_string(TwcId{}).view() == "0000");
  CHECK(to_string(TwcId{0xFFFF}).view() == "FFFF");
  CHECK(to_string(Sign{0x0A}).view() == "0A");
}

TEST_CASE("words: a current is amperes with two decimals", "[msg][words]") {
  CHECK(to_string(Centiamps{}).view() == "0.00");
  CHECK(to_string(Centiamps{5}).view() == "0.05");
  CHECK(to_string(Centiamps{999}).view() == "9.99");
  CHECK(to_string(16_A).view() == "16.00");
  CHECK(to_string(Centiamps{9999}).view() == "99.99");
  CHECK(to_string(Centiamps{10000}).view() == "100.00");
  CHECK(to_string(Centiamps{0xFFFF}).view() == "655.35");
}

TEST_CASE("words: a command that can be sent has a name of its own", "[msg][words]") {
  std::vector<std::string_view> names;
  for (unsigned byte = 0; byte <= 0xFF; ++byte) {
    if (const auto command = msg::Command::of(static_cast<std::uint8_t>(byte))) {
      names.push_back(to_string(*command));
    }
  }
  CHECK(names == std::vector<std::string_view>{"none", "set_initial_limit", "raise", "lower",
                                               "stop_ack", "set_limit"});
}

TEST_CASE("words: a value that nobody has explained is unknown", "[msg][words]") {
  CHECK(to_string(msg::ChargeState{0x0A}) == "adjusted");
  CHECK(to_string(msg::ChargeState{0x0B}) == "unknown");
  CHECK(to_string(msg::Plug{0x04}) == "unknown");
  CHECK(to_string(msg::ErrorBits{0x03}) == "unknown");
  CHECK(to_string(wire::Function::meter) == "meter");
  CHECK(to_string(wire::Function::crash) == "dangerous");
  CHECK(to_string(wire::Function{0xFBA4}) == "unknown");
}

TEST_CASE("words: the first byte says what a frame does", "[msg][words]") {
  using wire::FrameKind;
  // dracoventions/TWCManager#9, ukoda/TWCProtocolMonitor, TMC 72830
  CHECK("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11"_frame.kind() == FrameKind::report);
  CHECK("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame.kind() == FrameKind::request);
  CHECK("FC E1 03 5D 39 00 00 00 00 00 00 00 00 7A"_frame.kind() == FrameKind::command);
  for (unsigned byte = 0; byte <= 0xFF; ++byte) {
    const bool is_first = byte == 0xFB || byte == 0xFC || byte == 0xFD;
    CHECK(wire::begins_frame(static_cast<std::uint8_t>(byte)) == is_first);
  }
  for (const wire::FunctionInfo& row : wire::functions) {
    CHECK(to_string(kind_of(row.code)) != "unknown");
  }
}

}  // namespace
}  // namespace twc::test
