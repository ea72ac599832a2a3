// SPDX-License-Identifier: MIT
/// The marks that stand before the hex: times, directions, indexes, lengths, tags. One traffic in
/// every spelling of them is the same traffic.

#include <functional>

#include <fmt/format.h>

#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::Direction;

namespace {

// ukoda/TWCProtocolMonitor: a master's meter report with FE behind it, a slave's linkready, and the
// heartbeat that answers it.
const std::vector<std::string> front_frames{
    "C0 FD EB 79 73 00 00 00 0B 00 F3 00 00 00 00 00 00 00 00 00 D5 C0 FE",
    "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC",
    "C0 FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95 C0 FC"};
const Lines front_heard{"FDEB79730000000B00F3000000000000000000D5 end FE",
                        "FDE23495810C800000000000000000B8 end FC",
                        "FBE07973349500000000000000000095 end FC"};
constexpr std::int64_t first_second = 1'723'543'860;  // 2024-08-13 10:11:00 UTC
constexpr std::int64_t time_of_day = (10 * 60 + 11) * 60;
constexpr std::int64_t million = 1'000'000;

/// A time before the frame of `second`, with 123 ms.
using Spell = std::function<std::string(int second)>;

std::string behind_fronts(const Spell& front, const std::string& behind = "") {
  std::string text;
  for (std::size_t at = 0; at < front_frames.size(); ++at) {
    text += front(static_cast<int>(at)) + front_frames[at] + behind + "\n";
  }
  return text;
}

std::vector<tools::Record> front_records(const std::string& text) {
  return read_records(tools::CaptureFormat{}, bytes_of(text));
}

std::vector<std::int64_t> seconds_apart(const std::vector<tools::Record>& records) {
  std::vector<std::int64_t> times = times_of(records);
  for (std::int64_t& time : times) time -= times_of(records).front();
  return times;
}

/// Formats a front; `{0}` is the second, `{1}` the epoch in seconds.
Spell front_pattern(const char* text) {
  return
      [text](int second) { return fmt::format(fmt::runtime(text), second, first_second + second); };
}

}  // namespace

TEST_CASE("front: a frame is the same behind every spelling of its time, and the time is used",
          "[tools][reader][front]") {
  const auto front = GENERATE(
      as<const char*>{}, "2024-08-13T10:11:{0:02}.123Z ",
      "2024-08-13T10:11:{0:02}.123456Z: ", "2024-08-13 10:11:{0:02}.123 ",
      "2024-08-13 10:11:{0:02},123 - ", "13.08.2024 10:11:{0:02} ", "2024/08/13 10:11:{0:02}.123 ",
      "13/08/2024 10:11:{0:02} ", "08/13/2024 10:11:{0:02} ", "8/13/2024, 10:11:{0:02} AM ",
      "13-08-2024 10:11:{0:02} ", "[08/13/2024 10:11:{0:02}.123 am] ", "{1} ", "{1}.123000 ",
      "{1}.5: ", "{1}123 ", "{1}123456 ", "[{1}.123] ", "({1}.123000) ",
      "[2024-08-13 10:11:{0:02}.123] ", "[2024-08-13T10:11:{0:02}Z] ", "{1},", "{1};RX;",
      "2024-08-13T12:11:{0:02}+02:00 ", "2024-08-13T10:11:{0:02} UTC ");
  CAPTURE(front);
  const auto records = front_records(behind_fronts(front_pattern(front)));
  Lines expected = front_heard;
  const bool has_direction = std::string{front}.find("RX") != std::string::npos;
  if (has_direction) {
    for (std::string& line : expected) line.insert(0, "rx ");
  }
  CHECK(tell(records) == expected);
  CHECK(seconds_apart(records) == std::vector<std::int64_t>{0, million, 2 * million});
  CHECK(records.at(0).when.clock == tools::Clock::epoch);
  const std::int64_t begin = records.at(0).when.microseconds - first_second * million;
  CHECK((begin >= 0 && begin < million));
}

TEST_CASE("front: a time of day is used where there is no date", "[tools][reader][front]") {
  const auto front = GENERATE(
      as<const char*>{}, "10:11:{0:02} ", "10:11:{0:02}.123 ", "[10:11:{0:02}.123] ",
      "10:11:{0:02},123: ", "[10:11:{0:02}][D][twc:149]: ", "[10:11:{0:02}.123][V][uart]: ",
      "Aug 13 10:11:{0:02} garage logger[77]: ", "{0}: 10:11:{0:02}.123 ", "10:11:{0:02} AM ",
      "[10:11:{0:02} a.m.] ", "000{0}: 10:11:{0:02} ",
      "10:11:{0:02}\xE2\x80\xAF"
      "AM: ");
  CAPTURE(front);
  const auto records = front_records(behind_fronts(front_pattern(front)));
  CHECK(tell(records) == front_heard);
  CHECK(seconds_apart(records) == std::vector<std::int64_t>{0, million, 2 * million});
  CHECK(records.at(0).when.clock == tools::Clock::day);
  CHECK(records.at(0).when.microseconds / million == time_of_day);
}

TEST_CASE("front: a clock of twelve hours is read by its halves", "[tools][reader][front]") {
  const auto hour_of = [](const char* clock) {
    const auto records = front_records(std::string{clock} + " " + front_frames[1] + "\n");
    return records.at(0).when.microseconds / (3600 * million);
  };
  CHECK(hour_of("12:11:00 AM") == 0);
  CHECK(hour_of("1:11:00 AM") == 1);
  CHECK(hour_of("12:11:00 PM") == 12);
  CHECK(hour_of("01:11:00 pm") == 13);
  CHECK(hour_of("11:11:00.5 PM") == 23);
  CHECK(hour_of("13:11:00 pm") == 13);
  CHECK(hour_of("11:11:00 amp") == 11);
}

TEST_CASE("front: the day comes before the month unless the text shows otherwise",
          "[tools][reader][front]") {
  const auto day_of = [](const std::string& dates, bool is_guessed) {
    const auto reader = tools::make_reader(tools::CaptureFormat{});
    RecordList list;
    std::string text;
    for (std::size_t at = 0; at < dates.size(); at += 11) {
      text += dates.substr(at, 10) + " 10:11:00 " + front_frames[1] + "\n";
    }
    reader->feed(bytes_of(text), list);
    reader->finish(list);
    CHECK(reader->has_guessed_dates() == is_guessed);
    constexpr std::int64_t day = 24 * 3600 * million;
    return list.records.back().when.microseconds / day;
  };
  constexpr std::int64_t ninth_of_july = 20'643;  // 2026
  constexpr std::int64_t seventh_of_september = 20'703;
  CHECK(day_of("2026/07/09", false) == ninth_of_july);
  CHECK(day_of("09.07.2026", false) == ninth_of_july);
  CHECK(day_of("09/07/2026", true) == ninth_of_july);
  CHECK(day_of("07/09/2026", true) == seventh_of_september);
  // A month that ends tells it, and so does a clock with AM and PM.
  CHECK(day_of("06/30/2026 07/09/2026", false) == ninth_of_july);
  CHECK(day_of("30/06/2026 09/07/2026", false) == ninth_of_july);
  CHECK(read_records(tools::CaptureFormat{},
                     bytes_of("07/09/2026 10:11:00 AM " + front_frames[1] + "\n"))
                .at(0)
                .when.microseconds /
            (24 * 3600 * million) ==
        ninth_of_july);
}

TEST_CASE("front: an index, a length, a tag and words make no frame", "[tools][reader][front]") {
  const auto front = GENERATE(
      as<const char*>{}, "{0}: ", "{0} ", "{0:04} ", "1{0}. ", "#{0} ", "{0}) ", "[{0}] ", "({0}) ",
      "23: ", "23 ", "[23] ", "(23) ", "len=23 ", "23 bytes: ", "length 23: ", "0.00{0} ",
      "12.5{0}: ", "INFO:twc:", "I (12345) twc: ", "uart0 ", "frame {0} of 20: ", "253 ",
      "192: ", "{0},23,", "00040707 100004.00 70 71 ", "253 026 ", "0558154 9692 ",
      "1700000000.00/0003 ", "12> ", "0012: 1.5 ");
  CAPTURE(front);
  CHECK(tell(front_records(behind_fronts(front_pattern(front)))) == front_heard);
  CHECK(tell(front_records(behind_fronts(front_pattern(front), " "))) == front_heard);
}

TEST_CASE("front: every word for a direction is one", "[tools][reader][front]") {
  const auto said = GENERATE(table<std::string, std::string>({
      {"RX: ",                            "rx "},
      {"TX: ",                            "tx "},
      {"RX(23): ",                        "rx "},
      {"TX (23): ",                       "tx "},
      {"[RX] ",                           "rx "},
      {"[TX] ",                           "tx "},
      {"rx ",                             "rx "},
      {"recv: ",                          "rx "},
      {"send: ",                          "tx "},
      {"sent 23 bytes: ",                 "tx "},
      {"received 23 bytes: ",             "rx "},
      {"read(23): ",                      "rx "},
      {"write: ",                         "tx "},
      {"<< ",                             "rx "},
      {">> ",                             "tx "},
      {"<<< ",                            "rx "},
      {">>> ",                            "tx "},
      {"<- ",                             "rx "},
      {"-> ",                             "tx "},
      {"\xE2\x86\x92 ",                   "tx "},
      {"10:11:00.123 RX: ",               "rx "},
      {"[10:11:00.123] -> ",              "tx "},
      {"1723543860 TX ",                  "tx "},
      {"2024-08-13 10:11:00,123 send ",   "tx "},
      {"[12:00:00][D][uart:114]: <<< ",   "rx "},
      {"1723543860.5;TX;23;",             "tx "},
      {"DEBUG serial rx 23 bytes: ",      "rx "},
      {"R ",                              "rx "},
      {"T ",                              "tx "},
      {"R: ",                             "rx "},
      {"T(23): ",                         "tx "},
      {"10:11:00.123 R ",                 "rx "},
      {"2024-08-13 10:11:00 T ",          "tx "},
      {"1723543860.5;T;23;",              "tx "},
      {"< ",                              "rx "},
      {"10:11:00.123 > ",                 "tx "},
      {"[10:11:00.123] < ",               "rx "},
      {"12: > ",                          "tx "},
      {"[D] > ",                          "tx "},
      {"#12 -> ",                         "tx "},
      {"(1723543860.5) 12: T ",           "tx "},
      {"Aug 13 10:11:00 pi twc[43]: -> ", "tx "},
      {"Aug 13 10:11:00 pi twc[43]: < ",  "rx "},
      {"0000: TX: ",                      "tx "},
      {"0000: < ",                        "rx "},
      {"0000: 10:11:00.123 RX: ",         "rx "},
  }));
  CAPTURE(std::get<0>(said));
  Lines expected = front_heard;
  for (std::string& line : expected) line.insert(0, std::get<1>(said));
  CHECK(tell(front_records(behind_fronts([&](int) { return std::get<0>(said); }))) == expected);
}

TEST_CASE("front: prose about in and out, and quoted mail, has no direction",
          "[tools][reader][front]") {
  const auto front = GENERATE(as<std::string>{}, "data in hex ", "7777 -> 2118 ",
                              "from 7777 -> 2118: ", "> ", "> > ", "matrix ", "transmitted ");
  CAPTURE(front);
  CHECK(tell(front_records(behind_fronts([&](int) { return front; }))) == front_heard);
}

TEST_CASE("front: arrows of one character tell directions where there are both",
          "[tools][reader][front]") {
  const Lines expected{"tx " + front_heard[2], "rx " + front_heard[1], "tx " + front_heard[0]};
  const std::string text =
      "> " + front_frames[2] + "\n< " + front_frames[1] + "\n> " + front_frames[0] + "\n";
  CHECK(read_text(text) == expected);
  CHECK(tell(read_records(tools::CaptureFormat{}, bytes_of(text), 1)) == expected);
  CHECK(read_text("> C0 FD E2 34 95\n> 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC\n< " +
                  front_frames[2] + "\n") == Lines{"tx " + front_heard[1], "rx " + front_heard[2]});
}

TEST_CASE("front: a quoted log keeps its times and tells no direction", "[tools][reader][front]") {
  const auto records = front_records(behind_fronts(front_pattern("> 10:11:{0:02} ")));
  CHECK(tell(records) == front_heard);
  CHECK(seconds_apart(records) == std::vector<std::int64_t>{0, million, 2 * million});
  CHECK(read_text("> 10:11:00 RX: " + front_frames[1] + "\n") == Lines{"rx " + front_heard[1]});
  CHECK(read_text("> 10:11:00 " + front_frames[2] + "\n< 10:11:01 " + front_frames[1] + "\n") ==
        Lines{"tx " + front_heard[2], "rx " + front_heard[1]});
}

TEST_CASE("front: a letter is a direction only before bytes", "[tools][reader][front]") {
  const auto front = GENERATE(as<std::string>{}, "T uart: ", "R sensor 3: ", "(R) ", "T-1 ");
  CAPTURE(front);
  CHECK(tell(front_records(behind_fronts([&](int) { return front; }))) == front_heard);
  CHECK(read_text("R C0 FD E2 34 95\nT C0 FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95 C0 FC\n"
                  "R 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC\n") ==
        Lines{"tx " + front_heard[2], "rx " + front_heard[1]});
}

TEST_CASE("front: an echo is known in every log that tells directions", "[tools][reader][front]") {
  const auto said = GENERATE(table<std::string, std::string>({
      {"TX: ",           "RX: "          },
      {"-> ",            "<- "           },
      {"10:11:00 send ", "10:11:00 recv "}
  }));
  const std::string text = std::get<0>(said) + front_frames[1] + "\n" + std::get<1>(said) +
                           front_frames[1] + "\n" + std::get<1>(said) + front_frames[1] + "\n";
  CHECK(read_text(text) ==
        Lines{"tx " + front_heard[1], "echo " + front_heard[1], "rx " + front_heard[1]});
}

TEST_CASE("front: a frame that is split over reads is put together, each direction for itself",
          "[tools][reader][front]") {
  CHECK(read_text("10:11:00.100 RX(5): C0 FD E2 34 95\n"
                  "10:11:00.105 RX(14): 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC\n") ==
        Lines{"rx " + front_heard[1]});
  CHECK(read_text("[10:11:00] RX: C0 FD E2 34 95\n"
                  "[10:11:00] TX: C0 FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95 C0 FC\n"
                  "[10:11:00] RX: 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC\n") ==
        Lines{"tx " + front_heard[2], "rx " + front_heard[1]});
  CHECK(read_text("RX: C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8\nRX: C0 FC\n"
                  "RX: C0\nRX: FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95 C0 FC\n") ==
        Lines{"rx " + front_heard[1], "rx " + front_heard[2]});
}

TEST_CASE("front: socat -x announces what it shows", "[tools][reader][front]") {
  const std::string text =
      "> 2024/08/13 10:11:00.000123456  length=5 from=0 to=4\n"
      " c0 fb e0 79 73\n"
      "--\n"
      "> 2024/08/13 10:11:00.000923456  length=14 from=5 to=18\n"
      " 34 95 00 00 00 00 00 00 00 00 00 95 c0 fc\n"
      "--\n"
      "< 2024/08/13 10:11:01.000923456  length=19 from=0 to=18\n"
      " c0 fd e2 34 95 81 0c 80 00 00 00 00 00 00 00 00 b8 c0 fc\n"
      "--\n";
  const auto records = front_records(text);
  CHECK(tell(records) == Lines{"tx " + front_heard[2], "rx " + front_heard[1]});
  CHECK(times_of(records) == std::vector<std::int64_t>{first_second * million + 123,
                                                       (first_second + 1) * million + 923});
}

TEST_CASE("front: one byte a line is read, in either direction", "[tools][reader][front]") {
  const auto column = [](std::string_view tag, Bytes bytes) {
    std::string text;
    for (const std::uint8_t byte : bytes) text += fmt::format("{}{:02x}\n", tag, byte);
    return text;
  };
  const auto wire = from_hex(front_frames[2]);
  const std::string tag = "[12:00:13][D][twc.protocol:803]: ";
  CHECK(read_text("[12:00:13][V][twc.protocol:801]: Sent packet: \n" + column(tag, wire) +
                  "[12:00:14][D][twc.protocol:688]: Recieved Packet: \n"
                  "[12:00:14][D][twc:149]: FD:E2:34:95:81:0C:80:00:00:00:00:00:00:00:00:B8\n") ==
        Lines{"tx " + front_heard[2], "rx FDE23495810C800000000000000000B8"});
  const Bytes body = Bytes{wire}.subspan(1, 16);
  CHECK(read_text("Sent packet:\n" + column("", body) + "\nSent packet:\n" + column(tag, body)) ==
        Lines{"tx FBE07973349500000000000000000095", "tx FBE07973349500000000000000000095"});
}

TEST_CASE("front: a line with a time does not lose the end byte of the line before",
          "[tools][reader][front]") {
  CHECK(read_text("1700000000 " + front_frames[1] + "\n1700000001 " + front_frames[1] +
                  "\n1700000002\n" + "10 " + front_frames[1]) ==
        Lines{front_heard[1], front_heard[1], front_heard[1]});
}

TEST_CASE("front: hex that looks like a time in the middle of a frame is hex",
          "[tools][reader][front]") {
  // The limit and the current of this heartbeat are 12:34:56:78 (made up).
  CHECK(read_text("C0:FD:E0:34:95:79:73:01:\n12:34:56:78:00:00:00:00:\nAA:C0\n") ==
        Lines{"FDE034957973011234567800000000AA"});
  CHECK(read_text("C0 FD E0 34 95 79 73 01\n12 34 56 78 00 00 00 00\nAA C0\n") ==
        Lines{"FDE034957973011234567800000000AA"});
}

TEST_CASE("front: a serial monitor puts an arrow before all lines, and a word knows better",
          "[tools][reader][front]") {
  const std::string idle = "C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0\n";
  const std::string line = "FC1D00000000000000000000001D";
  CHECK(read_text("11:09:30.132 -> " + idle + "11:09:31.132 -> " + idle) == Lines{line, line});
  CHECK(read_text("11:09:30.132 -> " + idle + "11:09:31.132 <- " + idle) ==
        Lines{"tx " + line, "echo " + line});
  CHECK(read_text("11:09:30.132 -> TX: " + idle + "11:09:31.132 -> RX: " + idle) ==
        Lines{"tx " + line, "echo " + line});
}

TEST_CASE("front: a dash and a direction in front of hex are no line of our own",
          "[tools][reader][front]") {
  CHECK(read_text("2026-07-09 11:09:30,132 - TX(16): c0fc1d00000000000000000000001dc0\n") ==
        Lines{"tx FC1D00000000000000000000001D"});
}

TEST_CASE("front: dots between pairs, as ESPHome prints them", "[tools][reader][front]") {
  CHECK(read_text("[12:00:02][D][twc:149]: C0.FC.1D.00.00.00.00.00.00.00.00.00.00.00.1D.C0 (16)\n"
                  "[12:00:03][D][twc:149]: <<< FC.1D.00.00.00.00.00.00.00.00.00.00.00.1D (14)\n"
                  "Version 12.50.FC at 10.20.FD.30\n") ==
        Lines{"FC1D00000000000000000000001D", "rx FC1D00000000000000000000001D"});
}

TEST_CASE("front: colours of a terminal hide neither times nor directions",
          "[tools][reader][front]") {
  const std::string idle = "C0:FC:1D:00:00:00:00:00:00:00:00:00:00:00:1D:C0";
  const std::string line = "\x1B[0;36m[12:00:02.500][D][uart_debug:114]: <<< " + idle + "\x1B[0m\n";
  CHECK(read_text(line) == Lines{"rx FC1D00000000000000000000001D"});
  const auto records = read_records(tools::CaptureFormat{}, bytes_of(line));
  CHECK(records.at(0).when == tools::Stamp{tools::Clock::day, 43'202'500'000});
}
