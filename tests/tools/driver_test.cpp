// SPDX-License-Identifier: MIT
#include "common/driver.hpp"

#include <deque>
#include <string>
#include <vector>

#include <twc/msg/message.hpp>

#include "common/clock.hpp"
#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_pty.hpp"

using namespace twc;
using namespace twc::test;
using twc::tools::Direction;
using twc::tools::DriverOptions;
using twc::tools::EchoMode;

namespace {

const wire::Frame linkready = msg::encode(
    msg::SlaveLinkready{.from = TwcId{0x2019}, .sign = Sign{0xA8}, .maximum = Centiamps{3200}},
    Protocol::two);
const wire::Frame heartbeat =
    msg::encode(msg::MasterHeartbeat{.from = TwcId{0x7777}, .to = TwcId{0x2019}}, Protocol::two);

std::string on_wire(const wire::Frame& frame, std::optional<wire::EndByte> end = {}) {
  const auto slip = wire::SlipFrame::of(frame, end);
  REQUIRE(slip);
  return {slip->bytes().begin(), slip->bytes().end()};
}

/// A line in memory.
class Wire final : public tools::Endpoint {
 public:
  explicit Wire(asio::io_context& io, std::string name = "wire")
      : Endpoint{
            io, std::move(name), {.sends = true, .first_pause = std::chrono::milliseconds{1}}
  } {}

  void say(std::string_view bytes) {
    const std::vector<std::uint8_t> chunk{bytes.begin(), bytes.end()};
    heard(chunk);
  }
  void cut() { failed("cut"); }
  [[nodiscard]] std::size_t unsent() const override { return waiting; }
  [[nodiscard]] bool has_unheard() const override { return is_behind; }

  std::string sent;
  std::size_t waiting = 0;
  bool is_behind = false;

 private:
  void attempt() override { opened(name()); }
  void drop() override {}
  void transmit(Bytes chunk) override { sent.append(chunk.begin(), chunk.end()); }
};

/// Sends the frame that a test gives it once, and logs its events.
class Node final : public tools::Driven {
 public:
  void hear(Time /*now*/, const wire::Frame& /*frame*/) override { log += "frame "; }
  void hear_damage(Time /*now*/) override { log += "other "; }
  std::optional<wire::Frame> poll(Time now) override {
    if (frames.empty() || now < due) return std::nullopt;
    const wire::Frame frame = frames.front();
    frames.pop_front();
    log += "polled ";
    return frame;
  }
  [[nodiscard]] std::optional<Time> deadline() const override {
    if (frames.empty()) return std::nullopt;
    return due;
  }
  void link_up(Time /*now*/, std::string_view /*where*/) override { log += "up "; }
  void link_down(Time /*now*/, tools::Outage /*outage*/, std::string_view why) override {
    log += "down(" + std::string{why} + ") ";
  }
  void echo_found(Time /*now*/) override { log += "echo "; }
  void pause_measured(Duration longest, Duration patience) override {
    pause = longest;
    waited_for = patience;
  }
  void note(std::string_view what) override { notes.emplace_back(what); }
  void turned(Time /*now*/) override {}

  std::deque<wire::Frame> frames;
  Time due{};
  std::string log;
  std::vector<std::string> notes;
  Duration pause{};
  Duration waited_for{};
};

class Records final : public tools::RecordSink {
 public:
  void take(const tools::Record& record) override { all.push_back(record); }
  std::vector<tools::Record> all;
};

struct Bench {
  explicit Bench(const DriverOptions& options = {}, std::string name = "wire")
      : line{io, std::move(name)}, driver{io, line, node, records, options} {
    driver.open();
    until([&] { return line.is_up(); });
  }
  template <class Condition>
  void until(Condition done) {
    run_until(io, done);
  }
  void say(const wire::Frame& frame) {
    node.frames.push_back(frame);
    driver.wake();
  }

  asio::io_context io;
  Wire line;
  Node node;
  Records records;
  tools::Driver driver;
};

}  // namespace

TEST_CASE("driver: a frame that is due leaves at once, with its end byte, and is recorded",
          "[driver]") {
  Bench bench;
  bench.say(linkready);
  CHECK(bench.line.sent == on_wire(linkready, wire::EndByte::fc));
  REQUIRE(bench.records.all.size() == 1);
  CHECK(bench.records.all[0].direction == Direction::sent);
  CHECK(std::get<wire::Frame>(bench.records.all[0].heard) == linkready);
  CHECK(bench.records.all[0].end == 0xFC);
}

TEST_CASE("driver: sends the end byte of its options", "[driver]") {
  const std::optional<wire::EndByte> end =
      GENERATE(as<std::optional<wire::EndByte>>{}, std::nullopt, wire::EndByte::fe);
  Bench bench{{.end_byte = end}};
  bench.say(linkready);
  CHECK(bench.line.sent == on_wire(linkready, end));
}

TEST_CASE("driver: wakes its node at the deadline", "[driver]") {
  Bench bench;
  const Time start = bench.driver.now();
  bench.node.due = start + std::chrono::milliseconds{30};
  bench.say(linkready);
  CHECK(bench.line.sent.empty());
  bench.until([&] { return !bench.line.sent.empty(); });
  CHECK(bench.driver.now() - start >= std::chrono::milliseconds{30});
}

TEST_CASE("driver: two frames of ours do not touch each other", "[driver]") {
  Bench bench;
  const Time start = bench.driver.now();
  bench.node.frames = {linkready, linkready};
  bench.driver.wake();
  CHECK(bench.line.sent == on_wire(linkready, wire::EndByte::fc));
  bench.until([&] { return bench.node.frames.empty(); });
  CHECK(bench.driver.now() - start >= std::chrono::milliseconds{20});
}

TEST_CASE("driver: does not send while another frame arrives", "[driver]") {
  Bench bench;
  const std::string bytes = on_wire(heartbeat);
  bench.line.say(bytes.substr(0, 9));
  bench.say(linkready);
  CHECK(bench.line.sent.empty());
  bench.line.say(bytes.substr(9));
  CHECK(bench.line.sent.empty());
  bench.until([&] { return !bench.line.sent.empty(); });
  CHECK(bench.node.log == "up frame polled ");
}

TEST_CASE("driver: reads pending bytes before it sends", "[driver]") {
  Bench bench;
  bench.line.is_behind = true;
  bench.say(linkready);
  CHECK(bench.line.sent.empty());
  bench.line.is_behind = false;
  bench.line.say(on_wire(heartbeat));
  bench.until([&] { return !bench.line.sent.empty(); });
  CHECK(bench.node.log == "up frame polled ");
}

TEST_CASE("driver: a line with always more to read does not keep us silent", "[driver]") {
  Bench bench;
  bench.line.is_behind = true;
  bench.node.due = bench.driver.now();
  bench.say(linkready);
  CHECK(bench.line.sent.empty());
  bench.until([&] { return !bench.line.sent.empty(); });
}

TEST_CASE("driver: a frame that is never finished delays us by its time-out only", "[driver]") {
  Bench bench;
  bench.line.say(on_wire(heartbeat).substr(0, 9));
  bench.say(linkready);
  bench.until([&] { return !bench.line.sent.empty(); });
  bench.until([&] { return bench.records.all.size() == 2; });
}

TEST_CASE("driver: the longest pause within a frame is told, and how long it makes us wait",
          "[driver]") {
  Bench bench;
  const std::string bytes = on_wire(heartbeat);
  bench.line.say(bytes);
  CHECK(bench.node.pause == Duration{});
  bench.line.say(bytes.substr(0, 9));
  const Time begin = bench.driver.now();
  bench.until([&] { return bench.driver.now() >= begin + std::chrono::milliseconds{5}; });
  bench.line.say(bytes.substr(9));
  CHECK(bench.node.pause >= std::chrono::milliseconds{5});
  CHECK(bench.node.waited_for == std::chrono::milliseconds{100});
}

TEST_CASE("driver: a line that never falls silent does not keep us silent", "[driver]") {
  Bench bench;
  bench.line.say("\xC0\xF0");
  bench.node.due = bench.driver.now();
  bench.say(linkready);
  bench.until([&] {
    bench.line.say("\xF0");
    return !bench.line.sent.empty();
  });
}

TEST_CASE("driver: an echo is told once and dropped, also one that comes twice", "[driver]") {
  Bench bench;
  for (int round = 0; round < 2; ++round) {
    bench.say(linkready);
    bench.until([&] { return bench.node.frames.empty(); });
    bench.line.say(on_wire(linkready));
  }
  CHECK(bench.node.log == "up polled echo polled ");
  bench.line.say(on_wire(linkready));
  CHECK(bench.node.log == "up polled echo polled ");
  bench.driver.close();
  REQUIRE(bench.records.all.size() == 5);
  CHECK(bench.records.all[1].direction == Direction::echo);
  CHECK(bench.records.all[4].direction == Direction::echo);
}

TEST_CASE("driver: --echo on expects echoes, off takes no frame for one", "[driver]") {
  const bool is_on = GENERATE(true, false);
  Bench bench{{.echo = is_on ? EchoMode::on : EchoMode::off}};
  bench.say(linkready);
  bench.line.say(on_wire(linkready));
  CHECK(bench.node.log == (is_on ? "up polled " : "up polled frame "));
}

TEST_CASE("driver: noise and damage are told, an end byte is not", "[driver]") {
  Bench bench;
  std::string damaged = on_wire(heartbeat);
  damaged[4] = '\x01';
  bench.line.say(on_wire(heartbeat) + "\xFC" + damaged);
  CHECK(bench.node.log == "up frame other ");
}

TEST_CASE("driver: a frame that is sent while the line is down is lost", "[driver]") {
  Bench bench;
  bench.line.cut();
  CHECK(bench.node.log == "up down(wire: cut) ");
  bench.say(linkready);
  CHECK(bench.node.frames.empty());
  bench.until([&] { return bench.line.is_up(); });
  CHECK(bench.line.sent.empty());
  CHECK(bench.records.all.empty());
  bench.say(linkready);
  bench.until([&] { return !bench.line.sent.empty(); });
}

TEST_CASE("driver: a frame that a jammed line does not take is lost, and that is told once",
          "[driver]") {
  Bench bench;
  bench.line.waiting = 1;
  for (int round = 0; round < 2; ++round) {
    bench.say(linkready);
    bench.until([&] { return bench.node.frames.empty(); });
  }
  CHECK(bench.line.sent.empty());
  CHECK(bench.node.notes ==
        std::vector<std::string>{"the line does not take what is sent; frames are lost"});
}

TEST_CASE("driver: with sends_nothing the records show the frames that it would send", "[driver]") {
  Bench bench{{.sends_nothing = true}};
  bench.say(linkready);
  CHECK(bench.line.sent.empty());
  CHECK(bench.records.all.size() == 1);
}

TEST_CASE("driver: a frame that does harm needs consent", "[driver]") {
  const bool is_accepted = GENERATE(true, false);
  Bench bench{{.accepts_harm = is_accepted}};
  bench.say(msg::encode(msg::StopCharging{.from = TwcId{0x7777}, .to = TwcId{0x2019}},
                        wire::HarmAccepted{}));
  CHECK(bench.line.sent.empty() != is_accepted);
}

TEST_CASE("driver: a connection that was alive and falls silent is opened anew", "[driver]") {
  Bench bench{{.longest_silence = std::chrono::milliseconds{20}}, "tcp://bus"};
  bench.line.say(on_wire(heartbeat));
  bench.say(linkready);
  bench.until([&] { return bench.node.log.ends_with("up "); });
  CHECK(bench.node.log == "up frame polled down(tcp://bus: not a byte came for 0.02 s) up ");
}

TEST_CASE("driver: a serial line may be silent, and a connection that never spoke", "[driver]") {
  const bool is_serial = GENERATE(true, false);
  Bench bench{{.longest_silence = std::chrono::milliseconds{1}}, is_serial ? "wire" : "tcp://bus"};
  if (is_serial) bench.line.say(on_wire(heartbeat));
  bench.say(linkready);
  bench.until([&] { return !bench.line.sent.empty(); });
  bench.node.due = bench.driver.now() + std::chrono::milliseconds{30};
  bench.say(linkready);
  bench.until([&] { return bench.node.frames.empty(); });
  CHECK(bench.node.log.find("down") == std::string::npos);
}

TEST_CASE("driver: its clock runs at the speed of its options", "[driver]") {
  Bench bench{{.speed = 100}};
  const auto begin = std::chrono::steady_clock::now();
  bench.node.due = bench.driver.now() + std::chrono::seconds{3};
  bench.say(linkready);
  bench.until([&] { return !bench.line.sent.empty(); });
  CHECK(std::chrono::steady_clock::now() - begin >= std::chrono::milliseconds{30});
}

TEST_CASE("driver: over a pseudo-terminal, both ways", "[driver][pty]") {
  PtyPort port;
  asio::io_context io;
  const auto endpoint = tools::make_endpoint(io, port.device, {.sends = true});
  Node node;
  Records records;
  tools::Driver driver{io, *endpoint, node, records, {}};
  driver.open();
  run_until(io, [&] { return endpoint->is_up(); });
  node.frames.push_back(linkready);
  driver.wake();
  run_until(io, [&] { return port.bus.heard() == on_wire(linkready, wire::EndByte::fc); });
  port.bus.say(on_wire(heartbeat));
  run_until(io, [&] { return node.log == "up polled frame "; });
}
