// SPDX-License-Identifier: MIT
/// A trace: the last records of a run, as a capture.

#include <twc/sim/bus.hpp>
#include <twc/sim/trace.hpp>

#include "sim/script.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

// ngardiner/TWCManager#453
wire::Frame recorded_answer() {
  return "FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B"_frame;
}
wire::Frame recorded_request() {  // made up for that unit
  return "FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_frame;
}

struct Traced {
  sim::Bus bus{5, Time{12h}};
  Script self;
  Script other;
  sim::PortId here = bus.connect(self);
  sim::PortId there = bus.connect(other);
};

TEST_CASE("trace: sent, echoed, heard, missed", "[sim][trace]") {
  Traced on;
  sim::Trace trace{on.here};
  on.bus.observe(trace);
  on.bus.link(on.here).echo = true;
  on.bus.link(on.there).end_byte = wire::EndByte::fe;
  on.self.say(12h, recorded_request());
  on.other.say(12h + 1s, recorded_answer());
  on.bus.run_until(Time{12h + 2s});
  on.bus.link(on.here).hears = false;
  on.other.say(12h + 2s, recorded_answer());
  on.bus.run_until(Time{12h + 3s});
  CHECK(trace.text() ==
        "# twclog 1 clock=day\n"
        "(43200.000000) bus0 T FBE07777201900000000000000000007\n"
        "(43200.019792) bus0 E FBE07777201900000000000000000007 FC\n"
        "(43201.019792) bus0 R FDE0201977770802580210000000007B FE\n"
        "# missed: (43202.019792) bus0 R FDE0201977770802580210000000007B\n");
}

TEST_CASE("trace: damaged frames say why", "[sim][trace]") {
  Traced on;
  sim::Trace trace{on.here};
  on.bus.observe(trace);
  on.bus.faults().damage = 1;
  for (int at = 0; at < 100; ++at) on.other.say(12h + at * 1s, recorded_answer());
  on.bus.run_until(Time{13h});
  using Catch::Matchers::ContainsSubstring;
  CHECK_THAT(trace.text(), ContainsSubstring(" bus0 B ") && ContainsSubstring(" checksum\n"));
}

TEST_CASE("trace: only the last ones are kept", "[sim][trace]") {
  Traced on;
  sim::Trace trace{on.here, 2};
  on.bus.observe(trace);
  for (int at = 0; at < 10; ++at) on.other.say(12h + at * 1s, recorded_answer());
  on.bus.run_until(Time{13h});
  CHECK(trace.text() ==
        "# twclog 1 clock=day\n"
        "(43208.019792) bus0 R FDE0201977770802580210000000007B FC\n"
        "(43209.019792) bus0 R FDE0201977770802580210000000007B FC\n");
}

}  // namespace
}  // namespace twc::test
