// SPDX-License-Identifier: MIT
/// Announcements, against bytes that were heard.

#include <twc/msg/link_ready.hpp>

#include "msg/both_ways.hpp"

namespace twc::test {
namespace {

using msg::Idle;
using msg::MasterLinkready1;
using msg::MasterLinkready2;
using msg::SlaveLinkready;

TEST_CASE("master linkready 1: both ways", "[msg][linkready]") {
  // FC E1 | from | sg | claim | padding
  check_both_ways(MasterLinkready1{.from = TwcId{0x035D}, .sign = Sign{0x39}, .claimed = {}},
                  "FC E1  03 5D  39  00 00  00 00 00 00 00 00  7A");  // TMC 72830 page 3
  check_both_ways(MasterLinkready1{.from = TwcId{0x7973}, .sign = Sign{0x76}, .claimed = {}},
                  "FC E1  79 73  76  00 00  00 00 00 00 00 00 00 00  43");  // ukoda, real master
  // jnicolson/twc-controller#4: a program that means 16.00 A and swaps the bytes.
  check_both_ways(
      MasterLinkready1{.from = TwcId{0x32AB}, .sign = Sign{0x77}, .claimed = Centiamps{0x4006}},
      "FC E1  32 AB  77  40 06  00 00 00 00 00 00 00 00  7B");
}

TEST_CASE("master linkready 2: both ways", "[msg][linkready]") {
  // FB E2 | from | sg | claim | padding
  check_both_ways(MasterLinkready2{.from = TwcId{0x035D}, .sign = Sign{0x5F}, .claimed = {}},
                  "FB E2  03 5D  5F  00 00  00 00 00 00 00 00  A1");  // TMC 72830 page 3
  check_both_ways(MasterLinkready2{.from = TwcId{0x7973}, .sign = Sign{0x76}, .claimed = {}},
                  "FB E2  79 73  76  00 00  00 00 00 00 00 00 00 00  44");  // ukoda, real master
}

TEST_CASE("slave linkready: both ways", "[msg][linkready]") {
  // FD E2 | from | sg | max | padding
  check_both_ways(
      SlaveLinkready{.from = TwcId{0x4085}, .sign = Sign{0x1D}, .maximum = 32_A},
      "FD E2  40 85  1D  0C 80  00 00 00 00 00 00 00 00  50");  // ngardiner/TWCManager#473
  // Made up: no 80 A unit and no Protocol 1 form is public.
  check_both_ways(SlaveLinkready{.from = TwcId{0x7777}, .sign = Sign{0x77}, .maximum = 80_A},
                  "FD E2  77 77  77  1F 40  00 00 00 00 00 00  A6");
}

TEST_CASE("idle: both ways", "[msg][linkready]") {
  check_both_ways(Idle{}, "FC 1D  00 00 00 00 00 00 00 00 00 00 00  1D");  // TMC 72830 page 3
}

}  // namespace
}  // namespace twc::test
