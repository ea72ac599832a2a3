// SPDX-License-Identifier: MIT
/// twc-sniff --diagnose says in plain sentences what is wrong, by what evidence, and what to do.

#include "tools/support_diagnose.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("diagnose: says what, by what evidence, and what to do", "[sniff][diagnose]") {
  Log log;
  for (int time = 0; time < 3; ++time) log.add(10s, linkready(slave_id));
  const Outcome outcome = sniff({"--diagnose", "-"}, log.text());
  CHECK(outcome.exit == 8);
  CHECK(
      outcome.out ==
      "20.0 s: 3 good frames, 0 bad, 0 noise bytes, no echo\n"
      "2019  slave  protocol 2  rated 32.00 A\n"
      "\n"
      "problem: 2019 announces itself, and nobody answers: there is no master\n"
      "  evidence: 3 announcements in 20.0 s, no frame of a master meanwhile\n"
      "  when: from 16:00:10 to 16:00:30 (20.0 s)\n"
      "  what to do: Receiving works. Start a master; if one is running, check its transmit wires "
      "and its direction pin.\n"
      "  what else it may be: A real master may be switched off, or its rotary switch may be on "
      "F.\n"
      "\n"
      "verdict: 1 problem\n");
}

TEST_CASE("diagnose: several units in one sentence agree with their verb", "[sniff][diagnose]") {
  Log log;
  for (int time = 0; time < 3; ++time) {
    for (const TwcId id : {TwcId{0x2019}, TwcId{0x2020}, TwcId{0x2021}}) log.add(5s, linkready(id));
  }
  const Outcome outcome = sniff({"--diagnose", "-"}, log.text());
  CHECK_THAT(outcome.out, ContainsSubstring("problem: 2019, 2020 and 2021 announce themselves, and "
                                            "nobody answers: there is no master\n"));
  const Outcome ended = sniff({"--diagnose", captures + "/field/three-units-master-ended.twclog"});
  CHECK(ended.exit == 0);
  CHECK_THAT(ended.out,
             ContainsSubstring("note: master 7777 was heard until its last frame, and 2021, 2020 "
                               "and 2019 announce themselves since\n") &&
                 ContainsSubstring("  when: from 14:40:45 to 14:43:14 (148.7 s)\n") &&
                 ContainsSubstring("\nverdict: nothing wrong\n"));
}

TEST_CASE("diagnose: units that one master stopped or leaves out are one sentence",
          "[sniff][diagnose]") {
  constexpr TwcId second{0x2020};
  constexpr TwcId third{0x2021};
  Log stopped;
  Log left_out;
  for (int time = 0; time < 10; ++time) {
    stopped.beats(1, ask(), reply(16_A, 15_A)).beats(1, ask(second), answer(second));
    stopped.beats(1, ask(third), answer(third));
  }
  left_out.beats(40, ask(third), answer(third));
  for (int time = 0; time < 9; ++time) {
    for (Log* const log : {&stopped, &left_out}) {
      log->add(100ms, linkready(slave_id)).add(100ms, linkready(second));
      log->beats(6, ask(third), answer(third));
    }
  }
  CHECK_THAT(sniff({"--diagnose", "-"}, stopped.text()).out,
             ContainsSubstring("note: master 7777 stopped 2019 and 2020 by silence: it does not "
                               "address them any more\n"));
  CHECK_THAT(sniff({"--diagnose", "-"}, left_out.text()).out,
             ContainsSubstring("problem: 2019 and 2020 announce themselves, and master 7777 does "
                               "not address them\n"));
}

TEST_CASE("diagnose: nouns agree with their numbers", "[sniff][diagnose]") {
  Log log;
  log.add(1s, answer()).add(1s, 'N', "FF");
  CHECK_THAT(sniff({"--diagnose", "-"}, log.text()).out,
             ContainsSubstring("1.0 s: 1 good frame, 0 bad, 1 noise byte, no echo\n"));
}

TEST_CASE("diagnose: trouble that is past is told as past, with its times, and is no problem",
          "[sniff][diagnose]") {
  const Outcome outcome =
      sniff({"--diagnose", captures + "/field/master-mute-for-15s-then-well.twclog"});
  CHECK(outcome.exit == 0);
  CHECK_THAT(
      outcome.out,
      ContainsSubstring("past problem: 2019 announces itself, and master F00D does not "
                        "address it\n") &&
          ContainsSubstring("  when: from 14:47:06 to 14:47:19 (13.0 s), and it is over\n") &&
          ContainsSubstring("\nverdict: nothing wrong now, 1 problem in the past\n"));
}

TEST_CASE("diagnose: a unit that was never heard is listed", "[sniff][diagnose]") {
  const Outcome outcome =
      sniff({"--diagnose", captures + "/field/master-heartbeats-a-dead-unit.twclog"});
  CHECK_THAT(outcome.out, ContainsSubstring("\n02BB  unknown  never heard  answered 0 of 60\n"));
}

TEST_CASE("diagnose: an impossible text is shown escaped, and not at all with --redact",
          "[sniff][diagnose]") {
  // jnicolson-esphome, pull request 16; the id is made up
  const auto garbage = made_up("FD ED 20 19 B3 61 F1 14 84 20 D9 71 33 66 CB 00 00 00 00");
  Log log;
  log.beats(3).add(500ms, garbage).add(500ms, garbage);
  const Outcome outcome = sniff({"--diagnose", "-"}, log.text());
  CHECK(outcome.exit == 8);
  CHECK_THAT(outcome.out,
             ContainsSubstring("evidence: <B3>a<F1><14><84> <D9>q3f<CB>: it "
                               "contains characters that no text contains; heard 2 times\n"));
  const Outcome redacted = sniff({"--diagnose", "--redact", "-"}, log.text());
  CHECK(redacted.exit == 8);
  CHECK_THAT(redacted.out, ContainsSubstring("evidence: (not shown): it contains characters"));
  // The text that takes the place of a right serial number fits no id, and is no finding.
  const std::string clean = captures + "/ukoda-master-and-slave.twclog";
  CHECK(sniff({"--diagnose", "--redact", clean}).exit == 0);
}
