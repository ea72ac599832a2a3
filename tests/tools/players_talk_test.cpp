// SPDX-License-Identifier: MIT
/// The lines that -v adds to the talk of twc-fakemaster and twc-fakeslave, and those that --color
/// paints.

#include <algorithm>
#include <chrono>
#include <csignal>
#include <string>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"

using namespace twc;
using namespace twc::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

const std::string red = "\x1b[31m";
const std::string plain = "\x1b[0m";

std::string bytes_of(const wire::Frame& frame) {
  const auto slip = wire::SlipFrame::of(frame);
  REQUIRE(slip);
  return {slip->bytes().begin(), slip->bytes().end()};
}

std::string damaged(const wire::Frame& frame) {
  std::string bytes = bytes_of(frame);
  bytes[5] = static_cast<char>(bytes[5] ^ 1);
  return bytes;
}

wire::Frame heartbeat() {
  return msg::encode(msg::MasterHeartbeat{.from = TwcId{0x7777}, .to = TwcId{0x2020}},
                     Protocol::two);
}

/// A program that has a bus of its own, and somebody on it.
struct Player {
  Player(const char* path, const Program::Arguments& arguments)
      : program{path, arguments}, line{join()} {}

  tools::Fd join() {
    const std::string& talk = program.await_err("127.0.0.1:");
    const std::string& whole = program.await_err("\n");
    const auto port = whole.substr(talk.rfind("127.0.0.1:") + 10);
    return connect_to("127.0.0.1", static_cast<std::uint16_t>(std::stoi(port)));
  }
  Program program;
  BusLine line;
};

/// Keeps a master busy for longer than the pause that is to be measured.
void let_pass(Program& master, std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (int hundredths = 10'000; std::chrono::steady_clock::now() < end; ++hundredths) {
    const std::string digits = std::to_string(hundredths);
    const std::string amps = digits.substr(0, 3) + "." + digits.substr(3);
    master.type("limit " + amps + "\n");
    master.await_out("requested=" + amps);
  }
}

Player master(const Program::Arguments& more) {
  return {TWC_FAKEMASTER, FakeMaster::at_once("listen://127.0.0.1:0", more)};
}

Player slave(const Program::Arguments& more) {
  Program::Arguments all{"--unit", "2020", "listen://127.0.0.1:0"};
  all.insert(all.end(), more.begin(), more.end());
  return {TWC_FAKESLAVE, all};
}

}  // namespace

TEST_CASE("verbose: with -v a master tells the longest pause within a frame, and how long it waits",
          "[master][talk]") {
  Player player = master({"-v"});
  const std::string bytes = bytes_of(linkready());
  player.line.say_bytes(bytes.substr(0, 9));
  let_pass(player.program, 60ms);
  player.line.say_bytes(bytes.substr(9));
  const std::string& talk = player.program.await_err("waited for ");
  const auto at = talk.find("the longest pause within a frame so far: ");
  REQUIRE(at != std::string::npos);
  CHECK(std::stoi(talk.substr(at + 41)) >= 30);
  player.program.await_err(" ms\n");
}

TEST_CASE("verbose: with -v a slave tells the longest pause within a frame", "[slave][talk]") {
  Player player = slave({"-v"});
  const std::string bytes = bytes_of(linkready());
  player.line.say_bytes(bytes.substr(0, 9));
  player.program.type("after 20ms status\n");
  player.program.await_out("  status");
  player.line.say_bytes(bytes.substr(9));
  player.program.await_err("the longest pause within a frame so far: ");
  player.program.await_err(" ms; the rest of a frame is awaited for ");
}

TEST_CASE("verbose: with -v damaged frames are told, good ones are not", "[master][slave][talk]") {
  Player player = GENERATE(true, false) ? master({"-v"}) : slave({"-v"});
  player.line.say(linkready());
  player.line.say_bytes(damaged(linkready()));
  CHECK_THAT(player.program.await_err("bad checksum"), !ContainsSubstring("slave_linkready"));
}

TEST_CASE("verbose: with -vv every frame is told, heard and sent", "[master][slave][talk]") {
  const bool is_master = GENERATE(true, false);
  Player player = is_master ? master({"-vv"}) : slave({"-vv"});
  player.program.await_err(is_master ? "master_linkready1  sign 5C  [tx]" : "2020 > *");
  player.line.say(linkready());
  player.program.await_err("2019 > *     slave_linkready    max 32.00 A  sign A8");
}

TEST_CASE("verbose: --redact holds for -vv too", "[slave][talk]") {
  Player player = slave({"-vv", "--redact", "--unit", "3495:serial=A17A0003495"});
  player.program.await_err("slave_linkready");
  player.line.say(msg::encode(msg::SerialRequest{.from = TwcId{0x7777}, .to = TwcId{0x3495}}));
  const std::string& talk = player.program.await_err("  serial  ");
  CHECK_THAT(talk, !ContainsSubstring("A17A0003495"));
}

TEST_CASE("verbose: without -v nothing of this is told", "[master][slave][talk]") {
  const bool is_master = GENERATE(true, false);
  Player player = is_master ? master({}) : slave({});
  player.line.say_bytes(damaged(linkready()));
  if (is_master) {
    player.line.say(linkready());
    CHECK(player.line.await<msg::MasterHeartbeat>().to == slave_id);
  } else {
    player.line.say(heartbeat());
    CHECK(player.line.await<msg::SlaveHeartbeat>().from == TwcId{0x2020});
  }
  player.program.signal(SIGTERM);
  const Outcome outcome = player.program.finish();
  CHECK(lines_of(outcome.err).size() == 1);
}

TEST_CASE("color: trouble is red, answers to a socket never are", "[master][talk]") {
  const Folder folder;
  const std::string path = folder / "master.sock";
  Player player = master({"--color=always", "--socket", path});
  CHECK_THAT(player.program.await_out("link_up"), !ContainsSubstring(red));
  player.program.type("nonsense\n");
  CHECK_THAT(player.program.await_out(plain + "\n"),
             ContainsSubstring(red + "err unknown_command"));
  Peer client{connect_to_path(path)};
  client.say("nonsense\n");
  while (client.heard().empty()) await_bytes(client.fd());
  CHECK_THAT(client.heard(), StartsWith("err unknown_command"));
}

TEST_CASE("color: a slave's errors and answers are red", "[slave][talk]") {
  Player player = slave({"--color=always"});
  player.program.type("nonsense\n2020 error\n");
  const std::string& out = player.program.await_out("  error");
  CHECK_THAT(out, ContainsSubstring(red + "err usage"));
  const auto event = out.rfind('\n', out.find("  error"));
  CHECK_THAT(out.substr(event + 1), StartsWith(red));
  CHECK_THAT(out, !ContainsSubstring(red + "ok"));
}

TEST_CASE("color: nothing is painted in a pipe, in JSON or when it is not to be",
          "[master][slave][talk]") {
  const Program::Arguments more =
      GENERATE(as<Program::Arguments>{}, Program::Arguments{"--color=never"},
               Program::Arguments{"--color=auto"}, Program::Arguments{"--color=always", "-Fjson"});
  Player player = GENERATE(true, false) ? master(more) : slave(more);
  player.program.type("nonsense\nquit\n");
  const Outcome outcome = player.program.finish();
  CHECK_THAT(outcome.out, ContainsSubstring("err") && !ContainsSubstring("\x1b"));
}

TEST_CASE("verbose: -q wins over -v", "[master][talk]") {
  const Outcome outcome = run_master(
      {"-q", "-vv", "sim:1", "--max-current", "32", "--run-for", "10s", "--speed", "20"});
  CHECK(outcome.exit == 0);
  CHECK(outcome.err.empty());
}
