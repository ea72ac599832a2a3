// SPDX-License-Identifier: MIT
/// twc-fakeslave: what it is asked to do, and how it says no.

#include <csignal>
#include <string>

#include <sys/stat.h>

#include "common/enumerators.hpp"
#include "fakeslave/script.hpp"
#include "support/catch.hpp"
#include "tools/support_program.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Outcome fakeslave(const Program::Arguments& arguments) {
  return Program{TWC_FAKESLAVE, arguments}.finish();
}

}  // namespace

TEST_CASE("twc-fakeslave: wrong values get one line that names the option", "[fakeslave]") {
  struct Wrong {
    Program::Arguments arguments;
    const char* told;
  };
  const auto wrong = GENERATE(
      Wrong{
          {"pty:", "--unit", "XYZ"},
          "--unit: "
  },
      Wrong{{"pty:", "--unit", "0000"}, "--unit: "},
      Wrong{{"pty:", "--unit", "2019:max=abc"}, "--unit: "},
      Wrong{{"pty:", "--units", "0"}, "--units: expected a number of units from 1 to 16"},
      Wrong{{"pty:", "--unit", "2019", "--unit", "2019"}, "a different id for each unit"},
      Wrong{{"pty:", "--fault", "rain=1%"}, "--fault: "},
      Wrong{{"pty:", "--expect", "sum(limit)"}, "--expect: "},
      Wrong{{"pty:", "--run-for", "10"}, "--run-for: expected a duration"},
      Wrong{{"pty:", "--speed", "fast"}, "--speed: "},
      Wrong{{"pty:", "--end-byte", "AB"}, "--end-byte: expected FC, FE, FF or none"},
      Wrong{{"pty:", "--echo", "maybe"}, "--echo: expected auto, on or off"},
      Wrong{{"pty:", "--rs485", "yes"}, "--rs485: expected auto, kernel, rts or none"},
      Wrong{{"pty:", "--write", "file.txt"}, "--write: "}, Wrong{{"pty:", "-w", "-"}, "--write: "},
      Wrong{{"pty:", "--rotate", "3"}, "--rotate: there is no file to rotate"},
      Wrong{{"pty:", "--rotate", "3", "--check-config"}, "--rotate: there is no file to rotate"},
      Wrong{{"pty:", "-w", "x.bin", "--max-size", "1k"}, "--max-size: expected 4k or more"},
      Wrong{{"pty:", "--format", "xml"}, "--format: "},
      Wrong{{"pty:", "--script", "/no/such/script"},
            "--script /no/such/script: No such file or directory"},
      Wrong{{"--speed", "10", "/dev/ttyUSB77"}, "--speed: a serial line has its own speed"},
      Wrong{{"sim:"}, "sim: has units of its own"}, Wrong{{}, "expected one ENDPOINT"},
      Wrong{{"pty:", "pty:"}, "expected one ENDPOINT"},
      Wrong{{"http://adapter"}, "http://adapter: no such kind of endpoint"},
      Wrong{{"tcp://adapter"}, "tcp://adapter: expected host:port"},
      Wrong{{"pty:", "--no-such-option"}, "--no-such-option"});
  const Outcome outcome = fakeslave(wrong.arguments);
  INFO(outcome.err);
  CHECK(outcome.exit == 2);
  CHECK_THAT(outcome.err, ContainsSubstring(wrong.told));
  CHECK(lines_of(outcome.err).size() == 1);
  CHECK(outcome.out.empty());
}

TEST_CASE("twc-fakeslave: an endpoint that cannot be opened is exit status 3", "[fakeslave]") {
  struct Wrong {
    const char* endpoint;
    const char* told;
  };
  const auto wrong = GENERATE(
      Wrong{"/dev/ttyUSB77", "does not exist"}, Wrong{"/tmp", "is a directory, not a serial port"},
      Wrong{"/dev/null", "is not a serial port"}, Wrong{"tcp://127.0.0.1:1", "connection refused"});
  const Outcome outcome = fakeslave({wrong.endpoint});
  CHECK(outcome.exit == 3);
  CHECK_THAT(outcome.err, ContainsSubstring(wrong.told));
  CHECK(lines_of(outcome.err).size() == 1);
}

TEST_CASE("twc-fakeslave: a script says where it is wrong", "[fakeslave]") {
  const TemporaryFile script{"# two events\n3495 plug\nafter 10s 3495 fly\n"};
  const Outcome outcome = fakeslave({"pty:", "--script", script.path()});
  CHECK(outcome.exit == 2);
  CHECK_THAT(outcome.err, ContainsSubstring(script.path() + ":3: expected plug, unplug"));

  const TemporaryFile stranger{"2019 plug\n"};
  CHECK_THAT(fakeslave({"pty:", "--script", stranger.path()}).err,
             ContainsSubstring("--script: there is no unit 2019"));
}

TEST_CASE("twc-fakeslave: help, version and --check-config end with 0", "[fakeslave]") {
  const std::string help = fakeslave({"--help"}).out;
  CHECK_THAT(help, ContainsSubstring("--expect EXPR"));
  for (const auto deed : twc::tools::all_values<twc::tools::Deed>()) {
    CHECK_THAT(help, ContainsSubstring(std::string{to_string(deed)}));
  }
  CHECK(fakeslave({"--version"}).out == "twc-fakeslave " TWC_VERSION "\n");
  const TemporaryFile config{"unit = [\"2019:max=16\", \"2020\"]\nseed = 4\n"};
  CHECK(fakeslave({"--check-config", "--config", config.path(), "pty:"}).exit == 0);
  const TemporaryFile unknown{"seed = 4\ncolour = \"red\"\n"};
  const Outcome outcome = fakeslave({"--check-config", "--config", unknown.path(), "pty:"});
  CHECK(outcome.exit == 2);
  CHECK_THAT(outcome.err, ContainsSubstring("line 2"));
}

TEST_CASE("twc-fakeslave: a port that another one uses is refused", "[fakeslave]") {
  PtyPort port;
  REQUIRE(chmod(port.device.c_str(), 0666) == 0);
  Program first{
      TWC_FAKESLAVE, {"--force", port.device}
  };
  first.await_err("playing 3495 on ");
  const Outcome second = fakeslave({"--force", port.device});
  CHECK(second.exit == 3);
  CHECK_THAT(second.err, ContainsSubstring("another program has this port to itself"));

  first.signal(SIGKILL);
  CHECK(first.finish_with_open_input().exit == 128 + SIGKILL);
  Program again{
      TWC_FAKESLAVE, {"--force", port.device}
  };
  again.await_err("playing 3495 on ");
}
