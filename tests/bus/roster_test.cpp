// SPDX-License-Identifier: MIT
/// The roster: who is on the bus, learnt from any traffic.

#include <twc/bus/roster.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"

namespace twc::test {
namespace {

using bus::Role;
using bus::Roster;
using bus::Unit;

Time at(int milliseconds) {
  return Time{std::chrono::milliseconds{milliseconds}};
}

/// The checksum is added: for frames that nobody posted.
wire::Frame made_up(std::string_view hex) {
  ByteVector bytes = from_hex(hex);
  bytes.push_back(wire::checksum(bytes));
  return as_frame(bytes);
}

Roster after(std::initializer_list<wire::Frame> frames) {
  Roster roster;
  int time = 0;
  for (const wire::Frame& frame : frames) roster.hear(at(time += 100), frame);
  return roster;
}

Role role_after(const wire::Frame& frame) {
  const Roster roster = after({frame});
  REQUIRE(roster.units().size() == 1);
  return roster.units()[0].role;
}

const auto linkready = "FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8"_frame;  // ukoda
const auto slave_heartbeat =
    "FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B"_frame;                  // ngardiner 453
const auto p1_heartbeat = "FD E0 02 2C 77 77 02 00 00 06 96 00 00 9A"_frame;  // ngardiner 395
const auto request = "FB EE 77 77 20 19 00 00 00 00 00 00 00 00 15"_frame;    // ngardiner 453
const auto meter_report =
    "FD EB 79 73 00 00 00 0B 00 F3 00 00 00 00 00 00 00 00 00 D5"_frame;  // ukoda

TEST_CASE("roster: FC E1, FB E2 and requests make a master (PROTOCOL.md 9.5)", "[bus][roster]") {
  CHECK(role_after("FC E1 79 73 76 00 00 00 00 00 00 00 00 00 00 43"_frame) == Role::master);
  CHECK(role_after("FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1"_frame) == Role::master);
  CHECK(role_after("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame) == Role::master);
  CHECK(role_after(request) == Role::master);
  CHECK(role_after("FB EE 32 AB 87 25 00 00 00 00 00 00 77"_frame) == Role::master);
  CHECK(role_after(made_up("FC B2 77 77 34 95 00 00 00 00 00 00 00 00 00")) == Role::master);
  CHECK(role_after(made_up("FB E0 77 77 34 95 02 04 00 00 00 00 00 00 00")) == Role::master);
}

TEST_CASE("roster: FD E2 and FD E0 make a slave (PROTOCOL.md 9.5)", "[bus][roster]") {
  CHECK(role_after(linkready) == Role::slave);
  CHECK(role_after(slave_heartbeat) == Role::slave);
}

TEST_CASE("roster: a report about itself tells no role: masters report too (PROTOCOL.md 9.5)",
          "[bus][roster]") {
  CHECK(role_after(meter_report) == Role::unknown);
  CHECK(role_after("FD EC 79 73 04 05 03 02 00 00 00 00 00 00 00 E6"_frame) == Role::unknown);
  CHECK(role_after("FD EE 60 90 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DE"_frame) ==
        Role::unknown);
  CHECK(after({slave_heartbeat, made_up("FD EB 20 19 00 00 00 0B 00 F3 00 00 00 00 00")})
            .find(TwcId{0x2019})
            ->role == Role::slave);
}

TEST_CASE("roster: a frame that names no unit enters none", "[bus][roster]") {
  CHECK(after({"FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D"_frame}).units().empty());
  CHECK(after({made_up("FB EE 00 00 34 95 00 00 00 00 00 00 00 00 00")}).units().empty());
  CHECK(after({made_up("FC 19 34 95 00 00 00 00 00 00 00 00 00")}).units().empty());
  CHECK(after({made_up("FD 77 34 95 00 00 00 00 00 00 00 00 00")}).units().empty());
}

TEST_CASE("roster: the length of FD tells the protocol, that of FB does not", "[bus][roster]") {
  CHECK(after({linkready}).units()[0].protocol == Protocol::two);
  CHECK(after({p1_heartbeat}).units()[0].protocol == Protocol::one);
  // Programs send 14-byte linkreadys to Protocol 2 units, and 16-byte heartbeats to Protocol 1.
  const auto tool = "FB E0 77 77 02 BB 00 00 00 00 00 00 00 00 00 8B"_frame;
  CHECK_FALSE(after({tool}).units()[0].protocol.has_value());
  CHECK_FALSE(after({"FC E1 77 77 77 00 00 00 00 00 00 00 00 46"_frame}).units()[0].protocol);
}

TEST_CASE("roster: keeps what each last said, and when", "[bus][roster]") {
  Roster roster;
  const Unit* const slave = roster.hear(at(100), linkready);
  REQUIRE(slave != nullptr);
  CHECK(slave->id == TwcId{0x3495});
  CHECK(slave->sign == Sign{0x81});
  CHECK(slave->rating == 32_A);
  roster.hear(at(200), "FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"_frame);
  roster.hear(at(300), "FD EB 34 95 00 00 1A 7E 00 F7 00 00 00 00 00 00 00 00 00 43"_frame);
  roster.hear(at(400), "FD EC 34 95 04 05 0A 02 00 00 00 00 00 00 00 CA"_frame);
  roster.hear(at(500), "FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 05"_frame);
  roster.hear(at(600), made_up("FD B4 34 95 03 00 00 00 00 00 00 00 00 00 00"));
  const Unit* const found = roster.find(TwcId{0x3495});
  REQUIRE(found == slave);
  CHECK(found->first_heard == at(100));
  CHECK(found->last_heard == at(600));
  REQUIRE(found->heartbeat);
  CHECK(found->heartbeat->at == at(200));
  CHECK(found->heartbeat->what.to == TwcId{0x7973});
  REQUIRE(found->meter);
  CHECK(found->meter->what.energy_raw == 6782);
  CHECK(found->firmware == std::array<std::uint8_t, 4>{4, 5, 10, 2});
  CHECK(found->serial->view() == "A17A0003495");
  CHECK(found->plug->what == msg::Plug::plugged);
  CHECK(roster.find(TwcId{0x1234}) == nullptr);
}

TEST_CASE("roster: puts the parts of a VIN together", "[bus][roster]") {
  const Roster roster = after({
      made_up("FD EE 20 19 31 31 31 31 31 31 31 00 00 00 00 00 00 00 00"),
      made_up("FD EF 20 19 31 31 31 31 31 31 31 00 00 00 00 00 00 00 00"),
      made_up("FD F1 20 19 31 31 31 00 00 00 00 00 00 00 00 00 00 00 00"),
  });
  CHECK(roster.units()[0].vin.state() == unit::VinState::valid);
  CHECK(roster.units()[0].vin.text() == "11111111111111111");
}

const auto legacy_model = "FD 1A 45 56 57 32 54 33 32 48 4C 43 00 CE"_frame;

TEST_CASE("roster: an answer without an id is of the unit that was just asked (PROTOCOL.md 9.5)",
          "[bus][roster]") {
  const auto asked = made_up("FB 1A 77 77 34 95 00 00 00 00 00 00 00 00 00");
  CHECK(after({linkready, asked, legacy_model}).find(TwcId{0x3495})->model->view() == "EVW2T32HLC");
  const Roster firmware = after({linkready, made_up("FB 1B 77 77 34 95 00 00 00 00 00 00 00 00 00"),
                                 made_up("FD 1B 04 05 03 00 00 00 00 00 00 00 00")});
  CHECK(firmware.units()[0].legacy_firmware == std::array<std::uint8_t, 3>{4, 5, 3});
  // Heard twice, as some adapters give it.
  CHECK(after({asked, legacy_model, legacy_model}).units().size() == 1);
}

TEST_CASE("roster: an answer without an id is nobody's if nobody was named", "[bus][roster]") {
  CHECK(after({legacy_model}).units().empty());
  CHECK(after({made_up("FB 1A 00 00 00 00 00 00 00 00 00 00 00 00 00"), legacy_model})
            .units()
            .empty());
  const auto asked = made_up("FB 1A 77 77 34 95 00 00 00 00 00 00 00 00 00");
  CHECK_FALSE(after({asked, linkready, legacy_model}).units()[0].model);
  CHECK(after({asked, made_up("FD 19 41 31 36 4B 30 30 30 30 30 30 30")}).units().empty());
}

TEST_CASE("roster: a seventeenth unit takes the place of the one that was silent longest",
          "[bus][roster]") {
  Roster roster;
  const auto unit = [](std::uint16_t id) {
    return msg::encode(msg::SlaveLinkready{.from = TwcId{id}, .maximum = 32_A}, Protocol::two);
  };
  for (std::uint16_t id = 1; id <= Roster::capacity; ++id) roster.hear(at(id), unit(id));
  roster.hear(at(100), unit(1));
  roster.hear(at(101), unit(0x2019));
  CHECK(roster.units().size() == Roster::capacity);
  CHECK(roster.find(TwcId{1}) != nullptr);
  CHECK(roster.find(TwcId{2}) == nullptr);
  CHECK(roster.find(TwcId{0x2019})->first_heard == at(101));
}

}  // namespace
}  // namespace twc::test
