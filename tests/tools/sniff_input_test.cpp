// SPDX-License-Identifier: MIT
/// Any input whatever: a clear line or a correct decode, in constant memory.

#include <algorithm>
#include <csignal>
#include <string>

#include "capture/formats.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/sanitized.hpp"
#include "support/traffic.hpp"
#include "tools/support_program.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string random_bytes(std::size_t size) {
  constexpr std::uint64_t seed = 7;
  Dice dice{seed};
  std::string bytes(size, '\0');
  std::ranges::generate(bytes, [&dice] { return static_cast<char>(dice.byte()); });
  return bytes;
}

}  // namespace

TEST_CASE("twc-sniff: ten megabytes of random bytes hold no frame", "[sniff][input]") {
  constexpr std::size_t size = fewer_if_sanitized(10'000'000);
  const std::string bytes = random_bytes(size);
  for (const twc::tools::FormatRow& row : twc::tools::capture_formats()) {
    const std::string format{row.name};
    INFO(format);
    const Outcome outcome = sniff({"--read", format, "-F", "null", "-"}, bytes);
    if (outcome.exit == 1) {  // a format that begins in a way of its own
      CHECK_THAT(outcome.err, ContainsSubstring("the file begins like neither"));
      continue;
    }
    CHECK(outcome.exit == 4);
    CHECK_THAT(outcome.err, ContainsSubstring("standard input: no good frame in " +
                                              std::to_string(size) + " bytes"));
  }
}

TEST_CASE("twc-sniff: nothing, and what is no capture, is told", "[sniff][input]") {
  const TemporaryFile empty;
  CHECK_THAT(sniff({empty.path()}).err,
             ContainsSubstring(empty.path() + ": no good frame in 0 bytes"));
  const TemporaryFile program{
      "\x7F"
      "ELF" +
      random_bytes(100'000)};
  const Outcome binary = sniff({"-F", "null", program.path()});
  CHECK(binary.exit == 4);
  CHECK_THAT(binary.err, ContainsSubstring("is it a capture?"));
  CHECK_THAT(sniff({"-"}, "To be or not to be\n").err, ContainsSubstring("is it a capture?"));
}

TEST_CASE("twc-sniff: a fault in a capture is told with its name", "[sniff][input]") {
  const TemporaryFile text{"To be or not to be"};
  const Outcome outcome = sniff({"--read", "pcap", text.path()});
  CHECK(outcome.exit == 1);
  CHECK(outcome.err ==
        "twc-sniff: " + text.path() + ": pcap: the file begins like neither pcap nor pcapng\n");
}

TEST_CASE("twc-sniff: -v says how much each capture held", "[sniff][input]") {
  const std::string first = TWC_CAPTURES "/gh-dracoventions-9.log";
  const std::string second = TWC_CAPTURES "/gh-ngardiner-453.log";
  const std::string said = sniff({"-v", "-F", "null", first, second}).err;
  CHECK_THAT(said, ContainsSubstring("gh-dracoventions-9.log: "));
  CHECK_THAT(said, ContainsSubstring(" good frames, 1 bad in "));
  CHECK_THAT(said, ContainsSubstring("gh-ngardiner-453.log: "));
  CHECK_THAT(said, ContainsSubstring(" good frames, 0 bad in "));
  CHECK(sniff({"-F", "null", first, second}).err.empty());
}

TEST_CASE("twc-sniff: INT ends the waiting for a pipe that says nothing, with and without -T",
          "[sniff][input]") {
  for (const Sniffer::Arguments& arguments : {
           Sniffer::Arguments{"-" },
           Sniffer::Arguments{ "-T", "1h", "-"}
  }) {
    Sniffer sniffer{arguments};
    sniffer.type("(1767225600.104211) bus0 R FDE240851D0C80000000000000000050 FC\n");
    sniffer.await_out("4085 > *");
    sniffer.signal(SIGINT);
    CHECK(sniffer.finish_with_open_input().exit == 0);
  }
}

TEST_CASE("twc-sniff: 200 megabytes take no more memory than a page", "[sniff][input][long]") {
  constexpr std::size_t total = is_sanitized ? 8'000'000 : 200'000'000;
  constexpr long most_kilobytes = is_sanitized ? 2'000'000 : 30'000;  // its own memory is most
  constexpr std::size_t block_size = 1'000'000;
  Dice dice{1};
  Bus bus{1};
  const Traffic traffic = transmit([&bus] { return bus.next(); }, block_size, dice);
  const std::string block{traffic.wire.begin(), traffic.wire.end()};
  std::size_t sent = 0;
  const Outcome outcome =
      sniff_blocks({"--read", "bin", "-F", "null", "--stats", "-"}, [&]() -> std::string_view {
        if (sent >= total) return {};
        sent += block.size();
        return block;
      });
  CHECK(outcome.exit == 0);
  CHECK(outcome.peak_kilobytes <= most_kilobytes);
  const std::size_t frames = sent / block.size() * traffic.frames.size();
  CHECK_THAT(outcome.err, ContainsSubstring(std::to_string(frames) + " frames, 0 bad"));
}
