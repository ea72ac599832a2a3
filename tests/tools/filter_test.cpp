// SPDX-License-Identifier: MIT
/// --from, --to, --kind, --code.

#include "sniff/filter.hpp"

#include "support/catch.hpp"
#include "support_show.hpp"

using namespace twc::test;
using twc::tools::Filter;

namespace {

bool passes(const Filter& filter, const twc::tools::Record& record) {
  return filter.passes(twc::tools::decode(record));
}

// ukoda/TWCProtocolMonitor: a master, 7973, and a slave, 3495
const auto ask = good("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95");
const auto answer = good("FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95");
const auto announce = good("FD E2 34 95 8E 0C 80 00 00 00 00 00 00 00 00 C5");
const auto vin_3 = good("FD F1 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 BA");
const auto idle = good("FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D");
const auto unexplained = made_up("FB A4 12 34 00 00 00 00 00 00 00 00 00 00 00");
const auto error = bad(twc::wire::FrameError::truncated, "FD E2 34 95");

}  // namespace

TEST_CASE("filter: without options everything passes", "[tools][filter]") {
  const Filter filter;
  for (const auto& record : {ask, answer, idle, unexplained, error, noise("F0")}) {
    CHECK(passes(filter, record));
  }
}

TEST_CASE("filter: by sender and by receiver", "[tools][filter]") {
  Filter from;
  from.add_from("3495");
  CHECK(passes(from, answer));
  CHECK(passes(from, announce));
  CHECK_FALSE(passes(from, ask));
  CHECK_FALSE(passes(from, idle));

  Filter to;
  to.add_to("3495");
  CHECK(passes(to, ask));
  CHECK_FALSE(passes(to, answer));
  CHECK_FALSE(passes(to, announce));
}

TEST_CASE("filter: by kind, where the parts of a VIN are one", "[tools][filter]") {
  Filter filter;
  filter.add_kind("vin");
  CHECK(passes(filter, vin_3));
  CHECK_FALSE(passes(filter, ask));
  filter.add_kind("unknown");
  CHECK(passes(filter, unexplained));
  CHECK_FALSE(passes(filter, idle));
}

TEST_CASE("filter: by code, known or not", "[tools][filter]") {
  Filter filter;
  filter.add_code("fba4");
  CHECK(passes(filter, unexplained));
  CHECK_FALSE(passes(filter, ask));
}

TEST_CASE("filter: values of one option are alternatives, options add up", "[tools][filter]") {
  Filter filter;
  filter.add_from("7973");
  filter.add_from("3495");
  CHECK(passes(filter, ask));
  CHECK(passes(filter, answer));
  filter.add_code("FDE0");
  CHECK_FALSE(passes(filter, ask));
  CHECK(passes(filter, answer));
}

TEST_CASE("filter: any option hides errors and noise", "[tools][filter]") {
  const auto add_one = GENERATE(0, 1, 2, 3);
  Filter filter;
  if (add_one == 0) filter.add_from("3495");
  if (add_one == 1) filter.add_to("3495");
  if (add_one == 2) filter.add_kind("slave_linkready");
  if (add_one == 3) filter.add_code("FDE2");
  CHECK_FALSE(passes(filter, error));
  CHECK_FALSE(passes(filter, noise("34 95")));
}

TEST_CASE("filter: a recovered frame is filtered like a good one", "[tools][filter]") {
  Filter filter;
  filter.add_from("1839");
  CHECK(passes(filter, recovered("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11")));
}

TEST_CASE("filter: wrong values are refused with what was expected", "[tools][filter]") {
  Filter filter;
  for (const char* wrong : {"", "201", "20190", "0x2019", "20 9", "-019", "+019", "201G"}) {
    CAPTURE(wrong);
    CHECK_THROWS_WITH(filter.add_from(wrong), "expected an id of four hex digits, such as 2019");
    CHECK_THROWS_WITH(filter.add_to(wrong), "expected an id of four hex digits, such as 2019");
    CHECK_THROWS_WITH(filter.add_code(wrong), "expected a code such as FDE0");
  }
  CHECK_THROWS_WITH(
      filter.add_kind("heartbeat"),
      "expected one of dangerous firmware firmware_request idle legacy_firmware "
      "legacy_firmware_request legacy_model legacy_model_request legacy_serial "
      "legacy_serial_request master_heartbeat master_linkready1 master_linkready2 meter "
      "meter_request plug_state plug_state_request serial serial_request slave_heartbeat "
      "slave_linkready start_charging start_charging_ack status stop_charging stop_charging_ack "
      "unknown vin vin_request");
  CHECK(passes(filter, error));  // nothing was added
}
