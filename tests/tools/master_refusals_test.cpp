// SPDX-License-Identifier: MIT
/// The settings that twc-fakemaster refuses to begin with; --check-config refuses the same.

#include <string>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string no_port = "/dev/no-such-port";

/// The same line and exit code at a start and from --check-config.
void check_both_refuse(Program::Arguments arguments, int exit, const std::string& words,
                       const Program::Arguments& environment = {}) {
  const Outcome started = run_master(arguments, {}, environment);
  arguments.emplace_back("--check-config");
  const Outcome checked = run_master(arguments, {}, environment);
  INFO(started.err << checked.err);
  CHECK(started.exit == exit);
  CHECK_THAT(started.err, ContainsSubstring(words));
  CHECK(lines_of(started.err).size() == 1);
  CHECK(checked.exit == exit);
  CHECK(checked.err == started.err);
  CHECK((started.out + checked.out).empty());
}

Program::Arguments with(const Program::Arguments& more) {
  Program::Arguments all{no_port, "--max-current", "32"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

}  // namespace

TEST_CASE("twc-fakemaster: a time to stop that units do not keep is refused", "[master][usage]") {
  check_both_refuse(with({"--stop-after", "29s"}), 6,
                    "--stop-after 29s: units draw for up to 30 s");
  check_both_refuse(with({"--margin", "-10s"}), 6, "--margin -10s: expected 0s or more");
  check_both_refuse(with({"--margin", "-10"}), 2, "--margin: expected a duration");
  CHECK(run_master(with({"--stop-after", "30s", "--margin", "0s"})).exit == 3);
}

TEST_CASE("twc-fakemaster: a smallest offer above the largest is refused", "[master][usage]") {
  check_both_refuse(with({"--unit", "2019:max=6,min=16"}), 2,
                    "--unit 2019: its smallest offer, 16.00 A, is more than its most, 6.00 A");
  check_both_refuse(with({"--unit", "2019:max=5"}), 2,
                    "--unit 2019: its smallest offer, 6.00 A, is more than its most, 5.00 A");
  check_both_refuse(with({"--min-current", "10", "--unit-max", "8"}), 2,
                    "--min-current: the smallest offer, 10.00 A, is more than --unit-max, 8.00 A");
  CHECK(run_master(with({"--unit", "2019:max=5,min=5"})).exit == 3);
}

TEST_CASE("twc-fakemaster: more than 80 A for one unit is refused", "[master][usage]") {
  check_both_refuse(with({"--unit-max", "80.01"}), 2, "--unit-max: expected amperes of one unit");
  check_both_refuse(with({"--unit", "2019:max=81"}), 2, "--unit: expected amperes of one unit");
  check_both_refuse(with({"--limit", "2019"}), 2, "--limit: expected at most 640 A");
}

TEST_CASE("twc-fakemaster: one unit is set once", "[master][usage]") {
  check_both_refuse(with({"--unit", "2019:max=16", "--unit", "2019:max=32"}), 2,
                    "--unit 2019: is given twice");
}

TEST_CASE("twc-fakemaster: a variable that is no option is refused, with the one that is meant",
          "[master][usage]") {
  check_both_refuse(with({}), 2, "TWC_MAX_CURENT: no option has this name; TWC_MAX_CURRENT has",
                    {"TWC_MAX_CURENT=16"});
  check_both_refuse(with({}), 2, "TWC_GARAGE: no option has this name", {"TWC_GARAGE=16"});
  CHECK(run_master(with({}), {}, {"TWC_MAX_ERRORS=5"}).exit == 3);  // another tool's
  const TemporaryFile wrong{"max-curent = 16\n"};
  check_both_refuse({"--config", wrong.path(), no_port}, 2, "'max-curent'; 'max-current' is one");
}

TEST_CASE("twc-fakemaster: --check-config refuses what a start refuses", "[master][usage]") {
  check_both_refuse({}, 2, "expected one ENDPOINT");
  check_both_refuse({"--max-current", "32"}, 2, "expected one ENDPOINT");
  check_both_refuse({no_port}, 6, "--max-current AMPS is required");
  check_both_refuse({no_port, "--max-current", "400"}, 6, "at most 320.00");
  check_both_refuse({"http://x", "--max-current", "32"}, 2, "http://x: no such kind of endpoint");
  check_both_refuse({"sim:9", "--max-current", "32"}, 2, "sim:9: expected a number");
  check_both_refuse(with({"--speed", "60"}), 2, "--speed: expected a simulated bus");
  check_both_refuse(with({"--seed", "7"}), 2, "--seed: expected a simulated bus");
  check_both_refuse(with({"--policy", "rotate:5"}), 2, "--policy: expected a duration");
  const Outcome fine = run_master({"sim:", "--max-current", "32", "--check-config"});
  CHECK(fine.exit == 0);
  CHECK(fine.out == "twc-fakemaster: the configuration is fine\n");
}

TEST_CASE("twc-fakemaster: values that cannot be are refused", "[master][usage]") {
  const auto capped = [](const std::string& amps, const Program::Arguments& more = {}) {
    Program::Arguments all{no_port, "--max-current", amps};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  check_both_refuse(capped("4"), 2, "6.00 A, is more than --max-current, 4.00 A");
  check_both_refuse(
      capped("16", {"--min-current", "20"}), 2,
      "--min-current: the smallest offer, 20.00 A, is more than --max-current, 16.00");
  check_both_refuse(
      capped("16", {"--unit", "2019:min=20"}), 2,
      "--unit 2019: its smallest offer, 20.00 A, is more than --max-current, 16.00 A");
  check_both_refuse(with({"--min-current", "4.9"}), 2, "no unit takes 4.90 A; expected 5.00 A");
  check_both_refuse(with({"--unit", "2019:min=1"}), 2, "--unit 2019: no unit takes 1.00 A");
  check_both_refuse(with({"--lost-after", "0s"}), 2, "--lost-after 0s: a unit may be silent");
  check_both_refuse(with({"--stale", "0s"}), 2, "--stale 0s: every total would be stale");
  check_both_refuse(with({"--id", "2019", "--unit", "2019:max=16"}), 2,
                    "--id: is that of a --unit");
  CHECK(run_master(capped("5", {"--min-current", "5"})).exit == 3);
  CHECK(run_master(capped("5", {"--unit", "2019:min=5"})).exit == 3);
}

TEST_CASE("twc-fakemaster: files that cannot be opened are refused", "[master][usage]") {
  const Folder folder;
  const TemporaryFile file{"mine"};
  const auto sim = [](const Program::Arguments& more) {
    Program::Arguments all{"sim:", "--max-current", "32"};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  };
  check_both_refuse(sim({"--socket", "/no/such/x.sock"}), 1,
                    "--socket /no/such/x.sock: No such file");
  check_both_refuse(sim({"--socket", file.path()}), 1, "exists and is no socket");
  check_both_refuse(sim({"--socket", folder / std::string(200, 'x').c_str()}), 1,
                    "File name too long");
  check_both_refuse(sim({"-w", "/no/such/x.twclog"}), 1,
                    "/no/such/x.twclog: cannot open: No such file");
  check_both_refuse(sim({"-w", "/proc/version/x.bin"}), 1, "Not a directory");
  check_both_refuse(sim({"-w", "-"}), 2, "--write: expected a name that ends with");
  check_both_refuse(sim({"--rotate", "3"}), 2, "--rotate: there is no file to rotate");
  check_both_refuse(sim({"-w", folder / "a.bin", "--rotate", "1"}), 2, "--rotate: expected");
  check_both_refuse(sim({"-w", folder / "a.bin", "--max-size", "4095"}), 2,
                    "--max-size: expected 4k or more");
  check_both_refuse({file.path(), "--max-current", "32"}, 3, "is a file, not a serial port");
  check_both_refuse({folder / "", "--max-current", "32"}, 3, "is a directory, not a serial port");
  check_both_refuse({"pty:/no/such/link", "--max-current", "32"}, 3, "cannot make the link");
  check_both_refuse({"pty:" + file.path(), "--max-current", "32"}, 3, "is no link to a pseudo");
  const Outcome fine =
      run_master(sim({"--check-config", "--socket", folder / "a", "-w", folder / "a.twclog"}));
  CHECK(fine.exit == 0);
  CHECK(read_file(file.path()) == "mine");
  CHECK(fine.err.empty());
}

TEST_CASE("twc-fakemaster: --check-config refuses a port that is not there, taken or dead",
          "[master][usage]") {
  check_both_refuse(with({}), 3, "/dev/no-such-port: does not exist; ls /dev/serial/by-id shows");
  const auto capped = [](const std::string& endpoint) {
    return Program::Arguments{endpoint, "--max-current", "32"};
  };
  const auto is_fine = [&](const std::string& endpoint) {
    Program::Arguments all = capped(endpoint);
    all.emplace_back("--check-config");
    return run_master(all).exit == 0;
  };
  const PtyPort port;
  CHECK(is_fine(port.device));
  CHECK(is_fine(port.device));  // the first check has let go of it
  {
    FakeMaster owner{capped(port.device)};
    owner.await_out("link_up");
    check_both_refuse(capped(port.device), 3, "another program has this port to itself");
  }
  FakeMaster listener{capped("listen://127.0.0.1:0")};
  const std::string place = place_in(listener.await_err("at most"));
  const std::string address = place.substr(place.find("127"));
  check_both_refuse(capped(place), 3, "another program listens there already");
  CHECK(is_fine("tcp://" + address));
  listener.type("quit\n");
  CHECK(listener.finish().exit == 0);
  check_both_refuse(capped("tcp://" + address), 3, "refused");
}

TEST_CASE("twc-fakemaster: --check-config refuses a socket that another master has",
          "[master][usage]") {
  const Folder folder;
  const Program::Arguments wants{"sim:", "--max-current", "32", "--socket", folder / "sock"};
  FakeMaster master{wants};
  master.await_out("link_up");
  check_both_refuse(wants, 1, "another process listens there");
  master.type("status\n");
  master.await_out("unit_count=");
  master.type("quit\n");
  CHECK(master.finish().exit == 0);
  Program::Arguments check = wants;
  check.emplace_back("--check-config");
  CHECK(run_master(check).exit == 0);
  CHECK_FALSE(std::filesystem::exists(folder / "sock"));
}

TEST_CASE("twc-fakemaster: two units fit into one variable and into the file", "[master][usage]") {
  const Program::Arguments status{"sim:2", "--speed", "60", "--max-current", "32"};
  const auto shares = [&](const Program::Arguments& more, const Program::Arguments& environment) {
    Program::Arguments all = status;
    all.insert(all.end(), more.begin(), more.end());
    FakeMaster master{all, environment};
    master.await_out("2019  echoed       requested=7.00 granted=7.00 echoed=7.00");
    master.await_out("3495  echoed       requested=9.00 granted=9.00 echoed=9.00");
    master.type("quit\n");
    CHECK(master.finish().exit == 0);
  };
  shares({}, {"TWC_UNIT=2019:max=7 3495:max=9,priority=1"});
  const TemporaryFile list{"unit = [\"2019:max=7\", \"3495:max=9,priority=1\"]\n"};
  shares({"--config", list.path()}, {});
  const TemporaryFile text{"unit = \"2019:max=7 3495:max=9,priority=1\"\n"};
  shares({"--config", text.path()}, {});
}

TEST_CASE("twc-fakemaster: the endpoint can stand in the environment and in the file",
          "[master][usage]") {
  const TemporaryFile file{"endpoint = \"sim:1\"\nmax-current = 32\n"};
  CHECK_THAT(run_master({"--config", file.path()}, "quit\n").out,
             ContainsSubstring("endpoint=sim:1"));
  CHECK_THAT(run_master({"--config", file.path()}, "quit\n", {"TWC_ENDPOINT=sim:2"}).out,
             ContainsSubstring("endpoint=sim:2"));
  CHECK_THAT(run_master({"--config", file.path(), "sim:3"}, "quit\n", {"TWC_ENDPOINT=sim:2"}).out,
             ContainsSubstring("endpoint=sim:3"));
}
