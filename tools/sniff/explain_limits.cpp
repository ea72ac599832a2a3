// SPDX-License-Identifier: MIT
/// The words for limits that do not take, and for cars that draw more or less than theirs.

#include "sniff/explain_words.hpp"

namespace twc::tools {
namespace {

std::string_view remedy(bus::NotTakenBecause why) {
  using enum bus::NotTakenBecause;
  switch (why) {
    case needs_set_limit:
      return "Send it with command 09: a Protocol 2 unit that charges ignores 05.";
    case needs_initial_limit: return "Send it with command 05: a Protocol 1 unit does not know 09.";
    case below_minimum: return "Offer 6 A or more (a Protocol 1 unit: 5 A), or stop the charge.";
    case unknown: break;
  }
  return "A Protocol 2 unit that charges obeys 09, not 05, and no limit below 6 A; a Protocol 1 "
         "unit obeys 05. Do not count on the limit until the unit reports it back.";
}

}  // namespace

Explanation words(const bus::Overdraw& f) {
  return {
      .name = "overdraw",
      .units = {f.unit},
      .what = fmt::format("{} draws more than its limit", hex(f.unit)),
      .evidence = fmt::format("{} drawn at a limit of {}, for {} longer than a car needs to come "
                              "down",
                              amps(f.drawn), amps(f.limit), in_seconds(f.lasted)),
      .advice = "Lower the load or unplug the car: the wiring may carry more than it was told.",
      .otherwise = "The unit may report a wrong current: compare it with another meter."};
}

Explanation words(const bus::AsksInVain& f) {
  const bool is_too_little = f.offered != Centiamps{};
  const std::string offer =
      is_too_little ? fmt::format("is offered only {}, less than its minimum", amps(f.offered))
                    : std::string{"gets none"};
  return {
      .name = "asks_in_vain",
      .units = {f.unit,                       f.master},
      .what =
          fmt::format("{} asks for a limit and {}, so its car does not charge", hex(f.unit), offer),
      .evidence = fmt::format(
          "state {:02X} with limit 0 for {}, {} without a sufficient limit",
          static_cast<unsigned>(f.state), in_seconds(f.lasted),
          f.master == TwcId{                            }
              ? std::string{"a log of its master"                           }
              : fmt::format("{} of master {}", counted(f.heartbeats, "heartbeat"), hex(f.master))),
      .advice =
          "Let the master send a limit of 6 A or more (command 05 or 09) in answer to state 04: "
          "command 00 grants nothing.",
      .otherwise =
          "The program may wait for something: a schedule, the sun, or a car that it knows."
  };
}

Explanation words(const bus::ZeroIgnored& f) {
  const bool rests = f.protocol == Protocol::two && f.drawn <= Centiamps{750};
  return {
      .name = rests ? "zero_is_no_stop" : "does_not_stop",
      .units = {f.unit, f.master},
      .what = rests
                  ? fmt::format("the master sent 0 A to {}, and its car goes on charging: a "
                                "Protocol 2 unit falls to 6 A, not to 0",
                                hex(f.unit))
                  : fmt::format("the master sent 0 A to {}, and its car goes on: the unit disobeys",
                                hex(f.unit)),
      .evidence =
          fmt::format("command {:02X} with 0.00 A, then {} drawn at a limit of {} for {}",
                      f.command.value(), amps(f.drawn), amps(f.limit), in_seconds(f.lasted)),
      .advice = rests ? "To stop it, let the master send it no heartbeat for 30 s or more, or stop "
                        "the charge in the car. The contactor (FC B2) needs the car to be "
                        "plugged in again."
                      : "Stop the charge in the car or unplug it, then switch the unit off and on. "
                        "A master stops it by sending no heartbeat for 30 s.",
      .otherwise = rests ? "Some units fall to state 03 by themselves after a few seconds."
                         : "A Protocol 1 unit obeys 0 A only while every heartbeat carries it."
  };
}

Explanation words(const bus::NeverEchoed& f) {
  return {
      .name = "limit_not_echoed",
      .units = {f.unit,                                           f.master},
      .what = fmt::format("{} does not follow the limit that {} sends", hex(f.unit),
                          name_of_master(f.master)),
      .evidence = fmt::format("sent {} with command {:02X}, reported {} in {}", amps(f.sent),
                              f.command.value(), amps(f.reported),
                              f.master == TwcId{                                                }
        ? "its log" : counted(f.answers, "answer")),
      .advice = std::string{remedy(f.why)                                               },
      .otherwise = "The unit may have a minimum of its own, or the car asked for a pause."
  };
}

Explanation words(const bus::StuckStarting& f) {
  return {
      .name = "stuck_at_6_a",
      .units = {f.unit, f.master},
      .what = fmt::format("{} is stuck at {} after a pause from the car", hex(f.unit),
                          amps(f.reported)),
      .evidence = fmt::format("state 08 (starting) for {}, with a limit of {}",
                              in_seconds(f.lasted), amps(f.before)),
      .advice =
          "Send it another limit, 1 A less for a few seconds, and then the old one: the same limit "
          "again does not free it. Plugging the car in again frees it, too.",
      .otherwise = "The car may still be preparing to charge."
  };
}

Explanation words(const bus::DrawsSix& f) {
  return {.name = "draws_6_a",
          .units = {f.unit},
          .what = fmt::format("the car at {} stays near 6 A although it may draw {}", hex(f.unit),
                              amps(f.limit)),
          .evidence = fmt::format("{} drawn at a limit of {} for {}", amps(f.drawn), amps(f.limit),
                                  in_seconds(f.lasted)),
          .advice =
              "Some cars fall to 6 A when their limit is raised. Offer 16 A (21 A at a unit of 80 "
              "A) or "
              "more for at least 5 s, then the wanted limit; twc-fakemaster does it with "
              "--raise-spike.",
          .otherwise = "The car may be set to 6 A, nearly full, or cold."};
}

Explanation words(const bus::Flapping& f) {
  return {
      .name = "limit_flaps",
      .units = {f.unit, f.master},
      .what = fmt::format("{} changes the limit of {} all the time", name_of_master(f.master),
                          hex(f.unit)),
      .evidence = fmt::format("{} in ten minutes", counted(f.changes, "change")),
      .advice =
          "Let the program wait longer between changes, and ignore small ones: cars take up to 15 "
          "s "
          "to follow, and relays wear out.",
      .otherwise = "Two programs that control the same master may want different limits."
  };
}

}  // namespace twc::tools
