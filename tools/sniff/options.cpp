// SPDX-License-Identifier: MIT
#include "sniff/options.hpp"

#include <algorithm>
#include <filesystem>
#include <map>
#include <stdexcept>

#include <fmt/format.h>

#include "capture/formats.hpp"
#include "common/options.hpp"
#include "common/talk.hpp"
#include "common/units.hpp"
#include "plot/picture_file.hpp"
#include "sniff/nameplate.hpp"
#include "sniff/outputs.hpp"
#include "watch/terminal.hpp"

namespace twc::tools {
namespace {

/// Units announce themselves every 6 to 10 s: that is three times.
constexpr Duration default_diagnosis = std::chrono::seconds{30};

std::string parse_plot(const std::string& path) {
  if (path.empty()) throw std::invalid_argument{"expected a FILE for the picture, or -"};
  return path;
}

void add_outputs(CommandLine& line, SniffOptions& options) {
  line.list(
          "-F,--format",
          [&options](const std::string& text) { options.outputs.push_back(parse_output(text)); },
          "Show text (default), json, csv, log, hex or null, in FILE or on standard output")
      .type_name("KIND[:FILE]");
  add_capture_options(line, options.captures,
                      "Write a capture as well: .twclog, .pcapng, .pcap or .bin");
  line.value(
          "-t,--timestamps",
          [&options](const std::string& text) { options.stamps = parse_stamp_mode(text); },
          "Time in text: a time of day, d delta, z from zero, A absolute, n none")
      .type_name("MODE");
  line.flag("-x,--raw", options.raw, "Text with the bytes of each frame");
  line.flag("--watch", options.watch, "A live table of the units in place of lines");
  line.flag("--redact", options.redact, "Replace VINs and serial numbers everywhere");
}

void add_inputs(CommandLine& line, SniffOptions& options) {
  line.value(
          "--read", [&options](const std::string& text) { options.read = CaptureFormat{text}; },
          "Input format: " + capture_format_names())
      .type_name("FORMAT");
  line.value(
          "--baud", [&options](const std::string& text) { options.line.baud = parse_baud(text); },
          "Bits per second of a serial port (9600)")
      .type_name("RATE");
  line.value(
          "--speed",
          [&options](const std::string& text) { options.line.speed = parse_speed(text); },
          "How much faster than life a simulated bus is, or a capture with --watch")
      .type_name("FACTOR");
  line.value(
          "--seed", [&options](const std::string& text) { options.line.seed = parse_count(text); },
          "Each seed makes other cars on a simulated bus")
      .type_name("N");
  line.flag("--shared", options.line.is_shared,
            "Listen to a serial port that another process reads, and take bytes from it");
  line.flag("--no-reconnect", options.no_reconnect, "End with 3 when a link is lost");
}

void add_limits(CommandLine& line, SniffOptions& options) {
  line.value(
          "-n,--count", [&options](const std::string& text) { options.count = parse_count(text); },
          "End after so many frames")
      .type_name("COUNT");
  line.value(
          "-T,--timeout",
          [&options](const std::string& text) { options.silence = parse_duration(text); },
          "End when nothing came for so long")
      .type_name("DURATION");
  line.value(
          "--max-errors",
          [&options](const std::string& text) { options.max_errors = parse_count(text); },
          "End with 5 past so many bad frames")
      .type_name("N");
}

void add_filters(CommandLine& line, SniffOptions& options) {
  Filter& filter = options.filter;
  line.flag("--changes", options.changes,
            "Hide frames that say the same as the last of their kind");
  const auto list = [&line](const std::string& name, const ValueReader& read,
                            const std::string& help, const std::string& type) {
    line.list(name, read, help).delimiter(',')->type_name(type);
  };
  list(
      "--from", [&filter](const std::string& id) { filter.add_from(id); },
      "Show only what these send", "ID,...");
  list(
      "--to", [&filter](const std::string& id) { filter.add_to(id); },
      "Show only what these are sent", "ID,...");
  list(
      "--kind", [&filter](const std::string& kind) { filter.add_kind(kind); },
      "Show only these kinds, such as slave_heartbeat", "KIND,...");
  list(
      "--code", [&filter](const std::string& code) { filter.add_code(code); },
      "Show only these codes, such as FDE0", "CODE,...");
}

/// The verdict takes the place of the frames on standard output, in the format asked for there.
void make_room_for_verdict(SniffOptions& options) {
  std::vector<OutputSpec> kept;
  for (const OutputSpec& output : options.outputs) {
    if (!goes_to_standard_output(output)) {
      kept.push_back(output);
    } else if (output.kind == OutputKind::json) {
      options.verdict = VerdictKind::json;
    } else if (output.kind == OutputKind::null) {
      options.verdict = VerdictKind::none;
    } else if (output.kind != OutputKind::text) {
      throw Failure{Exit::usage,
                    "--diagnose: expected -F text, json or null; others only with a :FILE"};
    }
  }
  options.outputs = kept;
}

void add_reports(CommandLine& line, SniffOptions& options) {
  line.optional_value(
          "--stats",
          [&options](const std::string& text) {
            options.stats = true;
            if (text != "auto") options.stats_every = parse_duration(text);
          },
          "Statistics on standard error at the end, or every so often")
      .type_name("[=DURATION]");
  line.value(
          "--plot", [&options](const std::string& path) { options.plot = parse_plot(path); },
          "Draw limit and drawn amps of each unit over time, as SVG, and show no lines")
      .type_name("FILE");
  line.optional_value(
          "--diagnose",
          [&options](const std::string& text) {
            options.diagnose = text == "auto" ? default_diagnosis : parse_duration(text);
          },
          "Listen for 30 s, or read the capture, and say what is wrong with the bus")
      .type_name("[=DURATION]");
}

/// These options need no bus.
void add_explanations(CommandLine& line, SniffOptions& options) {
  line.value(
          "--explain-serial",
          [&options](const std::string& text) { options.serial = parse_serial(text); },
          "Say which id, protocol and date follow from a serial number")
      .type_name("SERIAL");
  line.value(
          "--otp", [&options](const std::string& path) { options.memory_dump = path; },
          "Say what a dump of one-time memory holds, and whether it is healthy")
      .type_name("FILE");
}

bool only_explains(const SniffOptions& options) {
  return options.serial || options.memory_dump;
}

constexpr auto examples = R"(Examples:
  twc-sniff /dev/serial/by-id/usb-FTDI_USB-RS485_FT2FZ7WG-if00-port0
  twc-sniff -F json --kind meter tcp://10.0.0.9:8899
  twc-sniff --redact -F log old-debug.log > to-post.twclog
  twc-sniff --explain-serial A17I0039399

SOURCE is a serial port, tcp://HOST:PORT, rfc2217://HOST:PORT, listen://ADDR:PORT, pty:, sim:, a
capture, or - for standard input. A live source is only listened to: no byte goes to the bus and no
lock is taken.)";

/// A capture that is appended to while it is read never ends; one that is made anew is lost.
std::optional<std::string> own_source(const SniffOptions& options) {
  const auto is_read = [&options](const std::string& path) {
    return std::ranges::any_of(options.sources, [&path](const std::string& source) {
      std::error_code ignored;  // neither is there, or one is not: they differ
      return std::filesystem::is_regular_file(source, ignored) &&
             std::filesystem::equivalent(source, path, ignored);
    });
  };
  const auto refused = [](std::string_view option, std::string_view path) {
    return fmt::format("{}: {} is what is read; expected another name", option, path);
  };
  for (const std::string& path : options.captures.files) {
    if (is_read(path)) return refused("--write", path);
  }
  for (const OutputSpec& output : options.outputs) {
    if (is_read(output.path)) return refused("--format", output.path);
  }
  if (is_read(options.plot)) return refused("--plot", options.plot);
  return std::nullopt;
}

/// The files that cannot be written, as a start would find them.
std::optional<std::string> obstacle_to(const SniffOptions& options) {
  if (auto why = obstacle_to(options.captures)) return why;
  return options.plot.empty() ? std::nullopt : obstacle_to_picture(options.plot);
}

std::optional<std::string> objection_to_watch(const SniffOptions& options) {
  if (!options.watch) return std::nullopt;
  if (std::ranges::any_of(options.outputs, goes_to_standard_output)) {
    return "--watch: draws on standard output; expected --format with a :FILE";
  }
  if (auto why = objection_to_screen()) return "--watch: " + *why;
  return std::nullopt;
}

std::optional<std::string> objection_to(const SniffOptions& options) {
  if (only_explains(options)) {
    if (options.sources.empty() && options.outputs.empty()) return std::nullopt;
    return "--explain-serial and --otp print text: expected neither a SOURCE nor --format";
  }
  if (options.sources.empty()) {
    return "expected a SOURCE: a serial port, an endpoint or a capture";
  }
  if (auto why = objection_to(options.captures)) return why;
  if (auto why = own_source(options)) return why;
  if (auto why = objection_to_picture(options.plot)) return why;
  if (auto why = objection_to_watch(options)) return why;
  if (std::ranges::none_of(options.sources, names_endpoint)) return std::nullopt;
  if (options.sources.size() > 1) return "expected one live source, or captures only";
  return endpoint_fault(options.sources.front(), options.line);
}

}  // namespace

std::optional<Exit> read_options(int argc, const char* const* argv, SniffOptions& options) {
  CommandLine line{"twc-sniff",
                   "Decode the bus of Tesla Wall Connectors (Gen 2), live or captured"};
  bool strict = false;
  line.positional("source", options.sources,
                  "Sources to decode; captures are read one after the other");
  line.group("Output");
  add_outputs(line, options);
  line.group("Filters");
  add_filters(line, options);
  line.group("Reports");
  add_reports(line, options);
  line.group("Input");
  add_inputs(line, options);
  line.group("When to end");
  add_limits(line, options);
  line.flag("--strict", strict, "The same as --max-errors 0");
  line.group("Without a bus");
  add_explanations(line, options);
  line.footer(examples);
  if (const auto exit = line.parse(argc, argv)) return exit;
  if (const auto why = objection_to(options)) {
    complain("twc-sniff", *why);
    return Exit::usage;
  }
  if (const auto why = obstacle_to(options)) {
    complain("twc-sniff", *why);
    return Exit::failure;
  }
  if (strict) options.max_errors = 0;
  if (options.diagnose) {
    make_room_for_verdict(options);
  } else if (options.outputs.empty() && options.plot.empty() && !options.watch) {
    options.outputs.push_back(OutputSpec{});
  }
  options.shared = line.shared();
  return line.checked();
}

}  // namespace twc::tools
