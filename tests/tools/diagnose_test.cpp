// SPDX-License-Identifier: MIT
/// twc-sniff --diagnose: the right cause for each trouble, and none on clean captures.

#include <map>
#include <string>

#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/monitor_bench.hpp"
#include "tools/support_json.hpp"
#include "tools/support_program.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string captures{TWC_CAPTURES};

/// A twclog in the making.
class Log {
 public:
  Log& add(Duration passed, char kind, const std::string& rest) {
    now_ += passed;
    text_ += fmt::format("({}.{:06}) bus0 {} {}\n", now_.count() / 1'000'000,
                         now_.count() % 1'000'000, kind, rest);
    return *this;
  }
  Log& add(Duration passed, const wire::Frame& frame, char kind = 'R') {
    std::string hex = to_hex(frame.bytes());
    std::erase(hex, ' ');
    return add(passed, kind, hex);
  }
  Log& beats(int times, const wire::Frame& beat = ask(), const wire::Frame& reply = answer()) {
    for (int time = 0; time < times; ++time) add(850ms, beat).add(150ms, reply);
    return *this;
  }
  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  std::string text_ = "# twclog 1 clock=epoch\n";
  Duration now_ = std::chrono::hours{490'000};
};

/// The names of what is found, in order, notes and what is past in brackets.
std::string found_in(const Outcome& outcome) {
  std::string names;
  bool has_problem = false;
  for (const std::string& line : lines_of(outcome.out)) {
    constexpr std::string_view finding = R"({"finding":")";
    constexpr std::string_view note = R"({"note":")";
    const bool is_note = line.starts_with(note);
    if (!is_note && !line.starts_with(finding)) continue;
    const std::size_t begin = is_note ? note.size() : finding.size();
    const auto name = line.substr(begin, line.find('"', begin) - begin);
    const bool is_past = line.find(R"("past":true)") != std::string::npos;
    has_problem = has_problem || (!is_note && !is_past);
    names += (names.empty() ? "" : " ") + (is_note || is_past ? "(" + name + ")" : name);
  }
  CHECK(outcome.exit == (has_problem ? 8 : 0));
  return names;
}
std::string found(const Log& log) {
  return found_in(sniff({"--diagnose", "-F", "json", "-"}, log.text()));
}
std::string found_in_capture(const std::string& name) {
  INFO(name);
  return found_in(sniff({"--diagnose", "-F", "json", captures + "/" + name}));
}

wire::Frame reply(Centiamps limit, Centiamps drawn,
                  msg::ChargeState state = msg::ChargeState::charging) {
  return answer(slave_id, master_id, limit, drawn, state);
}

}  // namespace

TEST_CASE("diagnose: finds nothing on clean captures", "[sniff][diagnose]") {
  for (const char* const name :
       {"ukoda-master-and-slave.twclog", "ukoda-master-first-power-on.twclog",
        "ukoda-master-first-power-on.bin", "ukoda-master-first-power-on.pcap",
        "gh-ngardiner-453.log", "gh-ngardiner-453.bin", "gh-ngardiner-473.log",
        "gh-ngardiner-88.log", "gh-dracoventions-9.log", "src-wired-square-PROTOCOL.log",
        "tmc-72830-page3-checksum-post.log", "programs-wired-square-master.twclog",
        "program-13-byte-contactor-frames.twclog", "fmt-date-before-hex.log",
        "fmt-epoch-before-hex.log", "fmt-index-before-hex.log"}) {
    CHECK(found_in_capture(name).empty());
  }
}

TEST_CASE("diagnose: names what is wrong in captures", "[sniff][diagnose]") {
  CHECK(found_in_capture("gh-dracoventions-6.log") == "echo");
  CHECK(found_in_capture("gh-dracoventions-16.log") == "nothing_heard");
  CHECK(found_in_capture("gh-jnicolson-twc-controller-4.log") == "sent_errors does_not_hear");
  // The line was cut for 45 s, and later there was no master for 33 s.
  CHECK(found_in_capture("programs-twcmanager-both-p2.twclog") == "(lost)");
}

TEST_CASE("diagnose: says of each field case what it is known to say", "[sniff][diagnose]") {
  for (const auto& [name, names] : std::map<std::string, std::string>{
           {"asks-and-gets-no-limit.twclog",           "asks_in_vain"   },
           {"limit-16-draws-6.twclog",                 "draws_6_a"      },
           {"master-heartbeats-a-dead-unit.twclog",    "never_answers"  },
           {"master-mute-for-15s-then-well.twclog",    "(not_taken)"    },
           {"one-flipped-first-byte.twclog",           ""               },
           {"our-own-stop.twclog",                     "(silenced)"     },
           {"program-wrong-checksums-repeated.twclog", "program_fault"  },
           {"questions-flood-no-heartbeat.twclog",     "no_heartbeat"   },
           {"sender-does-not-escape-its-checksum.bin", "program_fault"  },
           {"taken-over-with-its-limit.twclog",        ""               },
           {"three-units-master-ended.twclog",         "(master_ended)" },
           {"zero-sent-p2-charges-on.twclog",          "zero_is_no_stop"},
  }) {
    INFO(name);
    const Outcome outcome = sniff({"--diagnose", "-F", "json", captures + "/field/" + name});
    CHECK(found_in(outcome) == names);
    CHECK(outcome.out == read_file(std::string{TWC_GOLDEN} + "/field/" + name + ".json"));
  }
}

TEST_CASE("diagnose: names what is wrong with the line", "[sniff][diagnose]") {
  Log no_frames;
  Log errors;
  Log modbus;
  for (int time = 0; time < 6; ++time) {
    no_frames.add(1s, 'N', "F8F0F8F8F0F8");
    errors.beats(5).add(
        100ms, 'B', fmt::format("FDE2{:02X}F28B3F4746F6FFFFFFFFFF{:02X} checksum rx", time, time));
    modbus.add(1s, 'N', "010300880002").add(5ms, 'N', "0103008800024421");
  }
  CHECK(found(no_frames) == "no_frames");
  CHECK(found(errors) == "many_errors");
  CHECK(found(modbus) == "modbus_meter");
  CHECK(found(Log{}) == "nothing_heard");
}

TEST_CASE("diagnose: names what is wrong between units", "[sniff][diagnose]") {
  constexpr TwcId other{0x3344};
  Log no_master;
  Log not_taken;
  Log deaf;
  Log masters;
  Log shared;
  Log conflict;
  for (int time = 0; time < 4; ++time) {
    no_master.add(6s, linkready(slave_id));
    not_taken.beats(6).add(100ms, linkready(other));
    deaf.add(6s, linkready(slave_id)).add(2s, ask()).add(2s, ask(), 'T');
    masters.beats(2).beats(2, ask(slave_id, other), answer(slave_id, other));
    shared.add(1s, linkready(slave_id, Sign{1})).add(1s, linkready(slave_id, Sign{2}));
    conflict.add(1s, ask(other, slave_id)).add(1s, linkready(slave_id));
  }
  CHECK(found(no_master) == "no_master");
  CHECK(found(not_taken) == "not_taken");
  CHECK(found(deaf) == "does_not_hear");
  CHECK(found(masters) == "two_masters");
  CHECK(found(shared) == "shared_id");
  CHECK(found(conflict) == "master_id_taken");
  Log ratings;
  Log many;
  for (int round = 0; round < 2; ++round) {
    for (std::uint16_t id = 1; id <= 4; ++id) {
      many.add(1s, linkready(TwcId{id})).add(400ms, ask(TwcId{id})).add(150ms, answer(TwcId{id}));
    }
  }
  ratings.add(1s, linkready(slave_id, Sign{1}, 80_A)).add(1s, linkready(slave_id, Sign{1}, 80_A));
  ratings.beats(3).add(1s, linkready(other)).add(1s, linkready(other));
  ratings.beats(3, ask(other), answer(other));
  // A program may serve what a real master refuses.
  CHECK(found(many) == "(too_many_slaves)");
  CHECK(found(ratings) == "(differing_ratings)");
}

TEST_CASE("diagnose: names what is wrong with a unit", "[sniff][diagnose]") {
  CHECK(found(Log{}.beats(2, ask(), reply({}, {}, msg::ChargeState::error))) == "error_state");
  CHECK(found(Log{}.beats(2, made_up("FB E0 77 77 20 19 02 04 00 00 00 00 00 00 00"))) ==
        "error_commanded");
  CHECK(found(Log{}.beats(23, ask(), reply(6_A, 16_A))) == "overdraw");
  CHECK(found(Log{}.beats(12, offer(10_A, msg::Command::set_limit), reply(16_A, 15_A))) ==
        "limit_not_echoed");
  CHECK(found(Log{}.beats(2, ask(), reply(Centiamps{9000}, 6_A))) == "impossible_value");
  CHECK(found(Log{}.beats(2, made_up("FC 1A 00 00 00 00 00 00 00 00 00 00 00 00 00"))) ==
        "dangerous_message");
  CHECK(found(Log{}
                  .add(1s, linkready(slave_id, Sign{1}))
                  .beats(9)
                  .add(1s, linkready(slave_id, Sign{2}))
                  .add(1s, linkready(slave_id, Sign{2}))
                  .beats(9)) == "(restarted)");
  Log lost;
  lost.beats(9);
  for (int time = 0; time < 26; ++time) lost.add(1s, ask());
  CHECK(found(lost) == "lost");
}

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

namespace {

/// A log of TWCManager that shows no frames: `words` at this second of the day.
std::string status_line(int second, const std::string& words) {
  return fmt::format("2026-07-09 {:02}:{:02}:{:02},267 - Slave    20 {}\n", 11 + second / 3600,
                     second / 60 % 60, second % 60, words);
}
std::string shb(int second, const std::string& unit, const std::string& master) {
  return status_line(second, fmt::format("SHB 2118: {} 0000 0000  M: {} 0000 0000", unit, master));
}
Outcome diagnosed(const std::string& log, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"--diagnose", "-F", "json", "-"});
  return sniff(arguments, log);
}

}  // namespace

TEST_CASE("diagnose: status lines tell of a unit that asks and gets no limit",
          "[sniff][diagnose]") {
  const std::string asks =
      shb(0, "04 00.00/00.00A", "00 00.00/00.00A") + shb(600, "04 00.00/00.00A", "00 00.00/00.00A");
  const Outcome outcome = diagnosed(asks);
  CHECK(found_in(outcome) == "asks_in_vain");
  CHECK_THAT(outcome.out, ContainsSubstring("a log of its master without a sufficient limit"));
  CHECK_THAT(outcome.out, ContainsSubstring(R"("units":["2118"])"));
  CHECK_THAT(outcome.out, ContainsSubstring(R"("verdict":"no_frames","content":"status_lines",)"
                                            R"("findings":1,"past":0)"));
  const Outcome text = sniff({"--diagnose", "-"}, asks);
  CHECK(text.exit == 8);
  CHECK_THAT(text.out, ContainsSubstring("no frames, but 2 status lines of TWCManager; 1 problem"));
}

TEST_CASE("diagnose: status lines tell of cars that do not follow", "[sniff][diagnose]") {
  CHECK(found_in(diagnosed(shb(0, "01 05.90/16.00A", "09 00.00/16.00A") +
                           shb(120, "01 05.95/16.00A", "09 00.00/16.00A"))) == "draws_6_a");
  CHECK(found_in(diagnosed(shb(0, "09 16.00/16.00A", "09 00.00/16.00A") +
                           shb(5, "01 06.59/06.00A", "09 00.00/00.00A") +
                           shb(65, "01 06.59/06.00A", "00 00.00/00.00A"))) == "zero_is_no_stop");
  CHECK(found_in(diagnosed(shb(0, "01 16.00/06.00A", "09 00.00/06.00A") +
                           shb(60, "01 16.10/06.00A", "09 00.00/06.00A"))) == "overdraw");
  std::string deaf;
  for (int second = 0; second < 60; second += 8) {
    deaf += status_line(second, "32.00 amp slave TWC 2118 is ready to link.  Sign: 1D");
  }
  CHECK(found_in(diagnosed(deaf)) == "does_not_hear");
}

TEST_CASE("diagnose: status lines of a good evening have nothing wrong", "[sniff][diagnose]") {
  const std::string evening =
      status_line(0, "32.00 amp slave TWC 2118 is ready to link.  Sign: 1D") +
      shb(2, "00 00.00/00.00A", "00 00.00/00.00A") +
      shb(602, "00 00.00/00.00A", "00 00.00/00.00A") +
      shb(700, "04 00.00/00.00A", "00 00.00/00.00A") +
      shb(703, "08 00.00/16.00A", "09 00.00/16.00A") +
      shb(710, "01 15.80/16.00A", "00 00.00/00.00A") +
      shb(1310, "01 15.80/16.00A", "00 00.00/00.00A") +
      shb(1320, "09 15.80/08.00A", "09 00.00/08.00A") +
      shb(1324, "01 08.90/08.00A", "00 00.00/00.00A") +
      shb(1924, "01 08.90/08.00A", "00 00.00/00.00A");
  // Nobody knows what was between two pieces of a log.
  CHECK(found_in(diagnosed(shb(0, "01 16.00/06.00A", "09 00.00/06.00A") +
                           shb(500, "01 05.90/06.00A", "09 00.00/06.00A")))
            .empty());
  const Outcome outcome = diagnosed(evening);
  CHECK(found_in(outcome).empty());
  CHECK(outcome.exit == 0);
  // Where -n and -T end the reading, the lines are what was heard.
  CHECK_THAT(diagnosed(evening, {"-n", "3"}).out, ContainsSubstring("3 status lines"));
  CHECK(diagnosed("nothing of a bus\n").exit == 4);
}
