// SPDX-License-Identifier: MIT
/// JSON objects: the keys and rules that other programs rely on.

#include <limits>

#include "common/show.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/sanitized.hpp"
#include "support/traffic.hpp"
#include "support_json.hpp"
#include "support_show.hpp"

using namespace twc::test;
using twc::tools::Clock;
using twc::tools::Direction;
using twc::wire::FrameError;

namespace {

/// The object without its bytes, after a look at whether they are there.
std::string without_raw(const twc::tools::Record& record) {
  std::string raw = R"("raw":")" + to_hex(twc::tools::frame_of(record)->bytes()) + R"(",)";
  std::erase(raw, ' ');
  std::string object = json_of(record);
  if (object.find(raw) == std::string::npos) raw.replace(raw.size() - 1, 1, "}");
  const std::size_t at = object.find(raw);
  REQUIRE(at != std::string::npos);
  return object.erase(at, raw.size());
}

}  // namespace

TEST_CASE("json: a whole object", "[tools][json]") {
  // ngardiner/TWCManager#473
  auto record = good("FB E0 77 77 40 85 09 0C 80 00 00 00 00 00 00 28");
  record.when = {Clock::epoch, 1'767'225'600'104'211};
  record.direction = Direction::sent;
  record.end = 0xFC;
  CHECK(json_of(record) ==
        R"({"t":"2026-01-01T00:00:00.104211Z","ok":true,"dir":"tx","code":"FBE0",)"
        R"("kind":"master_heartbeat","src":"7777","dst":"4085",)"
        R"("raw":"FBE077774085090C8000000000000028","end":"FC","command":9,)"
        R"("command_name":"set_limit","limit_a":32.00,"master_plugged":false})");
}

TEST_CASE("json: announcements and heartbeats as they were heard", "[tools][json]") {
  // dracoventions/TWCManager#9
  CHECK(without_raw(good("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11")) ==
        R"({"ok":true,"code":"FDE2","kind":"slave_linkready","protocol":2,"src":"1839",)"
        R"("sign":"52","max_a":32.00})");
  // TMC thread 72830, page 3: what masters send does not tell their generation
  CHECK(without_raw(good("FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1")) ==
        R"({"ok":true,"code":"FBE2","kind":"master_linkready2","src":"035D","sign":"5F"})");
  // ukoda/TWCProtocolMonitor: command 00 carries no limit
  CHECK(without_raw(good("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95")) ==
        R"({"ok":true,"code":"FBE0","kind":"master_heartbeat","src":"7973","dst":"3495",)"
        R"("command":0,"command_name":"none","master_plugged":false})");
  // ngardiner/TWCManager#395, Protocol 1
  CHECK(without_raw(good("FD E0 02 2C 77 77 02 00 00 06 96 00 00 9A")) ==
        R"({"ok":true,"code":"FDE0","kind":"slave_heartbeat","protocol":1,"src":"022C",)"
        R"("dst":"7777","state":2,"state_name":"error","limit_a":0.00,"actual_a":16.86})");
  // TMC thread 72830, page 3
  CHECK(without_raw(good("FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D")) ==
        R"({"ok":true,"code":"FC1D","kind":"idle",)");
}

TEST_CASE("json: meters, identities and answers as they were heard", "[tools][json]") {
  // ngardiner/TWCManager#88
  CHECK(without_raw(good("FD EB 25 87 00 00 03 9C 00 F6 00 F0 00 F6 00 00 00 00 00 12")) ==
        R"({"ok":true,"code":"FDEB","kind":"meter","protocol":2,"src":"2587","energy_raw":924,)"
        R"("voltage_v":[246,240,246],"current_a":[0.00,0.00,0.00]})");
  // ukoda/TWCProtocolMonitor
  CHECK(without_raw(good("FB EC 79 73 34 95 00 00 00 00 00 00 00 00 00 A1")) ==
        R"({"ok":true,"code":"FBEC","kind":"firmware_request","src":"7973","dst":"3495",)");
  CHECK(without_raw(good("FD EC 34 95 04 05 0A 02 00 00 00 00 00 00 00 CA")) ==
        R"({"ok":true,"code":"FDEC","kind":"firmware","protocol":2,"src":"3495",)"
        R"("version":"4.5.10.2"})");
  CHECK(without_raw(good("FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 05")) ==
        R"({"ok":true,"code":"FDED","kind":"serial","protocol":2,"src":"3495",)"
        R"("serial":"A17A0003495"})");
  CHECK(without_raw(good("FD F1 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 BA")) ==
        R"({"ok":true,"code":"FDF1","kind":"vin","protocol":2,"src":"3495","part":3,"text":""})");
  // jnicolson/twc-controller#4: a program's request of 13 bytes
  CHECK(without_raw(good("FB EE 32 AB 87 25 00 00 00 00 00 00 77")) ==
        R"({"ok":true,"code":"FBEE","kind":"vin_request","src":"32AB","dst":"8725","part":1})");
  // ngardiner/TWCManager#107
  CHECK(without_raw(good("FD B1 58 50 00 00 00 00 00 00 00 00 00 00 00 59")) ==
        R"({"ok":true,"code":"FDB1","kind":"start_charging_ack","protocol":2,"src":"5850",)");
}

TEST_CASE("json: kinds of which no frame is public, made from their layouts", "[tools][json]") {
  CHECK(without_raw(made_up("FD EB 34 95 00 00 00 14 00 F6 00 00 00 00 00")) ==
        R"({"ok":true,"code":"FDEB","kind":"meter","protocol":2,"src":"3495","energy_raw":20,)"
        R"("voltage_v":[246,0,0]})");
  CHECK(without_raw(made_up("FD EB 34 95 00 00 00 14 00 E6 00 F1 00 E8 20 1F 01 00 00")) ==
        R"({"ok":true,"code":"FDEB","kind":"meter","protocol":2,"src":"3495","energy_raw":20,)"
        R"("voltage_v":[230,241,232],"current_a":[16.00,15.50,0.50]})");
  CHECK(without_raw(made_up("FB E0 77 77 34 95 02 05 00 01 00 00 00 00 00")) ==
        R"({"ok":true,"code":"FBE0","kind":"master_heartbeat","src":"7777","dst":"3495",)"
        R"("command":2,"command_name":"error","error_bits":5,"master_plugged":true})");
  CHECK(without_raw(made_up("FB E0 77 77 34 95 0B 12 34 00 00 00 00 00 00")) ==
        R"({"ok":true,"code":"FBE0","kind":"master_heartbeat","src":"7777","dst":"3495",)"
        R"("command":11,"command_name":"unknown","master_plugged":false})");
  CHECK(without_raw(made_up("FD B4 34 95 03 00 00 00 00 00 00 00 00 00 00")) ==
        R"({"ok":true,"code":"FDB4","kind":"plug_state","protocol":2,"src":"3495","plug":3,)"
        R"("plug_name":"plugged"})");
  CHECK(without_raw(made_up("FD 19 41 31 37 41 30 30 30 33 34 39 35")) ==
        R"({"ok":true,"code":"FD19","kind":"legacy_serial","serial":"A17A0003495"})");
  CHECK(without_raw(made_up("FD 1A 45 56 57 32 54 33 32 48 4C 43 00")) ==
        R"({"ok":true,"code":"FD1A","kind":"legacy_model","model":"EVW2T32HLC"})");
  CHECK(without_raw(made_up("FD 1B 04 05 03 00 00 00 00 00 00 00 00")) ==
        R"({"ok":true,"code":"FD1B","kind":"legacy_firmware","version":"4.5.3"})");
  CHECK(without_raw(made_up("FC 19 00 00 00 00 00 00 00 00 00 00 00")) ==
        R"({"ok":true,"code":"FC19","kind":"dangerous",)"
        R"("danger":"writes the serial number into one-time memory: cannot be undone"})");
}

TEST_CASE("json: commands and states have the names that were promised", "[tools][json]") {
  const std::array<const char*, 12> commands{"none",     "unknown",           "error",   "unknown",
                                             "unknown",  "set_initial_limit", "raise",   "lower",
                                             "stop_ack", "set_limit",         "unknown", "unknown"};
  const std::array<const char*, 12> states{
      "ready",     "charging",  "error",    "do_not_charge", "ready_to_charge", "busy",
      "raise_ack", "lower_ack", "starting", "set_limit_ack", "adjusted",        "unknown"};
  for (std::uint8_t value = 0; value < commands.size(); ++value) {
    const std::string byte = to_hex({&value, 1});
    const auto command = parse_json(json_of(made_up("FBE077773495" + byte + "0640000000000000")));
    CHECK(member(*command, "command") == std::to_string(value));
    CHECK(member(*command, "command_name") == commands.at(value));
    const bool has_limit = value == 5 || value == 8 || value == 9;
    CHECK(member(*command, "limit_a").has_value() == has_limit);
    const auto state = parse_json(json_of(made_up("FDE034957777" + byte + "0640000000000000")));
    CHECK(member(*state, "state") == std::to_string(value));
    CHECK(member(*state, "state_name") == states.at(value));
  }
}

TEST_CASE("json: a code that nobody knows, a length that a code never has", "[tools][json]") {
  CHECK(without_raw(made_up("FB A4 12 34 00 00 00 00 00 00 00 00 00 00 00")) ==
        R"({"ok":true,"code":"FBA4","kind":"unknown",)");
  CHECK(without_raw(made_up("FD ED 34 95 41 31 37 41 30 30 30 33 34 00 00")) ==
        R"({"ok":true,"code":"FDED","kind":"serial",)");
}

TEST_CASE("json: errors carry their bytes and their cause", "[tools][json]") {
  // jnicolson/twc-controller#4: a program that adds up a byte too many
  CHECK(json_of(bad(FrameError::checksum, "FC E1 32 AB 77 40 06 00 00 00 00 00 00 00 00 BA")) ==
        R"({"ok":false,"error":"checksum","raw":"FCE132AB7740060000000000000000BA",)"
        R"("expected":"7B","actual":"BA"})");
  CHECK(json_of(bad(FrameError::escape, "FC 1D DB 07 DB DC 00 00 00 00 00 00 00 00 1D")) ==
        R"({"ok":false,"error":"escape","raw":"FC1DDB07C000000000000000001D"})");
  CHECK(json_of(bad(FrameError::length, "FC 1D 00 00 00 00 00 00 00 00 00 00 00 00 1D")) ==
        R"({"ok":false,"error":"length","raw":"FC1D0000000000000000000000001D"})");
  CHECK(json_of(going(Direction::received, bad(FrameError::truncated, "FD E2 47"))) ==
        R"({"ok":false,"error":"truncated","dir":"rx","raw":"FDE247"})");
}

TEST_CASE("json: an overlong stretch shows its first 64 bytes and its count", "[tools][json]") {
  std::string bytes = "FDE0";
  for (int at = 2; at < 75; ++at) bytes += "11";
  CHECK(json_of(bad(FrameError::overlong, bytes)) ==
        R"({"ok":false,"error":"overlong","raw":")" + bytes.substr(0, 128) + R"(","bytes":75})");
}

TEST_CASE("json: a recovered frame is a good frame that says so", "[tools][json]") {
  CHECK(json_of(recovered("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11")) ==
        R"({"ok":true,"code":"FDE2","kind":"slave_linkready","protocol":2,"src":"1839",)"
        R"("raw":"FDE21839520C80000000000000000011","recovered":true,"sign":"52","max_a":32.00})");
}

TEST_CASE("json: noise is neither a good frame nor an error", "[tools][json]") {
  CHECK(json_of(noise("00 F0 F8")).empty());
}

TEST_CASE("json: the time is there only where the date is known", "[tools][json]") {
  const auto idle = good("FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D");
  const auto time_at = [&idle](Clock clock, std::int64_t microseconds) {
    return member(*parse_json(json_of(at({clock, microseconds}, idle))), "t");
  };
  CHECK(time_at(Clock::epoch, 1'767'225'600'104'211) == "2026-01-01T00:00:00.104211Z");
  CHECK(time_at(Clock::epoch, 951'782'400'000'000) == "2000-02-29T00:00:00.000000Z");
  CHECK(time_at(Clock::epoch, -1) == "1969-12-31T23:59:59.999999Z");
  CHECK(time_at(Clock::epoch, 253'402'300'799'999'999) == "9999-12-31T23:59:59.999999Z");
  CHECK_FALSE(time_at(Clock::epoch, 253'402'300'800'000'000));
  CHECK_FALSE(time_at(Clock::epoch, std::numeric_limits<std::int64_t>::min()));
  CHECK_FALSE(time_at(Clock::day, 43'200'104'000));
  CHECK_FALSE(time_at(Clock::none, 0));
}

TEST_CASE("json: a text of any bytes becomes printable ASCII", "[tools][json]") {
  const auto record = made_up("FD ED 34 95 22 5C 0A 1B 7F 80 C3 FE 41 2F 27 00 00 00 00");
  CHECK_THAT(json_of(record), Catch::Matchers::EndsWith(
                                  R"("serial":"\"\\\u000A\u001B\u007F\u0080\u00C3\u00FEA/'"})"));
  const auto members = parse_json(json_of(record));
  REQUIRE(members);
  CHECK(member(*members, "serial") ==
        "\"\\\x0A\x1B\x7F\x80\xC3\xFE"
        "A/'");
}

TEST_CASE("json: each record that is heard becomes one strict object", "[tools][json]") {
  Dice dice{2026};
  for (std::size_t times = 0; times < fewer_if_sanitized(20'000); ++times) {
    twc::tools::Record record;
    record.heard = random_frame(dice);
    if (dice.one_in(4)) {
      ByteVector bytes(dice.below(80));
      for (std::uint8_t& byte : bytes) byte = dice.byte();
      record.heard = twc::wire::BadFrame{FrameError(dice.below(5)), twc::wire::Stretch{bytes}};
    }
    if (dice.one_in(2)) record.end = dice.byte();
    if (dice.one_in(2)) record.direction = Direction(dice.below(3));
    if (dice.one_in(2))
      record.when = {Clock::epoch, static_cast<std::int64_t>(dice.below(1U << 31U))};
    const std::string object = json_of(record);
    CAPTURE(object);
    const auto members = parse_json(object);
    REQUIRE(members);
    REQUIRE(member(*members, "ok"));
    REQUIRE(member(*members, "raw"));
    REQUIRE(member(*members, "t").has_value() == (record.when.clock == Clock::epoch));
    REQUIRE(member(*members, "end").has_value() == record.end.has_value());
    REQUIRE(member(*members, "dir").has_value() == record.direction.has_value());
    REQUIRE(member(*members, "error").has_value() == (member(*members, "ok") == "false"));
  }
}
