// SPDX-License-Identifier: MIT
/// Hex as people post it. The frames are those of tests/captures.

#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;

namespace {

// ukoda/TWCProtocolMonitor, a slave's linkready, and tmc-72830, a master's idle message.
const std::string linkready_hex = "FDE23495810C800000000000000000B8";
const std::string idle_line = "FC1D00000000000000000000001D";
const Lines just_linkready{linkready_hex};

}  // namespace

TEST_CASE("hex: one frame is the same in every spelling", "[tools][reader][hex]") {
  const auto spelling = GENERATE(
      as<std::string>{},  //
      "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0",
      "c0 fd e2 34 95 81 0c 80 00 00 00 00 00 00 00 00 b8 c0",
      "C0FDE23495810C800000000000000000B8C0", "c0fde234 95810c80 00000000 00000000 b8c0",
      "C0,FD,E2,34,95,81,0C,80,00,00,00,00,00,00,00,00,B8,C0",
      "C0:FD:E2:34:95:81:0C:80:00:00:00:00:00:00:00:00:B8:C0",
      "C0-FD-E2-34-95-81-0C-80-00-00-00-00-00-00-00-00-B8-C0",
      "0xC0 0xFD 0xE2 0x34 0x95 0x81 0x0C 0x80 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0x00 0xB8 0xC0",
      "{0xC0, 0xFD, 0xE2, 0x34, 0x95, 0x81, 0xC, 0x80, 0, 0x0}\n"
      "{0xC0, 0xFD, 0xE2, 0x34, 0x95, 0x81, 0xC, 0x80, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, 0x0, "
      "0xB8, 0XC0};",
      "const uint8_t frame[18] = "
      "{0xc0,0xfd,0xe2,0x34,0x95,0x81,0x0c,0x80,0x00,0x00,0x00,0x00,0x00,0x00,0x00,0x00,0xb8,0xc0}"
      ";",
      "\"\\xC0\\xFD\\xE2\\x34\\x95\\x81\\x0C\\x80\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\xB8\\xC0"
      "\"",
      "0xC0FDE23495810C800000000000000000B8C0",
      "C0h FDh E2h 34h 95h 81h 0Ch 80h 00h 00h 00h 00h 00h 00h 00h 00h B8h C0h",
      "0C0h, 0FDh, 0E2h, 34h, 95h, 81h, 0Ch, 80h, 00h, 00h, 00h, 00h, 00h, 00h, 00h, 00h, 0B8h, "
      "0C0h",
      "c0h fdh e2h 34h 95h 81h 0ch 80h 00h\n00h 00h 00h 00h 00h 00h 00h b8h c0h",
      "[\"c0\", \"fd\", \"e2\", \"34\", \"95\", \"81\", \"0c\", \"80\", \"00\", \"00\", \"00\", "
      "\"00\", \"00\", \"00\", \"00\", \"00\", \"b8\", \"c0\"]",
      "FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8",
      "  FD E2  3495 81  0C80 00  00 00 00 00 00 00 00 B8  ", "fde23495810c800000000000000000b8",
      "FD\xC2\xA0"
      "E2\xC2\xA0"
      "34 95 81 0C 80 00 00 00 00 00 00 00 00 B8",
      "\xEF\xBB\xBF"
      "FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8",
      "FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8\r\n\r\n",
      "{\"ok\":true,\"code\":\"FDE2\",\"raw\":\"FDE23495810C800000000000000000B8\"}");
  CAPTURE(spelling);
  CHECK(read_text(spelling) == just_linkready);
  CHECK(read_text(spelling, tools::CaptureFormat{"hex"}) == just_linkready);
}

TEST_CASE("hex: prose around a frame is ignored", "[tools][reader][hex]") {
  const auto prose = GENERATE(
      as<std::string>{},  //
      "It said FDE23495810C800000000000000000B8.",
      "Here is the linkready (code FD E2): FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 "
      "from "
      "unit 3495",
      "\xF0\x9F\x94\x8C slave \xE2\x86\x92 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 "
      "\xE2\x9C\x93",
      "FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8; 24h later, each 12h, ach",
      "a bad face, decade, 25 facade: FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8",
      "1. C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0",
      "frame 12 of 20: C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 (good)",
      "\x1B[0;36mDebug:\x1B[0m C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0\x1B[0m",
      "2026-01-31 12:00:01.250 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8",
      "12:00:01: FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8",
      "[12:00:01] FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8");
  CAPTURE(prose);
  CHECK(read_text(prose) == just_linkready);
}

TEST_CASE("hex: less than 13 pairs are prose", "[tools][reader][hex]") {
  CHECK(read_text("C0 FD E2 34 95 81 0C 80 00 00 00 00 and so on").empty());
  CHECK(read_text("FD E2 34 95 81 0C 80 00 00 00 00 00").empty());
  CHECK(read_text("the face of a decade: 00 11 22 33 44 55 66 77 88 99 AA BB EE FF 00").empty());
  CHECK(read_text("C0 FD E2 34 95 81 0C 80 00 00 00 00 00") ==
        Lines{"bad truncated FDE23495810C800000000000"});
}

TEST_CASE("hex: the byte behind the closing C0 is the end byte", "[tools][reader][hex]") {
  const Lines expected{linkready_hex + " end FC"};
  CHECK(read_text("C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC") == expected);
  CHECK(read_text("c0fde23495810c800000000000000000b8c0fc\n") == expected);
  CHECK(read_text("FDE23495810C800000000000000000B8 FC\n") == expected);
  CHECK(read_text("(12.5) can0 R FDE23495810C800000000000000000B8 FC\n",
                  tools::CaptureFormat{"hex"}) == Lines{"rx " + expected[0]});
}

TEST_CASE("hex: a body with one byte too many is what it is", "[tools][reader][hex]") {
  CHECK(read_text("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11 FF") ==
        Lines{"bad checksum FDE21839520C80000000000000000011FF"});
}

TEST_CASE("hex: many frames stand in one line", "[tools][reader][hex]") {
  const Lines expected{linkready_hex + " end FC", idle_line, linkready_hex};
  const auto line = GENERATE(
      as<std::string>{},  //
      "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC "
      "C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 "
      "00 B8 C0",
      "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC; "
      "FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D; FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8",
      "FDE23495810C800000000000000000B8 FC FC1D00000000000000000000001D "
      "FDE23495810C800000000000000000B8",
      "c0fde23495810c800000000000000000b8c0fcc0fc1d00000000000000000000001dc0"
      "fde23495810c800000000000000000b8c0");
  CAPTURE(line);
  CHECK(read_text(line) == expected);
}

TEST_CASE("hex: bodies without anything between them are told apart", "[tools][reader][hex]") {
  const Lines expected{linkready_hex, idle_line, linkready_hex};
  CHECK(read_text("FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 FC 1D 00 00 00 00 00 00 00 00 "
                  "00 00 00 1D FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8") == expected);
  CHECK(read_text("[\"FDE23495810C800000000000000000B8\",\"FC1D00000000000000000000001D\","
                  "\"FDE23495810C800000000000000000B8\"]") == expected);
}

TEST_CASE("hex: behind C0 the bytes are escaped, without it they are not", "[tools][reader][hex]") {
  // A meter report of 960 kWh, made from gh-ngardiner-88: its energy counter ends in C0.
  const std::string body = "FDEB2587000003C000F600F000F6000000000036";
  CHECK(read_text("C0 FD EB 25 87 00 00 03 DB DC 00 F6 00 F0 00 F6 00 00 00 00 00 36 C0") ==
        Lines{body});
  CHECK(read_text("FD EB 25 87 00 00 03 C0 00 F6 00 F0 00 F6 00 00 00 00 00 36") == Lines{body});
  CHECK(read_text("FD EB 25 87 00 00 03 DB DC 00 F6 00 F0 00 F6 00 00 00 00 00 36") == Lines{body});
}

TEST_CASE("hex: a frame that is open at the end of a line goes on in the next",
          "[tools][reader][hex]") {
  const Lines expected{linkready_hex + " end FC", idle_line + " end FE", linkready_hex};
  const std::string wire =
      "c0fde23495810c800000000000000000b8c0fcc0fc1d00000000000000000000001dc0fe"
      "c0fde23495810c800000000000000000b8c0";
  const auto pairs_in_line = GENERATE(range<std::size_t>(1, 54));
  CAPTURE(pairs_in_line);
  std::string plain;
  std::string spaced;
  for (std::size_t at = 0; at < wire.size(); at += 2) {
    plain += wire.substr(at, 2);
    spaced += wire.substr(at, 2);
    const bool is_end = at / 2 % pairs_in_line == pairs_in_line - 1;
    plain += is_end ? "\n" : "";
    spaced += is_end ? "\r\n" : " ";
  }
  CHECK(read_text(plain) == expected);
  CHECK(read_text(spaced) == expected);
}

TEST_CASE("hex: a line with a time of its own does not go on with the frame before",
          "[tools][reader][hex]") {
  const auto records =
      read_records(tools::CaptureFormat{},
                   bytes_of("12:00:01 C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0 FE\n"
                            "12:00:02.5 C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0\n"
                            "12:00:03 C0 FC 1D 00 00 00 00 00 00 00 00 00 00\n"
                            "12:00:04 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D\n"));
  CHECK(tell(records) == Lines{idle_line + " end FE", idle_line,
                               "bad truncated FC1D00000000000000000000", idle_line});
  constexpr std::int64_t noon = 12 * 3600 * 1'000'000LL;
  CHECK(times_of(records) == std::vector<std::int64_t>{noon + 1'000'000, noon + 2'500'000,
                                                       noon + 3'000'000, noon + 4'000'000});
}

TEST_CASE("hex: lines that are bodies stay apart from lines with delimiters",
          "[tools][reader][hex]") {
  CHECK(read_text("C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0\n"
                  "FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8\n"
                  "C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0 FC\n"
                  "FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8\n"
                  "FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8\n") ==
        Lines{idle_line, linkready_hex, idle_line + " end FC", linkready_hex, linkready_hex});
}

TEST_CASE("hex: a list goes on behind a comma, comments or not", "[tools][reader][hex]") {
  CHECK(read_text("uint8_t body[] = {\n"
                  "  0xFD, 0xE2, 0x34, 0x95, 0x81,  // who\n"
                  "  0x0C, 0x80, 0x00, 0x00, 0x00, 0x00, /* how much */\n"
                  "\n"
                  "  0x00, 0x00, 0x00, 0x00, 0xB8\n"
                  "};\n"
                  "uint8_t wire[] = {\n"
                  "  0xC0, 0xFC, 0x1D, 0x00, 0x00, 0x00, 0x00, 0x00, // C0 FD begins\n"
                  "  0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x1D, 0xC0, 0xFE};\n") ==
        Lines{linkready_hex, idle_line + " end FE"});
}

TEST_CASE("hex: dumps of hexdump, xxd and od are read beside their offsets",
          "[tools][reader][hex]") {
  const Lines expected{linkready_hex + " end FC", idle_line};
  const auto dump =
      GENERATE(as<std::string>{},  //
               "00000000  c0 fd e2 34 95 81 0c 80  00 00 00 00 00 00 00 00  |...4............|\n"
               "00000010  b8 c0 fc c0 fc 1d 00 00  00 00 00 00 00 00 00 00  |................|\n"
               "00000020  00 1d c0                                          |...|\n"
               "00000023\n",
               "00000000: c0fd e234 9581 0c80 0000 0000 0000 0000  ...4............\n"
               "00000010: b8c0 fcc0 fc1d 0000 0000 0000 0000 0000  ................\n"
               "00000020: 001d c0                                  ...\n",
               "000000 c0 fd e2 34 95 81 0c 80 00 00 00 00 00 00 00 00\n"
               "000010 b8 c0 fc c0 fc 1d 00 00 00 00 00 00 00 00 00 00\n"
               "000020 00 1d c0\n"
               "000023\n",
               "c0fde23495810c800000000000000000b8c0fcc0fc1d0000000000000000\n0000001dc0\n");
  CAPTURE(dump);
  CHECK(read_text(dump) == expected);
}

TEST_CASE("hex: a star in a dump says the line before again", "[tools][reader][hex]") {
  const auto [dump, times] = GENERATE(table<std::string, std::size_t>({
      {"00000000  c0 fc 1d 00 00 00 00 00  00 00 00 00 00 00 1d c0  |................|\n"
       "*\n"
       "00000030  fe                                                |.|\n"
       "00000031\n",     3},
      {"00000000: c0fc 1d00 0000 0000 0000 0000 0000 1dc0  ................\n"
       "*\n"
       "00000040: fe\n", 4},
      {"0000000 fcc0 001d 0000 0000 0000 0000 0000 c01d\n"
       "*\n"
       "0000020\n",      2},
      {"0000000 c0 fc 1d 00 00 00 00 00 00 00 00 00 00 00 1d c0\n"
       "0000020 c0 fc 1d 00 00 00 00 00 00 00 00 00 00 00 1d c0\n"
       "*\n"
       "0000100\n",      4},
  }));
  CAPTURE(dump);
  CHECK(read_text(dump).size() == times);
  CHECK(read_text(dump).front() == idle_line);
}

TEST_CASE("hex: characters beside the bytes of xxd may be digits", "[tools][reader][hex]") {
  CHECK(read_text("00000000: c0fc 1d00 0000 0000 0000 0000 0000 1dc0  4 04 FC.........\n"
                  "00000010: fec0 fc1d 0000 0000 0000 0000 0000 001d  40..............\n"
                  "00000020: c0                                       C\n") ==
        Lines{idle_line + " end FE", idle_line});
}

TEST_CASE("hex: stars that no dump stands around say nothing, nor do far too many lines",
          "[tools][reader][hex]") {
  CHECK(read_text("C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0\n*\n0000040\n").size() == 1);
  CHECK(read_text("00000000  c0 fc 1d 00 00 00 00 00  00 00 00 00 00 00 1d c0\n*\nfffffff0  c0\n")
            .size() <= 2);
}

TEST_CASE("hex: a dump of a body goes on in its second line", "[tools][reader][hex]") {
  CHECK(
      read_text("00000000  fd eb 25 87 00 00 03 9c  00 f6 00 f0 00 f6 00 00  |..%.............|\n"
                "00000010  00 00 00 12                                       |....|\n"
                "00000000  fc 1d 00 00 00 00 00 00  00 00 00 00 00 1d        |..............|\n") ==
      Lines{"FDEB25870000039C00F600F000F6000000000012", idle_line});
}

TEST_CASE("hex: a capture that begins in the middle of a frame is read from its first C0 on",
          "[tools][reader][hex]") {
  CHECK(read_text("FD 00 00 00 1D C0 FE C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0 FE") ==
        Lines{"noise FE", idle_line + " end FE"});
  CHECK(read_text("FC C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0") == Lines{idle_line});
}

TEST_CASE("hex: a line that is too long for a body is one error", "[tools][reader][hex]") {
  std::string line = "FD";
  for (int pair = 0; pair < 99; ++pair) line += " 11";
  CHECK(read_text(line) == Lines{"bad overlong FD" + std::string(126, '1') + "… 100"});
  CHECK(read_text(line + " C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0") ==
        Lines{"bad overlong FD" + std::string(126, '1') + "… 100", idle_line});
}

TEST_CASE("hex: errors and noise between delimiters are told as on the wire",
          "[tools][reader][hex]") {
  CHECK(read_text("C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B9 C0 00 F0 F8 C0 "
                  "FD E2 34 DB 81 0C 80 00 00 00 00 00 00 00 00 B8 C0") ==
        Lines{"bad checksum FDE23495810C800000000000000000B9", "noise 00F0F8",
              "bad escape FDE234DB810C800000000000000000B8"});
}
