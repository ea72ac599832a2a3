// SPDX-License-Identifier: MIT
/// The answers of a slave to every message but heartbeats, and to the odd questions of some
/// programs.

#include <twc/node/slave.hpp>

#include "support/slave_bench.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using msg::Command;
using Frames = std::vector<wire::Frame>;

node::SlaveConfig unit(TwcId id) {
  node::SlaveConfig config;
  config.id = id;
  return config;
}

SlaveBench linked(const node::SlaveConfig& config) {
  SlaveBench bench{config};
  bench.beat();
  return bench;
}

TEST_CASE("slave: reports its meter in 20 bytes, three phases to neutral", "[node][slave]") {
  auto config = unit(TwcId{0x2587});  // ngardiner/TWCManager#88, where a master reports it
  config.volts = {msg::Volts{246}, msg::Volts{240}, msg::Volts{246}};
  config.kilowatt_hours = 924;
  SlaveBench bench = linked(config);
  const auto request = msg::encode(msg::MeterRequest{.from = bench_master, .to = TwcId{0x2587}});
  CHECK(bench.ask(request) ==
        Frames{"FD EB 25 87 00 00 03 9C 00 F6 00 F0 00 F6 00 00 00 00 00 12"_frame});

  auto car = tesla;
  car.drawn = Centiamps{1522};
  bench.plug(car);
  const auto answers = bench.ask(request);
  REQUIRE(answers.size() == 1);
  constexpr msg::HalfAmps drawn{30};
  CHECK(std::get<msg::Meter>(msg::decode(answers[0])).amps == std::array{drawn, drawn, drawn});
}

TEST_CASE("slave: reports a current only for a phase that it has", "[node][slave]") {
  SlaveBench bench = linked(unit(TwcId{0x3495}));
  auto car = tesla;
  car.drawn = Centiamps{1522};
  bench.plug(car);
  const auto answers = bench.ask("FB EB 79 73 34 95 00 00 00 00 00 00 00 00 00 A0"_frame);
  REQUIRE(answers.size() == 1);
  CHECK(std::get<msg::Meter>(msg::decode(answers[0])).amps ==
        std::array{msg::HalfAmps{30}, msg::HalfAmps{}, msg::HalfAmps{}});
}

TEST_CASE("slave: counts the energy that its car draws", "[node][slave]") {
  SlaveBench bench;
  auto car = tesla;
  car.drawn = 20_A;
  bench.plug(car);
  for (int minutes = 0; minutes < 600; ++minutes) {
    bench.pass(1min);
    bench.slave.set_car(bench.now, car);
  }
  CHECK(bench.slave.kilowatt_hours() == 48);  // 240 V, 20 A, 10 h
}

TEST_CASE("slave: a meter report has the energy up to its time", "[node][slave]") {
  SlaveBench bench = linked(unit(TwcId{0x3495}));
  auto car = tesla;
  car.drawn = 20_A;
  bench.plug(car);
  bench.pass(3h);
  const auto answers = bench.ask("FB EB 79 73 34 95 00 00 00 00 00 00 00 00 00 A0"_frame);
  REQUIRE(answers.size() == 1);
  const auto meter = std::get<msg::Meter>(msg::decode(answers[0]));
  CHECK(meter.energy_raw == bench.slave.kilowatt_hours());
  REQUIRE(meter.amps);
  CHECK(meter.amps->front() == msg::HalfAmps{40});
  CHECK(bench.slave.kilowatt_hours() >= 13);  // 230 V or more, 20 A, 3 h
}

TEST_CASE("slave: firmware before 4.5.3 has a short meter report and little else",
          "[node][slave]") {
  auto config = unit(TwcId{0x3495});
  config.firmware = {4, 5, 2, 9};
  config.volts = {msg::Volts{246}, {}, {}};
  config.kilowatt_hours = 20;
  SlaveBench bench = linked(config);
  // The data is what a real unit sent (dracoventions/TWCManager): 20 kWh, 246 V.
  CHECK(bench.ask("FB EB 79 73 34 95 00 00 00 00 00 00 00 00 00 A0"_frame) ==
        Frames{
            msg::encode(msg::Meter{.from = TwcId{0x3495},
                                   .energy_raw = 0x14,
                                   .volts = {msg::Volts{0xF6}, {}, {}},
                                   .amps = std::nullopt}
            )
  });
  CHECK(bench.ask("FB EC 79 73 34 95 00 00 00 00 00 00 00 00 00 A1"_frame).empty());
  CHECK(bench.ask("FB ED 79 73 34 95 00 00 00 00 00 00 00 00 00 A2"_frame).empty());
  CHECK(bench.ask("FB EE 79 73 34 95 00 00 00 00 00 00 00 00 00 A3"_frame).empty());
  CHECK(bench.ask("FC B2 77 77 34 95 00 00 00 00 00 00 00 00 00 69"_frame).empty());
}

TEST_CASE("slave: Protocol 1 answers heartbeats and the old identification only", "[node][slave]") {
  SlaveBench bench = linked(protocol1_unit());
  CHECK(
      bench.ask(msg::encode(msg::MeterRequest{.from = bench_master, .to = TwcId{0x032E}})).empty());
  const auto request = msg::encode(msg::LegacySerialRequest{}, Protocol::one, wire::HarmAccepted{});
  CHECK(bench.ask(request) ==
        Frames{msg::encode(msg::LegacySerial{.number = msg::SerialNumber{"A16G0001814"}})});
}

TEST_CASE("slave: the old identification has 14 bytes and no id", "[node][slave]") {
  SlaveBench bench = linked(unit(TwcId{0x3495}));  // made up from the layouts
  CHECK(bench.ask("FB 19 00 00 00 00 00 00 00 00 00 00 00 00 00 19"_frame) ==
        Frames{msg::encode(msg::LegacySerial{.number = msg::SerialNumber{"A17A0003495"}})});
  CHECK(bench.ask("FB 1A 00 00 00 00 00 00 00 00 00 00 00 00 00 1A"_frame) ==
        Frames{"FD 1A 45 56 57 32 54 33 32 48 4C 43 00 CE"_frame});
  CHECK(bench.ask("FB 1B 00 00 00 00 00 00 00 00 00 00 00 00 00 1B"_frame) ==
        Frames{
            msg::encode(msg::LegacyFirmware{.version = {4, 5, 10}}
            )
  });
}

TEST_CASE("slave: tells the VIN of its car in three parts, blanks without one", "[node][slave]") {
  // ukoda/TWCProtocolMonitor: a real slave without a car
  SlaveBench bench = linked(unit(TwcId{0x3495}));
  const auto text = [&bench](const wire::Frame& request) {
    const auto answers = bench.ask(request);
    REQUIRE(answers.size() == 1);
    return std::string{std::get<msg::Vin>(msg::decode(answers[0])).text.view()};
  };
  const auto part1 = "FB EE 79 73 34 95 00 00 00 00 00 00 00 00 00 A3"_frame;
  const auto part2 = "FB EF 79 73 34 95 00 00 00 00 00 00 00 00 00 A4"_frame;
  const auto part3 = "FB F1 79 73 34 95 00 00 00 00 00 00 00 00 00 A6"_frame;
  CHECK(bench.ask(part1) ==
        Frames{"FD EE 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B7"_frame});
  auto car = tesla;
  car.vin = msg::Text<17>{"5YJ3E7EB3KF000001"};  // made up
  bench.plug(car);
  CHECK(text(part1) + text(part2) + text(part3) == "5YJ3E7EB3KF000001");
  bench.plug(other_car);
  CHECK(text(part2).empty());
}

TEST_CASE("slave: tells the state of its plug", "[node][slave]") {
  // craig and the notes of ukoda; no capture has one
  SlaveBench bench = linked(unit(TwcId{0x3495}));
  const auto plug = [&bench] {
    const auto answers =
        bench.ask(msg::encode(msg::PlugStateRequest{.from = bench_master, .to = TwcId{0x3495}}));
    REQUIRE(answers.size() == 1);
    return std::get<msg::PlugState>(msg::decode(answers[0])).plug;
  };
  CHECK(plug() == msg::Plug::unplugged);
  bench.plug(tesla);
  CHECK(plug() == msg::Plug::plugged);
  bench.beat(Command::set_limit, 16_A);
  CHECK(plug() == msg::Plug::charging);
}

TEST_CASE("slave: FC B2 opens the contactor, and a Tesla must be plugged in again",
          "[node][slave]") {
  SlaveBench bench = linked(unit(TwcId{0x5850}));
  bench.plug(tesla);
  bench.beat(Command::set_limit, 16_A);
  // The answers: ngardiner/TWCManager#107
  const auto stop = msg::encode(msg::StopCharging{.from = bench_master, .to = TwcId{0x5850}},
                                wire::HarmAccepted{});
  const auto start = msg::encode(msg::StartCharging{.from = bench_master, .to = TwcId{0x5850}});
  CHECK(bench.ask(stop) == Frames{"FD B2 58 50 00 00 00 00 00 00 00 00 00 00 00 5A"_frame});
  CHECK(bench.slave.allowed() == 0_A);
  CHECK(bench.ask(start) == Frames{"FD B1 58 50 00 00 00 00 00 00 00 00 00 00 00 59"_frame});
  bench.beat(Command::set_limit, 16_A);
  CHECK(bench.slave.allowed() == 0_A);
  bench.unplug();
  bench.plug(tesla);
  bench.beat(Command::set_limit, 16_A);
  CHECK(bench.slave.allowed() == 16_A);
}

TEST_CASE("slave: FC B1 lets a car that does not talk go on after FC B2", "[node][slave]") {
  SlaveBench bench = linked(unit(TwcId{0x3495}));  // a Fiat 500e (benjaminfrombe)
  bench.plug(other_car);
  bench.beat(Command::set_limit, 16_A);
  bench.ask("FC B2 77 77 34 95 00 00 00 00 00 00 00 00 00 69"_frame);
  CHECK(bench.slave.allowed() == 0_A);
  bench.ask("FC B1 77 77 34 95 00 00 00 00 00 00 00 00 00 68"_frame);
  CHECK(bench.slave.allowed() == 6_A);
}

TEST_CASE("slave: questions of 13 and 15 bytes are answered in full", "[node][slave]") {
  // jnicolson/twc-controller#4, 13 bytes; ngardiner/TWCManager#453, 15 bytes
  SlaveBench short_asked = linked(unit(TwcId{0x8725}));
  CHECK(
      short_asked.ask("FB EE 32 AB 87 25 00 00 00 00 00 00 77"_frame) ==
      Frames{msg::encode(msg::Vin{.from = TwcId{0x8725}, .part = msg::VinPart::one, .text = {}})});
  SlaveBench long_asked = linked(unit(TwcId{0x2019}));
  CHECK(
      long_asked.ask("FB EF 77 77 20 19 00 00 00 00 00 00 00 00 16"_frame) ==
      Frames{msg::encode(msg::Vin{.from = TwcId{0x2019}, .part = msg::VinPart::two, .text = {}})});
}

TEST_CASE("slave: commands and old questions of 13 bytes are obeyed and answered",
          "[node][slave]") {
  // The bytes that lucienkerl/esphome-twc-controller sends; 3495 is a Fiat 500e's unit here.
  SlaveBench bench = linked(unit(TwcId{0x3495}));
  bench.plug(other_car);
  bench.beat(Command::set_limit, 16_A);
  CHECK(bench.ask("FB B4 77 77 34 95 00 00 00 00 00 00 6B"_frame) ==
        Frames{msg::encode(msg::PlugState{.from = TwcId{0x3495}, .plug = msg::Plug::charging})});
  CHECK(bench.ask("FC B2 77 77 34 95 00 00 00 00 00 00 69"_frame) ==
        Frames{msg::encode(msg::StopChargingAck{.from = TwcId{0x3495}})});
  CHECK(bench.slave.allowed() == 0_A);
  CHECK(bench.ask("FC B1 77 77 34 95 00 00 00 00 00 00 68"_frame) ==
        Frames{msg::encode(msg::StartChargingAck{.from = TwcId{0x3495}})});
  CHECK(bench.slave.allowed() == 6_A);
  CHECK(bench.ask("FB 19 00 00 00 00 00 00 00 00 00 00 19"_frame) ==
        Frames{msg::encode(msg::LegacySerial{.number = msg::SerialNumber{"A17A0003495"}})});
  CHECK(bench.ask("FB 1A 00 00 00 00 00 00 00 00 00 00 1A"_frame).size() == 1);
  CHECK(bench.ask("FB 1B 00 00 00 00 00 00 00 00 00 00 1B"_frame).size() == 1);
}

TEST_CASE("slave: answers in its own length, whatever the length of the heartbeat",
          "[node][slave]") {
  // ngardiner/TWCManager#395: 16 bytes, command 05, 22.00 A, to a Protocol 1 unit
  auto config = protocol1_unit();
  config.id = TwcId{0x022C};
  SlaveBench old{config};
  old.plug(tesla);
  const auto answers = old.ask("FB E0 77 77 02 2C 05 08 98 00 00 00 00 00 00 A1"_frame);
  REQUIRE(answers.size() == 1);
  CHECK(answers[0].size() == 14);
  CHECK(old.slave.allowed() == 22_A);

  SlaveBench late;  // craigpeacock/TWC sends 14 bytes to a unit with firmware 4.5.3; made up
  late.plug(tesla);
  const auto heartbeat = msg::encode(
      msg::MasterHeartbeat{
          .from = bench_master, .to = TwcId{0x3495}, .command = Command::set_limit, .limit = 16_A},
      Protocol::one);
  const auto late_answers = late.ask(heartbeat);
  REQUIRE(late_answers.size() == 1);
  CHECK(late_answers[0].size() == 16);
  CHECK(late.slave.allowed() == 16_A);
}

TEST_CASE("slave: answers two questions one after the other, with room between", "[node][slave]") {
  SlaveBench bench = linked(unit(TwcId{0x3495}));
  bench.said.clear();
  bench.slave.hear(bench.now, "FB EC 79 73 34 95 00 00 00 00 00 00 00 00 00 A1"_frame);
  bench.slave.hear(bench.now + 1ms, "FB ED 79 73 34 95 00 00 00 00 00 00 00 00 00 A2"_frame);
  bench.pass(1s);
  REQUIRE(bench.said.size() == 2);
  CHECK(bench.said[0].frame == "FD EC 34 95 04 05 0A 02 00 00 00 00 00 00 00 CA"_frame);
  CHECK(bench.said[1].frame == "FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 05"_frame);
  CHECK(bench.said[1].at - bench.said[0].at >= 25ms);
}

TEST_CASE("slave: it leaves unknown questions without an answer", "[node][slave]") {
  SlaveBench bench = linked(unit(TwcId{0x3495}));
  CHECK(bench.ask("FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D"_frame).empty());
  CHECK(bench.ask("FC 19 00 00 00 00 00 00 00 00 00 00 00 00 00 19"_frame).empty());
}

}  // namespace
}  // namespace twc::test
