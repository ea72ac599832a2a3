// SPDX-License-Identifier: MIT
/// twc-fakemaster on a bus that is simulated inside the process.

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "tools/support_json.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

/// Thirty times faster than life: what takes half a minute is seen within a second.
Program::Arguments simulated(const std::string& endpoint, const Program::Arguments& more = {}) {
  Program::Arguments all{endpoint, "--max-current", "32", "--speed", "30"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// "(1767225600.104211) bus0 R FDE0…" in microseconds, of each line that has `what`.
std::vector<std::int64_t> times_of(const std::string& capture, const std::string& what) {
  std::vector<std::int64_t> times;
  for (const std::string& line : lines_of(capture)) {
    if (line.find(what) == std::string::npos) continue;
    std::string digits = line.substr(1, line.find(')') - 1);
    std::erase(digits, '.');
    times.push_back(std::stoll(digits));
  }
  return times;
}
std::optional<std::int64_t> first_time_of(const std::string& capture, const std::string& what) {
  const auto times = times_of(capture, what);
  return times.empty() ? std::nullopt : std::optional{times.front()};
}
std::optional<std::int64_t> last_time_of(const std::string& capture, const std::string& what) {
  const auto times = times_of(capture, what);
  return times.empty() ? std::nullopt : std::optional{times.back()};
}

}  // namespace

TEST_CASE("twc-fakemaster: a limit that is typed is in force on a simulated bus", "[master][sim]") {
  FakeMaster master{simulated("sim:2")};
  master.type("limit 20\n");
  master.await_out("ok requested=20.00 granted=20.00");
  master.await_out("3495  linked");
  master.await_out("2019  linked");
  master.await_out("echoed=10.00 drawn=9.");
  master.type("limit 40\n");
  master.await_out("ok requested=40.00 granted=32.00");
  master.await_out("echoed=16.00 drawn=15.");
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("playing master") && !ContainsSubstring("quiet"));
}

TEST_CASE("twc-fakemaster: three simulated units are served soon, and limited by the socket",
          "[master][sim][long]") {
  const Folder folder;
  const TemporaryFile capture{"", ".twclog"};
  FakeMaster master{
      {"sim:3", "--max-current", "32", "--listen-first", "0s", "--id", "77AB", "--socket",
       folder / "socket", "-w", capture.path()}
  };
  for (const char* const id : {"2019", "3495", "6617"}) {
    master.await_out(std::string{id} + "  linked");
  }
  Peer client{connect_to_path(folder / "socket")};
  client.say("limit 18\n");
  // A unit that was greeted with its minimum has it already, and echoes nothing new.
  const auto fallen = [&client] {
    const std::string& heard = client.heard();
    const std::string last = heard.substr(std::min(heard.rfind("ok "), heard.size()));
    std::size_t units = 0;
    for (std::size_t at = 0; (at = last.find("echoed=6.00 ", at)) != std::string::npos; ++at) {
      ++units;
    }
    return units == 3;
  };
  for (int asked = 0; !fallen(); ++asked) {
    REQUIRE(asked < 300);
    client.say("units\n");
    await_bytes(client.fd());
    ::poll(nullptr, 0, 100);  // its clock is the real one
  }
  CHECK_THAT(client.heard(), StartsWith("ok requested=18.00"));
  master.type("quit\n");
  CHECK(master.finish().exit == 0);
  const auto announced = first_time_of(capture.content(), " R FDE2");
  const auto answered = first_time_of(capture.content(), " R FDE0");
  REQUIRE((announced && answered));
  CHECK(*answered - *announced <= 1'000'000);
}

TEST_CASE("twc-fakemaster: the end of its input ends nothing, --run-for does", "[master][sim]") {
  const Outcome outcome = run_master(simulated("sim:1", {"--run-for", "60s"}), "limit 20\n");
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("ok requested=20.00") &&
                              ContainsSubstring("2019  linked") && ContainsSubstring("echoed"));
}

TEST_CASE("twc-fakemaster: two runs with one seed print the same, at any speed", "[master][sim]") {
  const auto run = [](const std::string& speed, const std::string& seed) {
    return run_master({"sim:3", "--max-current", "32", "--speed", speed, "--seed", seed, "-F",
                       "json", "--poll", "meter,vin,serial,firmware", "--run-for", "90s"},
                      "limit 20\n")
        .out;
  };
  const std::string first = run("100", "7");
  CHECK(lines_of(first).size() > 30);
  CHECK_THAT(first, ContainsSubstring(R"("requested_a":20.00)"));
  CHECK(run("100", "7") == first);
  CHECK(run("1000", "7") == first);
  CHECK(run("1000", "8") != first);
}

TEST_CASE("twc-fakemaster: with --speed, durations and time stamps are those of the bus",
          "[master][sim]") {
  const TemporaryFile capture{"", ".twclog"};
  const auto started = std::chrono::steady_clock::now();
  const Outcome outcome =
      run_master({"sim:1", "--max-current", "32", "--speed", "60", "--run-for", "60s", "--poll",
                  "meter", "-F", "json", "-w", capture.path()});
  const auto passed = std::chrono::steady_clock::now() - started;
  CHECK(outcome.exit == 0);
  CHECK(passed >= std::chrono::seconds{1});
  CHECK(passed < std::chrono::seconds{30});
  const auto lines = lines_of(outcome.out);
  const auto seconds_of = [](const std::string& line) {
    const auto members = parse_json(line);
    REQUIRE(members);
    const auto t = member(*members, "t");
    REQUIRE(t);
    return 3600 * std::stoi(t->substr(11, 2)) + 60 * std::stoi(t->substr(14, 2)) +
           std::stoi(t->substr(17, 2));
  };
  constexpr int day = 86'400;
  const int told = (seconds_of(lines.back()) - seconds_of(lines.front()) + day) % day;
  CHECK(told >= 10);
  CHECK(told <= 60);
  const auto first = first_time_of(capture.content(), " T ");
  const auto last = last_time_of(capture.content(), " T ");
  REQUIRE((first && last));
  CHECK(*last - *first >= 50'000'000);
  CHECK(*last - *first <= 60'000'000);
}

TEST_CASE("twc-sniff: with --speed, durations and time stamps are those of the bus",
          "[sniff][sim]") {
  const Outcome outcome = Sniffer{
      {"--speed", "60", "-t", "z", "--diagnose=30s", "-F", "text", "-F", "log:/dev/stderr",
       "sim:1"}
  }.finish();
  const auto first = first_time_of(outcome.err, " R ");
  const auto last = last_time_of(outcome.err, " R ");
  REQUIRE((first && last));
  CHECK(*last - *first >= 20'000'000);
  CHECK(*last - *first <= 30'500'000);
}

TEST_CASE("twc-sniff: a simulated bus is the same with the same seed, and another with another",
          "[sniff][sim]") {
  const auto frames = [](const std::string& seed) {
    return Sniffer{
        {"--speed", "60", "-F", "hex", "-n", "100", "--seed", seed, "sim:3"}
    }
        .finish()
        .out;
  };
  const std::string seven = frames("7");
  CHECK(lines_of(seven).size() == 100);
  CHECK(frames("7") == seven);
  CHECK(frames("8") != seven);
}

TEST_CASE("twc-fakemaster: with -F json every line is an object", "[master][sim]") {
  FakeMaster master{simulated("sim:3", {"-F", "json", "--poll", "meter,vin,serial,firmware"})};
  master.type("limit 20\nwhat\nstatus\n");
  master.await_out(R"("event":"vin","id":"2019")");
  master.await_out(R"("serial":"A17A0003495")");
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  const auto lines = lines_of(outcome.out);
  CHECK(lines.size() > 20);
  for (const std::string& line : lines) {
    INFO(line);
    CHECK(parse_json(line));
  }
}

TEST_CASE("twc-fakemaster: redacted, neither output nor capture has a serial number",
          "[master][sim]") {
  const TemporaryFile capture{"", ".twclog"};
  FakeMaster master{simulated("sim:1", {"--redact", "--poll", "vin,serial", "-w", capture.path()})};
  master.await_out(" vin=");
  master.await_out(" serial=");
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.out, !ContainsSubstring("A17A0002019") && !ContainsSubstring("5YJ3E7E"));
  CHECK_THAT(capture.content(), ContainsSubstring(" T FBED") && ContainsSubstring(" R FDED2019") &&
                                    !ContainsSubstring("4131374130303032303139"));
}

TEST_CASE("twc-fakemaster: --on-exit min leaves the units at their minimum", "[master][sim]") {
  FakeMaster master{simulated("sim:2", {"--on-exit", "min"})};
  master.await_out("echoed=16.00 drawn=15.");
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  const auto last = outcome.out.substr(outcome.out.rfind("ok "));
  CHECK_THAT(last, ContainsSubstring("2019  echoed       requested=6.00 granted=6.00 echoed=6.00"));
  CHECK_THAT(last, ContainsSubstring("3495  echoed       requested=6.00 granted=6.00 echoed=6.00"));
}

TEST_CASE("twc-fakemaster: --on-exit stop stops them", "[master][sim]") {
  FakeMaster master{simulated("sim:2", {"--on-exit", "stop"})};
  master.await_out("echoed=16.00 drawn=15.");
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  const auto last = outcome.out.substr(outcome.out.rfind("ok "));
  CHECK_THAT(last, ContainsSubstring("2019  echoed       requested=0.00 granted=6.00 echoed=6.00"));
  CHECK_THAT(last, ContainsSubstring("3495  echoed       requested=0.00 granted=6.00 echoed=6.00"));
}

TEST_CASE("twc-fakemaster: --dry-run sends nothing and shows what it would", "[master][sim]") {
  const Outcome outcome = run_master(simulated("sim:1", {"--dry-run", "--run-for", "20s"}));
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("would send") && ContainsSubstring("master_linkready"));
  CHECK_THAT(outcome.out, !ContainsSubstring("linked"));
}

TEST_CASE("twc-sniff: a simulated bus has a master of its own", "[sniff][sim]") {
  const Outcome outcome = Sniffer{
      {"--speed", "60", "-n", "200",
       "sim:3"}
  }.finish();
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("6617 > A7C5  slave_heartbeat") &&
                              ContainsSubstring("set_limit 11.00 A"));
}
