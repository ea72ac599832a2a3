// SPDX-License-Identifier: MIT
/// Spellings of bytes beyond pairs of hex digits.

#include <fmt/format.h>

#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;

namespace {

// ukoda/TWCProtocolMonitor: a master's meter report, and a slave's linkready.
const ByteVector meter_wire =
    "C0 FD EB 79 73 00 00 00 0B 00 F3 00 00 00 00 00 00 00 00 00 D5 C0 FE"_hex;
const ByteVector linkready_wire = "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC"_hex;
const Lines spelling_heard{"FDEB79730000000B00F3000000000000000000D5 end FE",
                           "FDE23495810C800000000000000000B8 end FC"};

std::string spell_out(Bytes bytes, const char* format, std::string_view between) {
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += between;
    text += fmt::format(fmt::runtime(format), byte);
  }
  return text;
}

/// As `hexdump` prints it, or od -x: words of 16 bits, the second byte first.
std::string as_words(Bytes bytes) {
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 2) {
    if (at % 16 == 0) text += fmt::format("{}{:07x}", at == 0 ? "" : "\n", at);
    const unsigned high = at + 1 < bytes.size() ? bytes[at + 1] : 0;
    text += fmt::format(" {:02x}{:02x}", high, bytes[at]);
  }
  return text + fmt::format("\n{:07x}\n", bytes.size());
}

ByteVector both_frames() {
  ByteVector all = meter_wire;
  all.insert(all.end(), linkready_wire.begin(), linkready_wire.end());
  return all;
}

}  // namespace

TEST_CASE("spelling: bytes of Python, also in lists and calls", "[tools][reader][spelling]") {
  const auto text = GENERATE(
      as<std::string>{},
      R"(b'\xc0\xfd\xebys\x00\x00\x00\x0b\x00\xf3\x00\x00\x00\x00\x00\x00\x00\x00\x00\xd5\xc0\xfe')"
      "\n"
      R"(b'\xc0\xfd\xe24\x95\x81\x0c\x80\x00\x00\x00\x00\x00\x00\x00\x00\xb8\xc0\xfc')",
      R"(INFO:root:RX bytearray(b"\xc0\xfd\xebys\x00\x00\x00\x0b\x00\xf3\x00\x00\x00\x00\x00\x00)"
      R"(\x00\x00\x00\xd5\xc0\xfe"))"
      "\n"
      R"(INFO:root:RX bytearray(b"\xc0\xfd\xe24\x95\x81\x0c\x80\x00\x00\x00\x00\x00\x00\x00\x00)"
      R"(\xb8\xc0\xfc"))");
  CAPTURE(text);
  Lines expected = spelling_heard;
  const bool has_direction = text.find("RX") != std::string::npos;
  if (has_direction) {
    for (std::string& line : expected) line.insert(0, "rx ");
  }
  CHECK(read_text(text) == expected);
}

TEST_CASE("spelling: bytes of Python split over reads", "[tools][reader][spelling]") {
  CHECK(read_text("10:11:00 b'\\xc0\\xfd\\xe2'\n"
                  "10:11:00 b'4\\x95\\x81\\x0c\\x80\\x00\\x00\\x00\\x00'\n"
                  "10:11:00 b'\\x00\\x00\\x00\\x00\\xb8\\xc0\\xfc'\n") == Lines{spelling_heard[1]});
}

TEST_CASE("spelling: log_string of ESPHome", "[tools][reader][spelling]") {
  CHECK(
      read_text(
          R"([12:00:01][D][uart_debug:158]: <<< "\xC0\xFD\xEBys\0\0\0\v\0\xF3\0\0\0\0\0\0\0\0\0\xD5\xC0\xFE")"
          "\n"
          R"([12:00:02][D][uart_debug:158]: >>> "\xC0\xFD\xE24\x95\x81\f\x80\0\0\0\0\0\0\0\0\xB8\xC0\xFC")"
          "\n") == Lines{"rx " + spelling_heard[0], "tx " + spelling_heard[1]});
}

TEST_CASE("spelling: decimal lists of ESPHome, Go, Node and Python", "[tools][reader][spelling]") {
  const auto spell = GENERATE(
      as<std::array<const char*, 3>>{}, std::array{"[12:00:01][D][uart_debug:176]: <<< ", ",", ""},
      std::array{"", ",", ""}, std::array{"", ", ", ""}, std::array{"[", " ", "]"},
      std::array{"[", ", ", "]"}, std::array{R"({"type":"Buffer","data":[)", ",", "]}"},
      std::array{"10:11:00.123 recv ", " ", ""}, std::array{"", "\n", "\n"},
      std::array{"[\n  ", ",\n  ", "\n]"});
  CAPTURE(spell);
  std::string text;
  for (const ByteVector& frame : {meter_wire, linkready_wire}) {
    text += spell[0] + spell_out(frame, "{}", spell[1]) + spell[2] + "\n";
  }
  auto records = read_records(tools::CaptureFormat{}, bytes_of(text));
  for (tools::Record& record : records) record.direction.reset();
  CHECK(tell(records) == spelling_heard);
  CHECK(read_text("<Buffer " + spell_out(meter_wire, "{:02x}", " ") + ">\n<Buffer " +
                  spell_out(linkready_wire, "{:02x}", " ") + ">\n") == spelling_heard);
}

TEST_CASE("spelling: numbers that are no list of bytes are prose", "[tools][reader][spelling]") {
  const auto text =
      GENERATE(as<std::string>{}, "192 packets were sent in 253 seconds\n", "192.168.1.10:4000\n",
               "253, 254, 255, 256, 257, 258\n", "192 1 2 3 4 5 6 7 8 9 10 300 14 15 16\n");
  CAPTURE(text);
  CHECK(read_text(text).empty());
}

TEST_CASE("spelling: hex without its zeros", "[tools][reader][spelling]") {
  const auto format = GENERATE(as<const char*>{}, "{:X}", "{:x}", "0x{:x}");
  const auto between = GENERATE(as<const char*>{}, " ", ",", ", ", ":");
  CAPTURE(format, between);
  CHECK(read_text(spell_out(meter_wire, format, between) + "\n" +
                  spell_out(linkready_wire, format, between) + "\n") == spelling_heard);
  CHECK(read_text("FD E2 34 95 81 C 80 0 0 0 0 0 0 0 0 B8 for 5 minutes\n") ==
        Lines{"FDE23495810C800000000000000000B8"});
}

TEST_CASE("spelling: words of 16 bits, as hexdump and od -x print them",
          "[tools][reader][spelling]") {
  CHECK(read_text(as_words(both_frames())) == spelling_heard);
  CHECK(read_text(as_words(linkready_wire)) ==
        Lines{spelling_heard[1]});  // 19 bytes: 00 fills the last word
  const std::string cut = as_words(linkready_wire);
  CHECK(read_text(cut.substr(0, cut.rfind("\n000"))) == Lines{spelling_heard[1]});
}

TEST_CASE("spelling: bytes in bold and in italics", "[tools][reader][spelling]") {
  CHECK(read_text("C0 FD E2 **34 95** 81 *0C 80* 00 00 00 00 00 00 00 00 **B8** C0 FC\n") ==
        Lines{spelling_heard[1]});
}

TEST_CASE("spelling: bodies between delimiters that are not escaped", "[tools][reader][spelling]") {
  CHECK(read_text("Rx@15:07:22: c0 fc e1 4b ba c0 00 00 00 00 00 00 00 00 00 00 a6 c0\n"
                  "Rx@15:07:24: c0 fd e0 02 2d 77 77 01 03 20 02 db 00 00 fe c0 fe\n") ==
        Lines{"rx FCE14BBAC000000000000000000000A6", "rx FDE0022D777701032002DB0000FE end FE"});
}
