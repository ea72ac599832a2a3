// SPDX-License-Identifier: MIT
/// The words for masters and units that do not find each other, or do not keep talking.

#include "sniff/explain_words.hpp"

namespace twc::tools {
namespace {

std::vector<TwcId> with_master(const bus::NamedUnits& named, TwcId master) {
  std::vector<TwcId> units = ids_of(named);
  units.push_back(master);
  return units;
}

}  // namespace

Explanation words(const bus::NoMaster& f) {
  return {.name = "no_master",
          .units = ids_of(f.units),
          .what = fmt::format("{} {}, and nobody answers: there is no master", names_of(f.units),
                              agreeing(f.units, "announces itself", "announce themselves")),
          .evidence = fmt::format("{} in {}, no frame of a master meanwhile",
                                  counted(f.announcements, "announcement"), in_seconds(f.over)),
          .advice =
              "Receiving works. Start a master; if one is running, check its transmit wires "
              "and its direction pin.",
          .otherwise = "A real master may be switched off, or its rotary switch may be on F."};
}

Explanation words(const bus::MasterEnded& f) {
  return {.name = "master_ended",
          .units = with_master(f.units, f.master),
          .what = fmt::format("master {} was heard until its last frame, and {} {} since",
                              hex(f.master), names_of(f.units),
                              agreeing(f.units, "announces itself", "announce themselves")),
          .evidence = fmt::format("{} answered the master well until then", names_of(f.units)),
          .advice =
              "Nothing, if the master was ended or stops the charge by silence. Otherwise see "
              "whether its program still runs.",
          .otherwise = "The cable between the master and this place may be cut."};
}

Explanation words(const bus::TwoMasters& f) {
  return {
      .name = "two_masters",
      .units = {f.first, f.second},
      .what = fmt::format("two masters: {} and {}", hex(f.first), hex(f.second)),
      .evidence = fmt::format("{} of {}, {} of {}, in turns", counted(f.frames_of_first, "frame"),
                              hex(f.first), f.frames_of_second, hex(f.second)),
      .advice =
          "Stop one of the programs, or set the rotary switch of all Wall Connectors to F, "
          "so that there is one master.",
      .otherwise = "One program that changes its id while it runs looks the same."
  };
}

Explanation words(const bus::MasterIdTaken& f) {
  return {.name = "master_id_taken",
          .units = {f.id},
          .what = fmt::format("a slave has the id of the master, {}", hex(f.id)),
          .evidence = fmt::format("{} of the master and {} of a slave",
                                  counted(f.frames_of_master, "frame"), f.frames_of_slave),
          .advice = "Give the master another id, one with a letter: no Wall Connector has that.",
          .otherwise = "A program may play master and Wall Connector under one id."};
}

Explanation words(const bus::DifferingRatings& f) {
  return {
      .name = "differing_ratings",
      .units = {f.lower, f.higher},
      .what = "units of different ratings share the bus",
      .evidence = fmt::format("{} announces {}, {} {}", hex(f.lower), amps(f.lower_rating),
                              hex(f.higher), amps(f.higher_rating)),
      .advice = "A real master refuses this (six red blinks). Use units of one rating.",
      .otherwise = "The rotary switch of one of them may be wrong."
  };
}

Explanation words(const bus::TooManySlaves& f) {
  return {.name = "too_many_slaves",
          .units = {},
          .what = "there are more than three slaves",
          .evidence = fmt::format("{} at one time", f.slaves),
          .advice = "A real master refuses a fourth (five red blinks). Take one off.",
          .otherwise = "A program may emulate some of them."};
}

Explanation words(const bus::NotTaken& f) {
  return {.name = "not_taken",
          .units = with_master(f.units, f.master),
          .what = fmt::format("{} {}, and {} does not address {}", names_of(f.units),
                              agreeing(f.units, "announces itself", "announce themselves"),
                              name_of_master(f.master), agreeing(f.units, "it", "them")),
          .evidence =
              fmt::format("{} in {}, no heartbeat for {}", counted(f.announcements, "announcement"),
                          in_seconds(f.over), agreeing(f.units, "it", "them")),
          .advice = fmt::format("Check that the master hears {}, and that it takes another slave.",
                                agreeing(f.units, "it", "them")),
          .otherwise = fmt::format("The master may have stopped {0} on purpose before the "
                                   "listening began, or has no current left for {0}.",
                                   agreeing(f.units, "it", "them"))};
}

Explanation words(const bus::Silenced& f) {
  return {
      .name = "silenced",
      .units = with_master(f.units, f.master),
      .what = fmt::format("master {} stopped {} by silence: it does not address {} any more",
                          hex(f.master), names_of(f.units), agreeing(f.units, "it", "them")),
      .evidence = fmt::format("{} answered every heartbeat until the last one", names_of(f.units)),
      .advice = fmt::format("Nothing, if {} told to stop: this is how a charge is stopped by "
                            "silence.",
                            agreeing(f.units, "it was", "they were")),
      .otherwise = fmt::format("The program may have forgotten {}.",
                               agreeing(f.units, "the unit", "the units"))};
}

Explanation words(const bus::Deaf& f) {
  const bool is_logged = f.heartbeats == 0;
  return {
      .name = "does_not_hear",
      .units = {f.unit},
      .what = is_logged
                  ? fmt::format("{} goes on announcing itself to a program that takes every "
                                "unit: it does not hear",
                                hex(f.unit))
                  : fmt::format("{} goes on announcing itself although it gets heartbeats: it "
                                "does not hear",
                                hex(f.unit)),
      .evidence =
          is_logged
              ? fmt::format("announced {} in a row, and no heartbeat of it in the log",
                            counted(f.announcements, "time"))
              : fmt::format("{} without an answer, announced again {}",
                            counted(f.heartbeats, "heartbeat"), counted(f.announcements, "time")),
      .advice =
          "Check the direction pin (DE) of the sending adapter: it must stay active until the "
          "last stop bit. Then check the transmit wires.",
      .otherwise = "A program that sends a limit in its first heartbeat keeps some units waiting."};
}

Explanation words(const bus::NeverAnswers& f) {
  return {
      .name = "never_answers",
      .units = {f.unit, f.master},
      .what = fmt::format("master {} asks {}, which never answered", hex(f.master), hex(f.unit)),
      .evidence = fmt::format("{0} of {0} heartbeats without an answer{1}", f.heartbeats,
                              f.was_heard ? ", although it announced itself" : ""),
      .advice = fmt::format(
          "Check that {0} has power, that its wires D+ and D- reach this bus, and that its id "
          "is {0}: the last digits of its serial number.",
          hex(f.unit)),
      .otherwise =
          "The program may remember a unit that is gone. A log that leaves out what was received "
          "looks the same."
  };
}

Explanation words(const bus::Lost& f) {
  return {.name = "lost",
          .units = {f.unit},
          .what = fmt::format("{} answered and fell silent", hex(f.unit)),
          .evidence = fmt::format("no answer for {}, to {}", in_seconds(f.silent),
                                  counted(f.asked, "heartbeat")),
          .advice = "Check its power and the wires between it and the master.",
          .otherwise = "A unit in the error state is mute until its reset button is held."};
}

Explanation words(const bus::Starved& f) {
  const bool is_crowded = f.requests >= f.others && f.requests != 0;
  return {
      .name = "no_heartbeat",
      .units = {f.unit, f.master},
      .what = is_crowded
                  ? fmt::format("master {} gives {} no heartbeat for {}: it is busy with other "
                                "questions",
                                hex(f.master), hex(f.unit), in_seconds(f.gap))
                  : fmt::format("master {} leaves {} without a heartbeat for {}", hex(f.master),
                                hex(f.unit), in_seconds(f.gap)),
      .evidence = fmt::format("meanwhile {} to it and {} to others; longer than 10 s {}",
                              counted(f.requests, "question"), counted(f.others, "frame"),
                              counted(f.times, "time")),
      .advice =
          "A car stops charging after 10 to 30 s without a heartbeat. Let the program ask less "
          "(VIN, meter), or update it: heartbeats come first.",
      .otherwise = "The machine that runs the program may be too busy."
  };
}

}  // namespace twc::tools
