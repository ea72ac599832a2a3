// SPDX-License-Identifier: MIT
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;
using tools::Clock;

namespace {

// ukoda/TWCProtocolMonitor, master_and_slave.txt: a slave's linkready and a master's heartbeat.
const std::string linkready = "FDE23495810C800000000000000000B8";
const std::string heartbeat = "FBE07973349500000000000000000095";

std::vector<tools::Record> read_log(std::string_view text) {
  return read_records(CaptureFormat{"twclog"}, bytes_of(text));
}

}  // namespace

TEST_CASE("twclog: R, T and E are received, sent and echo, with their end bytes",
          "[tools][reader][twclog]") {
  const std::string log =
      "# twclog 1 clock=epoch\n"
      "(1767225600.104211) bus0 R " +
      linkready + " FE\n" + "(1767225600.118930) bus0 T " + heartbeat + "\n" +
      "(1767225600.119) vcan7 E " + heartbeat + " fc\r\n";
  const auto records = read_log(log);
  CHECK(tell(records) ==
        Lines{"rx " + linkready + " end FE", "tx " + heartbeat, "echo " + heartbeat + " end FC"});
  CHECK(times_of(records) ==
        std::vector<std::int64_t>{1767225600'104211, 1767225600'118930, 1767225600'119000});
  CHECK(records[0].when.clock == Clock::epoch);
}

TEST_CASE("twclog: N is noise and B a bad frame, with its cause", "[tools][reader][twclog]") {
  CHECK(tell(read_log("(1.0) bus0 N 00F0F8\n"
                      "(1.0) bus0 B FDE23495810C800000000000000000B9 checksum\n"
                      "(1.0) bus0 B FDE23495810C800000000000000000B8000000 length\n"
                      "(1.0) bus0 B FDE234DB810C800000000000000000B8 escape tx\n"
                      "(1.0) bus0 B FDE23495 truncated rx\n"
                      "(1.0) bus0 B " +
                      std::string(128, '1') +
                      " overlong 123 echo\n"
                      "(1.0) bus0 N " +
                      std::string(128, '2') + " 99\n")) ==
        Lines{"noise 00F0F8", "bad checksum FDE23495810C800000000000000000B9",
              "bad length FDE23495810C800000000000000000B8000000",
              "tx bad escape FDE234DB810C800000000000000000B8", "rx bad truncated FDE23495",
              "echo bad overlong " + std::string(128, '1') + "… 123",
              "noise " + std::string(128, '2') + "… 99"});
}

TEST_CASE("twclog: a B without its cause is judged", "[tools][reader][twclog]") {
  CHECK(tell(read_log("(1.0) bus0 B FDE23495810C800000000000000000B9\n"
                      "(1.0) bus0 B FDE23495 whatever\n")) ==
        Lines{"bad checksum FDE23495810C800000000000000000B9", "bad truncated FDE23495"});
}

TEST_CASE("twclog: a frame that is none is an error, whatever its letter says",
          "[tools][reader][twclog]") {
  CHECK(tell(read_log("(1.0) bus0 R FDE23495810C800000000000000000B9 FC\n"
                      "(1.0) bus0 T FDE23495810C80000000000000\n"
                      "(1.0) bus0 R FDE23495810C800000000000000000B\n"
                      "(1.0) bus0 R FDE234958x0C800000000000000000B8\n")) ==
        Lines{"rx bad checksum FDE23495810C800000000000000000B9",
              "tx bad checksum FDE23495810C80000000000000",
              "rx bad truncated FDE23495810C800000000000000000", "rx bad truncated FDE23495"});
}

TEST_CASE("twclog: a line that is no record is a comment", "[tools][reader][twclog]") {
  const auto line = GENERATE(as<std::string>{}, "", "#", "# a note", "()", "(", "(1.0)", "(1.0) ",
                             "(1.0) bus0", "(1.0) bus0 R", "(1.0) bus0 R ", "(1.0) bus0 R zz",
                             "(1.0) bus0 X FDE23495810C800000000000000000B8",
                             "(1.0) bus0 RT FDE23495810C800000000000000000B8",
                             "(x.0) bus0 R FDE23495810C800000000000000000B8",
                             "(99999999999999999999.0) bus0 R FDE23495810C800000000000000000B8",
                             "1.0 bus0 R FDE23495810C800000000000000000B8",
                             "#(1.0) bus0 R FDE23495810C800000000000000000B8",
                             "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0");
  CAPTURE(line);
  CHECK(read_log("# twclog 1\n" + line + "\n").empty());
  CHECK(read_log(line).empty());
}

TEST_CASE("twclog: in a file of any format, a record that was commented out stays out",
          "[tools][reader][twclog]") {
  CHECK(read_text("# twclog 1\n# (1.0) bus0 R " + linkready + "\n(2.0) bus0 R " + heartbeat +
                  "\n") == Lines{"rx " + heartbeat});
}

TEST_CASE("twclog: the header says which clock it is, and epoch without a word",
          "[tools][reader][twclog]") {
  const std::string record = "(59630.256) bus0 R " + linkready + "\n";
  const auto clock_of = [&](const std::string& header) {
    return read_log(header + record).at(0).when;
  };
  CHECK(clock_of("") == tools::Stamp{Clock::epoch, 59630'256000});
  CHECK(clock_of("# twclog 1\n") == tools::Stamp{Clock::epoch, 59630'256000});
  CHECK(clock_of("# twclog 1 clock=epoch\n") == tools::Stamp{Clock::epoch, 59630'256000});
  CHECK(clock_of("# twclog 1 clock=day\n") == tools::Stamp{Clock::day, 59630'256000});
  CHECK(clock_of("# twclog 1 clock=none\n") == tools::Stamp{});
  CHECK(clock_of("# twclog 1 clock=day\n# twclog 1\n") == tools::Stamp{Clock::epoch, 59630'256000});
}

TEST_CASE("twclog: times are read to the microsecond", "[tools][reader][twclog]") {
  const auto time_of = [](const std::string& time) {
    return read_log("(" + time + ") bus0 R " + linkready + "\n").at(0).when.microseconds;
  };
  CHECK(time_of("0") == 0);
  CHECK(time_of("7") == 7'000'000);
  CHECK(time_of("7.") == 7'000'000);
  CHECK(time_of("7.000001") == 7'000'001);
  CHECK(time_of("7.0000019999999999999999999999") == 7'000'001);
  CHECK(time_of("999999999999.999999") == 999'999'999'999'999'999);
}
