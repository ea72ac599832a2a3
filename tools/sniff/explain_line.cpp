// SPDX-License-Identifier: MIT
/// The words for what is wrong with the line and with the programs on it.

#include "sniff/explain_words.hpp"

namespace twc::tools {
namespace {

std::string_view words_for(bus::BaudRate rate) {
  using enum bus::BaudRate;
  switch (rate) {
    case plausible: return "";
    case twice: return "the port is read at twice the speed of the bus: it is set to 19200 baud";
    case four_times: return "the port is read at four times the speed of the bus, 38400 baud";
    case far_higher: return "the port is read many times too fast, 57600 baud or more";
  }
  return "";
}

/// "checksum FD where 01 is right".
std::string checksums(const bus::ProgramFault& f) {
  return fmt::format("checksum {:02X} where {:02X} is right", f.got, f.want);
}

std::string rule_of(const bus::ProgramFault& f) {
  using enum bus::Rule;
  switch (f.rule) {
    case checksum:
      return fmt::format("it computes the checksum wrong ({:04X}: {})",
                         static_cast<unsigned>(f.code), checksums(f));
    case first_byte:
      return fmt::format("it counts the first byte in the checksum ({:04X}: {})",
                         static_cast<unsigned>(f.code), checksums(f));
    case escape_checksum:
      return fmt::format("it sends the checksum {0:02X} as it is, and has to escape it (DB {1})",
                         f.want, f.want == 0xC0 ? "DC" : "DD");
    case escape_body:
      return "it sends C0 or DB inside a frame as it is, and has to escape it (DB DC, DB DD)";
    case length:
      return fmt::format("it sends {:04X} in {} bytes, and no frame has that length",
                         static_cast<unsigned>(f.code), f.size);
    case all_fail: return "not one of its frames is good";
  }
  return "";
}

}  // namespace

Explanation words(const bus::NothingHeard& f) {
  return {
      .name = "nothing_heard",
      .units = {},
      .what = "nothing is heard",
      .evidence = fmt::format("no frame in {}, {}, {} sent by this program", in_seconds(f.listened),
                              counted(f.noise_bytes, "noise byte"), counted(f.sent, "frame")),
      .advice =
          "Check that the bus has power, the wires D+ and D-, the adapter, and that this "
          "is the right port.",
      .otherwise = "A bus without a master on which all units are linked is silent, too."};
}

Explanation words(const bus::NoFrames& f) {
  const bool is_rate = f.rate != bus::BaudRate::plausible;
  return {.name = is_rate ? "wrong_baud_rate" : "no_frames",
          .units = {},
          .what = is_rate ? "the baud rate is wrong: " + std::string{words_for(f.rate)}
                          : "bytes are heard, and no frame is among them",
          .evidence = fmt::format("{}, {}, no good one", counted(f.noise_bytes, "noise byte"),
                                  counted(f.bad_frames, "bad frame")),
          .advice = is_rate ? "Set the port, or the converter in between, to 9600 baud, 8N1."
                            : "Swap D+ and D-; check that the baud rate is 9600 and that the "
                              "wire is sound.",
          .otherwise = "Something else than Wall Connectors may send these bytes."};
}

Explanation words(const bus::MeterBus& f) {
  return {
      .name = "modbus_meter",
      .units = {},
      .what = "this is Modbus to an energy meter, not the bus of Wall Connectors",
      .evidence = fmt::format("{} of unit 1 with a right checksum, {}", counted(f.polls, "poll"),
                              counted(f.answers, "answer")),
      .advice =
          "A Wall Connector of the third generation polls its meter like this. It does not "
          "speak the protocol of the second, and cannot be controlled here.",
      .otherwise = "Another device on the same pair may poll a meter: it needs a pair of its own."};
}

Explanation words(const bus::ManyErrors& f) {
  std::string evidence =
      fmt::format("{} damaged, {} good, {}", f.bad, f.good, counted(f.noise_bytes, "noise byte"));
  if (f.bad_in_worst_minute != 0) {
    evidence += fmt::format(", up to {} damaged in a minute", f.bad_in_worst_minute);
  }
  return {.name = "many_errors",
          .units = f.unit ? std::vector{*f.unit} : std::vector<TwcId>{},
          .what = f.unit ? fmt::format("many frames of {} are damaged", hex(*f.unit))
                         : std::string{"many frames are damaged"},
          .evidence = std::move(evidence),
          .advice =
              "Check the pair: twisted, with a resistor of 120 ohm at both ends and, if the "
              "adapter has "
              "them, bias resistors. Check that every converter is set to 9600 baud.",
          .otherwise = "Two masters or programs that talk at once damage each other's frames."};
}

Explanation words(const bus::ProgramFault& f) {
  const bool is_ours = f.origin == bus::Origin::sent;
  const std::string who =
      f.program ? "the program with the id " + hex(*f.program)
                : std::string{is_ours ? "the program that wrote this log" : "a program"};
  return {.name = is_ours ? "sent_errors" : "program_fault",
          .units = f.program ? std::vector{*f.program} : std::vector<TwcId>{},
          .what = fmt::format("{} sends bad frames: {}", who, rule_of(f)),
          .evidence =
              fmt::format("{} with the same fault, {} beside them", counted(f.times, "bad frame"),
                          counted(f.others, is_ours ? "good one" : "good frame")),
          .advice =
              "The wires are not to blame. Update that program or tell its author: Wall "
              "Connectors ignore these frames.",
          .otherwise = f.rule == bus::Rule::all_fail
                           ? "If it is a Wall Connector, its RS-485 chip or its wire is broken."
                           : "A converter that changes bytes does this to every sender."};
}

Explanation words(const bus::TwoReaders& f) {
  return {.name = "two_readers",
          .units = {},
          .what = "two programs read this port, and each gets only some of the frames",
          .evidence =
              fmt::format("{} without an answer, {} without a question, {} complete",
                          counted(f.unanswered, "question"), counted(f.unasked, "answer"), f.pairs),
          .advice =
              "Let one program read the port. A second one can listen through it: -w of the "
              "players, listen://, or socat.",
          .otherwise = "A log that leaves out lines looks the same."};
}

Explanation words(const bus::EchoHeard& f) {
  return {.name = "echo",
          .units = {},
          .what = "the adapter echoes what is sent",
          .evidence = fmt::format("{} of {} sent came back", f.echoes, counted(f.sent, "frame")),
          .advice =
              "Switch the local echo of the adapter off, or use a program that knows echoes: "
              "others take the echo for a second master.",
          .otherwise = "The program may write into its log as received what it sent itself."};
}

Explanation words(const bus::DangerSeen& f) {
  const wire::FunctionInfo* const info = wire::find(f.code);
  const bool is_known = info != nullptr && !info->danger.empty();
  return {.name = "dangerous_message",
          .units = {},
          .what = fmt::format(
              "a dangerous message was sent: {:04X}, {}", static_cast<unsigned>(f.code),
              is_known ? info->danger : "the answer of a unit whose memory was written"),
          .evidence = fmt::format("heard {}", counted(f.times, "time")),
          .advice = "Stop the program that sends it at once.",
          .otherwise =
              "No checksum protects the first byte: a damaged request to read can look like it."};
}

}  // namespace twc::tools
