// SPDX-License-Identifier: MIT
/// The words that users type to start a master, right and wrong: options, configuration, exit
/// codes.

#include <sstream>
#include <string>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_program.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// One line on standard error that holds `words`, nothing on standard output.
void check_refused(const Program::Arguments& arguments, int exit, const std::string& words) {
  const Outcome outcome = run_master(arguments);
  INFO(outcome.err);
  CHECK(outcome.exit == exit);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, ContainsSubstring(words));
  CHECK(lines_of(outcome.err).size() == 1);
}

const std::string nowhere = "/dev/no-such-port";

}  // namespace

TEST_CASE("twc-fakemaster: without a safe --max-current no port is opened", "[master][usage]") {
  check_refused({nowhere}, 6, "--max-current AMPS is required");
  check_refused({nowhere, "--max-current", "0"}, 6, "--max-current 0");
  check_refused({nowhere, "--max-current", "1e9"}, 6, "at most 320.00");
  check_refused({nowhere, "--max-current", "320.01"}, 6, "at most 320.00");
  check_refused({nowhere, "--max-current", "0.001"}, 6, "--max-current 0");
  check_refused({nowhere, "--max-current", "320"}, 3, nowhere);
}

TEST_CASE("twc-fakemaster: a current that is no number is a usage error", "[master][usage]") {
  for (const char* const wrong : {"abc", "-5", "12,5", "16A", "nan", ""}) {
    check_refused({nowhere, std::string{"--max-current="} + wrong}, 2, "--max-current");
  }
  check_refused({nowhere, "--max-current", "32", "--unit-max", "81"}, 2, "--unit-max");
  check_refused({nowhere, "--max-current", "32", "--limit", "x"}, 2, "--limit");
}

TEST_CASE("twc-fakemaster: a wrong word is named, with what was expected", "[master][usage]") {
  const auto with = [](const std::string& option, const std::string& value) {
    return Program::Arguments{nowhere, "--max-current", "32", option, value};
  };
  check_refused({"--max-current", "32"}, 2, "expected one ENDPOINT");
  check_refused({"--max-current", "32", "pty:", "pty:"}, 2, "expected one ENDPOINT");
  check_refused(with("--id", "XYZ"), 2, "--id: expected an id");
  check_refused(with("--id", "0000"), 2, "--id: expected an id");
  check_refused(with("--sign", "123"), 2, "--sign: expected a sign");
  check_refused(with("--unit", "XYZ:max=6"), 2, "--unit: expected an id");
  check_refused(with("--unit", "0000:max=6"), 2, "--unit: expected an id");
  check_refused(with("--policy", "best"), 2, "--policy: expected fair, priority or rotate");
  check_refused(with("--stop-by", "force"), 2, "--stop-by: expected auto, zero, contactor");
  check_refused(with("--on-exit", "run"), 2, "--on-exit: expected hold, min or stop");
  check_refused(with("--poll", "meter,mood"), 2, "--poll: expected meter, vin");
  check_refused(with("--expect-units", "0"), 2, "--expect-units: expected a number of units");
  check_refused(with("--stale", "60"), 2, "--stale: expected a duration");
  check_refused(with("--end-byte", "C0"), 2, "--end-byte: expected FC, FE, FF or none");
  check_refused(with("-F", "csv"), 2, "--format: expected text or json");
  check_refused(with("--speed", "60"), 2, "--speed: expected a simulated bus");
  check_refused({"http://x", "--max-current", "32"}, 2, "http://x: no such kind of endpoint");
  check_refused({"sim:9", "--max-current", "32"}, 2, "sim:9: expected a number");
}

TEST_CASE("twc-fakemaster: an endpoint or a file that cannot be opened is named",
          "[master][usage]") {
  check_refused({nowhere, "--max-current", "32"}, 3, nowhere + ": does not exist");
  check_refused({"/tmp", "--max-current", "32"}, 3, "/tmp: is a directory");
  check_refused({"tcp://127.0.0.1:1", "--max-current", "32"}, 3, "tcp://127.0.0.1:1");
  check_refused({"sim:", "--max-current", "32", "--socket", "/no/such/x.sock"}, 1,
                "--socket /no/such/x.sock: No such file");
  check_refused({"sim:", "--max-current", "32", "-w", "/no/such/x.bin"}, 1, "/no/such/x.bin");
}

TEST_CASE("twc-fakemaster: help and version go to standard output", "[master][usage]") {
  CHECK_THAT(run_master({"--help"}).out, ContainsSubstring("--max-current"));
  CHECK(run_master({"-V"}).out == "twc-fakemaster " TWC_VERSION "\n");
}

TEST_CASE("twc-fakemaster: --help names each command that it obeys", "[master][usage]") {
  const std::string page = run_master({"--help"}).out;
  const auto at = page.find("Commands, on standard input");
  REQUIRE(at != std::string::npos);
  Program master{
      TWC_FAKEMASTER, {"sim:1", "--max-current", "32"}
  };
  master.type("help\nquit\n");
  const std::string said = master.finish().out;
  const auto begin = said.find("commands=");
  REQUIRE(begin != std::string::npos);
  std::istringstream list{said.substr(begin + 9, said.find('\n', begin) - begin - 9)};
  std::size_t count = 0;
  for (std::string one; std::getline(list >> std::ws, one, ','); ++count) {
    const auto from = one.find_first_not_of('"');
    const std::string name = one.substr(from, one.find_first_of(" \"", from) - from);
    INFO(name);
    CHECK(page.find(name, at) != std::string::npos);
  }
  CHECK(count > 10);
}

TEST_CASE("twc-fakemaster: flags win over the environment, that over the file", "[master][usage]") {
  const TemporaryFile file{"max-current = 16\n"};
  const auto granted = [&](const Program::Arguments& more, const Program::Arguments& environment) {
    Program::Arguments all{"--config", file.path(), "sim:1"};
    all.insert(all.end(), more.begin(), more.end());
    return run_master(all, "status\nquit\n", environment).out;
  };
  CHECK_THAT(granted({}, {}), ContainsSubstring("max_current=16.00"));
  CHECK_THAT(granted({}, {"TWC_MAX_CURRENT=20"}), ContainsSubstring("max_current=20.00"));
  CHECK_THAT(granted({"--max-current", "25"}, {"TWC_MAX_CURRENT=20"}),
             ContainsSubstring("max_current=25.00"));
  const TemporaryFile wrong{"max-current = 16\nmax_current = 17\n"};
  check_refused({"--config", wrong.path(), "sim:1"}, 2, "line 2");
  const Outcome checked = run_master({"--check-config", "--config", file.path(), "sim:1"});
  CHECK(checked.exit == 0);
}
