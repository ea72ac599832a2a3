// SPDX-License-Identifier: MIT
/// Plug state and contactor, against the bytes that were heard and the layouts.

#include <twc/msg/contactor.hpp>

#include "msg/both_ways.hpp"

namespace twc::test {
namespace {

TEST_CASE("contactor: commands and answers, both ways", "[msg][contactor]") {
  // FC B1, B2 | from | to | padding                                            made up
  check_both_ways(msg::StartCharging{.from = TwcId{0x7777}, .to = TwcId{0x3495}},
                  "FC B1  77 77  34 95  00 00 00 00 00 00 00 00 00  68");
  check_both_ways(msg::StopCharging{.from = TwcId{0x7777}, .to = TwcId{0x3495}},
                  "FC B2  77 77  34 95  00 00 00 00 00 00 00 00 00  69");
  // FD B1, B2 | from | padding                                     ngardiner/TWCManager#107
  check_both_ways(msg::StartChargingAck{.from = TwcId{0x5850}},
                  "FD B1  58 50  00 00 00 00 00 00 00 00 00 00 00  59");
  check_both_ways(msg::StopChargingAck{.from = TwcId{0x5850}},
                  "FD B2  58 50  00 00 00 00 00 00 00 00 00 00 00  5A");
}

TEST_CASE("plug state: both ways", "[msg][contactor]") {
  // Made up from the layouts: no plug state on a bus is public.
  // FB B4 | from | to | padding
  check_both_ways(msg::PlugStateRequest{.from = TwcId{0x7777}, .to = TwcId{0x3495}},
                  "FB B4  77 77  34 95  00 00 00 00 00 00 00 00 00  6B");
  // FD B4 | from | plug | padding
  check_both_ways(msg::PlugState{.from = TwcId{0x3495}, .plug = msg::Plug::plugged},
                  "FD B4  34 95  03  00 00 00 00 00 00 00 00 00 00  80");
  check_both_ways(msg::PlugState{.from = TwcId{0x3495}, .plug = msg::Plug{0x7F}},
                  "FD B4  34 95  7F  00 00 00 00 00 00 00 00 00 00  FC");
}

}  // namespace
}  // namespace twc::test
