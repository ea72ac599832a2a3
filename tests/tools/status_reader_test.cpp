// SPDX-License-Identifier: MIT
/// Status lines of TWCManager, Modbus as text, and what twc-sniff itself prints.

#include <set>

#include <twc/msg/message.hpp>

#include "capture/modbus_text.hpp"
#include "capture/status.hpp"
#include "common/show.hpp"
#include "support/dice.hpp"
#include "support/traffic.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::StatusLine;

namespace {

// ngardiner/TWCManager#644
const std::string shb =
    "2026-07-09 11:09:56,727 - Slave    20 SHB 2118: 01 06.59/06.00A 0000 0000  M: 09 00.00/19.00A "
    "0000 0000";
// KastB: a question, and a third generation's meter that answers it
const std::string question = "01 03 00 88 00 0a 45 e7";
const std::string answer =
    "01 03 14 42 ab 3a 16 43 c2 00 c9 bd 01 6f 25 3d 81 c3 bf c2 33 b4 bc ef 3a";

std::string in_bits(const std::string& hex, bool is_lowest_first, bool is_framed) {
  std::string bits;
  for (const std::uint8_t byte : from_hex(hex)) {
    if (is_framed) bits += '0';
    for (unsigned bit = 0; bit < 8; ++bit) {
      const unsigned shift = is_lowest_first ? bit : 7 - bit;
      bits += (byte >> shift & 1U) != 0 ? '1' : '0';
    }
    if (is_framed) bits += "1";
    bits += ' ';
  }
  return bits;
}

}  // namespace

TEST_CASE("status: SHB says state, limit and current, and what the master said",
          "[tools][reader][status]") {
  const auto status = tools::parse_status_line(shb);
  REQUIRE(status);
  CHECK(status->kind == StatusLine::Kind::heartbeat);
  CHECK(status->unit == TwcId{0x2118});
  CHECK(status->state == msg::ChargeState::charging);
  CHECK(status->drawn == Centiamps{659});
  CHECK(status->limit == Centiamps{600});
  CHECK(status->command == msg::Command::set_limit);
  CHECK(status->offered == Centiamps{1900});
  CHECK(status->text().starts_with("SHB 2118: 01 06.59/06.00A"));
}

TEST_CASE("status: the other lines about a unit", "[tools][reader][status]") {
  const auto power = tools::parse_status_line("x Slave power for TWCID 2118, status: 9");
  REQUIRE(power);
  CHECK(power->state == msg::ChargeState::set_limit_ack);
  const auto ready =
      tools::parse_status_line("09:25:00 20 32.00 amp slave TWC 4085 is ready to link.  Sign: 1D");
  REQUIRE(ready);
  CHECK(ready->unit == TwcId{0x4085});
  CHECK(ready->rating == Centiamps{3200});
  CHECK(ready->text() == "32.00 amp slave TWC 4085 is ready to link.  Sign: 1D");
  const auto delivered = tools::parse_status_line(
      "Slave TWC 2118: Delivered 8732946 kWh, voltage per phase: (232, 0, 0).");
  REQUIRE(delivered);
  CHECK(delivered->kind == StatusLine::Kind::delivered);
}

TEST_CASE("status: lines that only look like one are none", "[tools][reader][status]") {
  const auto line = GENERATE(as<std::string>{}, "SHB", "SHB 21: 01 06.59/06.00A", "SHB 2118: 01",
                             "SHB 2118: 01 06.59/xA", "Slave power for TWCID 2118",
                             "slave TWC 4085 is gone", "Slave TWC 2118: VIN unknown");
  CAPTURE(line);
  CHECK_FALSE(tools::parse_status_line(line));
}

TEST_CASE("status: where a log shows frames, its status lines say nothing more",
          "[tools][reader][status]") {
  const std::string rx = "09:25:00 Rx@: (FC) FD E2 40 85 1D 0C 80 00 00 00 00 00 00 00 00 50\n";
  CHECK(read_text(shb + "\n").size() == 1);
  CHECK(read_text(rx + shb + "\n") == Lines{"noise FC", "rx FDE240851D0C80000000000000000050"});
  const auto records = read_records(tools::CaptureFormat{}, bytes_of(shb));
  CHECK(records.at(0).when ==
        tools::Stamp{tools::Clock::day, ((11 * 60 + 9) * 60 + 56) * 1'000'000LL + 727'000});
}

TEST_CASE("modbus: polls and answers are found in hex and in bits", "[tools][reader][modbus]") {
  const auto text =
      GENERATE(as<std::string>{}, question, "0103 0088 000a 45e7", "0103 0088000A45E7",
               "10:11:00 " + question, "RX: " + question, in_bits(question, false, false),
               in_bits(question, true, false), in_bits(question, true, true));
  CAPTURE(text);
  CHECK(read_text(text + "\n") == Lines{"noise 01030088000A45E7"});
  CHECK(read_text(question + " " + answer + "\n").size() == 2);
}

TEST_CASE("modbus: a wrong CRC, and hex that is none of it, is no Modbus",
          "[tools][reader][modbus]") {
  CHECK(read_text("01 03 00 88 00 0a 45 e8\n").empty());
  CHECK(read_text("01 03 00 88\n").empty());
  CHECK(read_text("00000000 00000001 00000010 00000011 00000100 00000101 00000110 00000111 0\n")
            .empty());
}

TEST_CASE("shown: records that twc-sniff prints are read again as they were",
          "[tools][reader][shown]") {
  Bus bus{5};
  for (int count = 0; count < 3000; ++count) {
    const tools::Record record{
        .when = {tools::Clock::day, 43'200'123'000},
        .direction = count % 3 == 0 ? std::optional{tools::Direction::sent                }
          : std::nullopt,
        .heard = bus.next(),
        .end = {                 }
    };
    std::string line = "12:00:00.123  ";
    tools::append_text(line, tools::decode(record), tools::Paint::plain);
    CAPTURE(line);
    const auto again = read_records(tools::CaptureFormat{}, bytes_of(line + "\n"));
    REQUIRE(again.size() == 1);
    CHECK(again[0].when == record.when);
    CHECK(again[0].direction == record.direction);
    std::string printed_again = "12:00:00.123  ";
    tools::append_text(printed_again, tools::decode(again[0]), tools::Paint::plain);
    CHECK(printed_again == line);
  }
}

TEST_CASE("shown: every kind that twc-sniff prints is read again", "[tools][reader][shown]") {
  Dice dice{6};
  std::set<std::size_t> kinds;
  for (int count = 0; count < 3000; ++count) {
    tools::Record record;
    record.heard = random_known_frame(dice);
    const auto shown = tools::decode(record);
    // Bytes by chance are no text that a unit has: some are escaped in two ways.
    const bool has_text = std::visit(
        [](const auto& m) {
          return requires {
            m.number;
          }
          || requires {
            m.text;
          }
          || requires {
            m.model;
          };
        },
        *shown.message);
    if (has_text || std::holds_alternative<msg::UnlistedCommand>(*shown.message)) continue;
    kinds.insert(shown.message->index());
    std::string line;
    tools::append_text(line, shown, tools::Paint::plain);
    CAPTURE(line);
    const auto again =
        read_records(tools::CaptureFormat{}, bytes_of("12:00:00.123  " + line + "\n"));
    REQUIRE(again.size() == 1);
    std::string printed_again;
    tools::append_text(printed_again, tools::decode(again[0]), tools::Paint::plain);
    CHECK(printed_again == line);
  }
  // Four kinds have texts, one is never sent, and one has no known code.
  CHECK(kinds.size() == std::variant_size_v<msg::Message> - 6);
}

TEST_CASE("shown: damage and noise keep their bytes, recovered frames stand in them",
          "[tools][reader][shown]") {
  CHECK(read_text(
            "12:00:03.001  ?            bad checksum       got 1C want 1B  "
            "FDE0201977770402580000000000001C\n"
            "              -            noise              00F0F8\n"
            "              ?            truncated          4 bytes  FDE02019  [tx]\n"
            "12:00:00.104  2019 > *     slave_linkready    max 32.00 A  sign A8  [recovered]\n") ==
        Lines{"bad checksum FDE0201977770402580000000000001C", "noise 00F0F8",
              "tx bad truncated FDE02019"});
}

TEST_CASE("shown: the players tell directions, and journald the time", "[tools][reader][shown]") {
  const std::string said = "3E43 > 2019  master_heartbeat   set_limit 32.00 A";
  const std::string beat =
      "FBE03E43201909"
      "0C80000000000000";
  const auto lines =
      read_text("twc-fakemaster: " + said + "  [tx]\ntwc-fakemaster: " + said + "\n");
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].starts_with("tx " + beat));
  CHECK(lines[1].starts_with("echo " + beat) == false);
  CHECK(lines[1].starts_with("rx " + beat));
  const auto records =
      read_records(tools::CaptureFormat{},
                   bytes_of("Nov 27 17:42:53 garage twc-fakemaster[77]: " + said + "\n"));
  CHECK(records.at(0).when ==
        tools::Stamp{tools::Clock::day, ((17 * 60 + 42) * 60 + 53) * 1'000'000LL});
}
