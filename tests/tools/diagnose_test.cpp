/// twc-sniff --diagnose: the right cause for each trouble, and none on clean captures.

#include <string>

#include <fmt/format.h>

#include "support/catch.hpp"
#include "support/overheard.hpp"
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
        "tmc-72830-page3-checksum-post.log", "programs-wired-square-master.twclog"}) {
    CHECK(found_in_capture(name).empty());
  }
}

TEST_CASE("diagnose: names what is wrong in captures", "[sniff][diagnose]") {
  CHECK(found_in_capture("gh-dracoventions-6.log") == "echo");
  CHECK(found_in_capture("gh-dracoventions-16.log") == "nothing_heard");
  CHECK(found_in_capture("gh-jnicolson-twc-controller-4.log") == "sent_errors does_not_hear");
  // The line was cut for 45 s, and later there was no master for 33 s.
  CHECK(found_in_capture("programs-twcmanager-both-p2.twclog") == "XX");
}

TEST_CASE("diagnose: names what is wrong with the line", "[sniff][diagnose]") {
  Log no_frames;
  Log errors;
  Log modbus;
  for (int time = 0; time < 6; ++time) {
    no_frames.add(1s, 'N', "F8F0F8F8F0F8");
    errors.beats(5).add(100ms, 'B', fmt::format("FDE2{:02X}F28B3F4746F6FFFFFFFFFF{:02X} checksum rx", time, time));
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
      "  what to do: Receiving works. Start a master; if one is running, check its transmit wires "
      "and its direction pin.\n"
      "\n"
      "verdict: 1 problem\n");
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
  REQUIRE(lines.size() == 5);
  for (const std::string& line : lines) CHECK(parse_json(line));
  CHECK_THAT(lines.back(), ContainsSubstring(R"("verdict":"problem","findings":2)"));
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
