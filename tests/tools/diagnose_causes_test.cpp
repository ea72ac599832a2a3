// SPDX-License-Identifier: MIT
/// twc-sniff --diagnose names the right cause for each trouble, and none on clean captures.

#include <map>

#include "tools/support_diagnose.hpp"

using namespace twc;
using namespace twc::test;

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
