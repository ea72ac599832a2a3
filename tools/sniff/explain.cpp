#include "sniff/explain.hpp"

#include <iterator>

#include <fmt/format.h>

#include "common/names.hpp"
#include "sniff/explain_words.hpp"

namespace twc::tools {
namespace {

Explanation words(const bus::NothingHeard& f) {
  return {.name = "nothing_heard",
          .units = {},
          .what = "nothing is heard",
          .evidence = fmt::format("no frame in {}, {} noise bytes, {} frames sent by ourselves",
                                  in_seconds(f.listened), f.noise_bytes, f.sent),
          .advice =
              "Check that the bus has power, the wires D+ and D-, the adapter, and that this "
              "is the right port."};
}

Explanation words(const bus::NoFrames& f) {
  return {.name = "no_frames",
          .units = {},
          .what = "bytes are heard, and no frame is among them",
          .evidence = fmt::format("{} noise bytes, {} bad frames, no good one", f.noise_bytes,
                                  f.bad_frames),
          .advice = "Swap D+ and D-; check that the baud rate is 9600 and that the wire is sound."};
}

Explanation words(const bus::MeterBus& f) {
  return {.name = "modbus_meter",
          .units = {},
          .what = "this is Modbus to an energy meter, not the bus of Wall Connectors",
          .evidence =
              fmt::format("{} polls of unit 1 with a right CRC, {} answers", f.polls, f.answers),
          .advice =
              "A Wall Connector of the third generation polls its meter like this. It does not "
              "speak the protocol of the second, and cannot be controlled here."};
}

Explanation words(const bus::ManyErrors& f) {
  if (f.origin == bus::Origin::sent) {
    return {.name = "sent_errors",
            .units = {},
            .what = "the program sends damaged frames",
            .evidence = fmt::format("{} of its frames are none, {} are good", f.bad, f.good),
            .advice =
                "The fault is in the program that sends, not on the line: its checksum or its "
                "escapes are wrong."};
  }
  std::string evidence =
      fmt::format("{} damaged, {} good, {} noise bytes", f.bad, f.good, f.noise_bytes);
  if (f.bad_in_worst_minute != 0) {
    evidence += fmt::format(", up to {} damaged in a minute", f.bad_in_worst_minute);
  }
  return {.name = "many_errors",
          .units = f.unit ? std::vector{*f.unit} : std::vector<TwcId>{},
          .what = f.unit ? fmt::format("many frames of {} are damaged", hex(*f.unit))
                         : std::string{"many frames are damaged"},
          .evidence = std::move(evidence),
          .advice =
              "Check the termination (120 ohm at both ends), the bias and the twist of the "
              "pair, and whether two masters or programs talk at once."};
}

Explanation words(const bus::NoMaster& f) {
  std::vector<TwcId> units{
      f.units.begin(),
      f.units.begin() + static_cast<std::ptrdiff_t>(std::min(f.count, bus::NoMaster::most_named))};
  std::string names;
  for (const TwcId id : units) names += (names.empty() ? "" : ", ") + hex(id);
  return {.name = "no_master",
          .units = std::move(units),
          .what = fmt::format("{} announces itself, and nobody answers: there is no master", names),
          .evidence = fmt::format("{} announcements in {}, no frame of a master meanwhile",
                                  f.announcements, in_seconds(f.over)),
          .advice =
              "Receiving works. Start a master; if one is running, check its transmit wires "
              "and its direction pin."};
}

Explanation words(const bus::NotTaken& f) {
  return {
      .name = "not_taken",
      .units = {f.unit, f.master},
      .what = fmt::format("{} announces itself, and master {} does not address it", hex(f.unit),
                          hex(f.master)),
      .evidence = fmt::format("{} announcements in {}, no heartbeat for it", f.announcements,
                              in_seconds(f.over)),
      .advice = "Check that the master hears it, and that it takes another slave."
  };
}

Explanation words(const bus::Deaf& f) {
  return {
      .name = "does_not_hear",
      .units = {f.unit},
      .what = fmt::format(
          "{} goes on announcing itself although it is heartbeated: it does not hear", hex(f.unit)),
      .evidence = fmt::format("{} heartbeats without an answer, announced again {} times",
                              f.heartbeats, f.announcements),
      .advice =
          "Check the direction pin (DE) of the transceiver that sends: it must stay active "
          "until the last stop bit. Then the transmit wires."};
}

Explanation words(const bus::TwoMasters& f) {
  return {
      .name = "two_masters",
      .units = {f.first, f.second},
      .what = fmt::format("two masters: {} and {}", hex(f.first), hex(f.second)),
      .evidence = fmt::format("{} frames of {}, {} of {}, in turns", f.frames_of_first,
                              hex(f.first), f.frames_of_second, hex(f.second)),
      .advice =
          "Stop one of the programs, or set the rotary switch of all Wall Connectors to F, "
          "so that there is one master."
  };
}

Explanation words(const bus::SharedId& f) {
  const auto face = [](const bus::Face& one) {
    return fmt::format("sign {:02X}, {}", static_cast<unsigned>(one.sign), amps(one.rating));
  };
  return {
      .name = "shared_id",
      .units = {f.id},
      .what = fmt::format("two units have the id {}", hex(f.id)),
      .evidence =
          fmt::format("announced in turns as {} and as {}", face(f.faces[0]), face(f.faces[1])),
      .advice = "Give one of them another id, or take it off the bus: neither can be controlled."};
}

Explanation words(const bus::MasterIdTaken& f) {
  return {.name = "master_id_taken",
          .units = {f.id},
          .what = fmt::format("a slave has the id of the master, {}", hex(f.id)),
          .evidence = fmt::format("{} frames of the master and {} of a slave", f.frames_of_master,
                                  f.frames_of_slave),
          .advice = "Give the master another id, one with a letter: no Wall Connector has that."};
}

Explanation words(const bus::DifferingRatings& f) {
  return {
      .name = "differing_ratings",
      .units = {f.lower, f.higher},
      .what = "units of different ratings share the bus",
      .evidence = fmt::format("{} announces {}, {} {}", hex(f.lower), amps(f.lower_rating),
                              hex(f.higher), amps(f.higher_rating)),
      .advice = "A real master refuses this (six red blinks). Use units of one rating."
  };
}

Explanation words(const bus::TooManySlaves& f) {
  return {.name = "too_many_slaves",
          .units = {},
          .what = "there are more than three slaves",
          .evidence = fmt::format("{} at one time", f.slaves),
          .advice = "A real master refuses a fourth (five red blinks). Take one off."};
}

Explanation words(const bus::EchoHeard& f) {
  return {.name = "echo",
          .units = {},
          .what = "the adapter echoes what is sent",
          .evidence = fmt::format("{} of {} frames sent came back", f.echoes, f.sent),
          .advice =
              "Switch the local echo of the adapter off, or use a program that knows echoes: "
              "others take it for a second master."};
}

}  // namespace

Explanation explain(const bus::Finding& finding) {
  return std::visit(
      [](const auto& one) {
        if constexpr (requires { words(one); }) {
          return words(one);
        } else {
          return explain_unit(one);
        }
      },
      finding);
}

}  // namespace twc::tools
