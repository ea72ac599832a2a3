// SPDX-License-Identifier: MIT
/// twc-sniff --diagnose ends with a verdict, as text or JSON, of a capture or a live bus.

#include "tools/support_diagnose.hpp"
#include "tools/support_json.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("diagnose: counts what --stats counts", "[sniff][diagnose]") {
  for (const char* const name :
       {"/programs-twcmanager-both-p2.twclog", "/field/questions-flood-no-heartbeat.twclog",
        "/field/program-wrong-checksums-repeated.twclog"}) {
    INFO(name);
    const Outcome outcome = sniff({"--diagnose", "--stats", captures + name});
    const auto number_after = [](const std::string& text, std::string_view words) {
      const std::size_t at = text.find(words);
      REQUIRE(at != std::string::npos);
      return std::stoul(text.substr(at + words.size()));
    };
    CHECK(number_after(outcome.out, "  answered ") == number_after(outcome.err, "  answered "));
    CHECK(number_after(outcome.out.substr(outcome.out.find("  answered ")), " of ") ==
          number_after(outcome.err, "asked "));
  }
}

TEST_CASE("diagnose: a clean bus has latencies and a good verdict", "[sniff][diagnose]") {
  const Outcome outcome = sniff({"--diagnose", captures + "/ukoda-master-and-slave.twclog"});
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("answered 104 of 104 after 150 to 202 ms\n"));
  CHECK_THAT(outcome.out, ContainsSubstring("verdict: nothing wrong\n"));
}

TEST_CASE("diagnose: JSON lines are JSON, the verdict last", "[sniff][diagnose]") {
  const Outcome outcome =
      sniff({"--diagnose", "-F", "json", captures + "/programs-twcmanager-both-p2.twclog"});
  const auto lines = lines_of(outcome.out);
  REQUIRE(lines.size() == 4);
  for (const std::string& line : lines) CHECK(parse_json(line));
  CHECK_THAT(lines[2], ContainsSubstring(R"("finding":"lost","units":["4321"],"past":true)") &&
                           ContainsSubstring(R"("otherwise":")"));
  CHECK_THAT(lines.back(), ContainsSubstring(R"("verdict":"ok","findings":0,"past":1)"));
}

TEST_CASE("diagnose: the verdict takes the place of the frames, and files get them",
          "[sniff][diagnose]") {
  const TemporaryFile frames{"", ".json"};
  const std::string capture = captures + "/gh-ngardiner-453.log";
  const Outcome outcome = sniff({"--diagnose", "-F", "json:" + frames.path(), capture});
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.find("slave_heartbeat") == std::string::npos);
  CHECK_THAT(frames.content(), ContainsSubstring("slave_heartbeat"));
  const Outcome silent = sniff({"--diagnose", "-F", "null", captures + "/gh-dracoventions-6.log"});
  CHECK(silent.exit == 8);
  CHECK(silent.out.empty());
  const Outcome wrong = sniff({"--diagnose", "-F", "csv", capture});
  CHECK(wrong.exit == 2);
  CHECK_THAT(wrong.err, ContainsSubstring("--diagnose: expected -F text, json or null"));
}

TEST_CASE("diagnose: a live bus is listened to for so long, and silence is a finding",
          "[sniff][diagnose]") {
  const Outcome outcome = sniff({"--diagnose=200ms", "listen://127.0.0.1:0"});
  CHECK(outcome.exit == 8);
  CHECK_THAT(outcome.out, ContainsSubstring("problem: nothing is heard\n"));
  CHECK_THAT(outcome.out, ContainsSubstring("no frame in 0.2 s"));
}
