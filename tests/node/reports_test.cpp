// SPDX-License-Identifier: MIT
/// The answers of one unit about itself and its car, and which of them are news.

#include <twc/node/reports.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Reports;
using Topic = node::Inquiry::Topic;

/// Made up. The check digit is right.
constexpr std::string_view vin_of_a_car = "5YJSA1CN8DFP01234";

msg::Meter metered(std::uint32_t energy) {
  return {.from = TwcId{0x2019}, .energy_raw = energy, .amps = {}};
}
void hear_part(Reports& reports, Duration when, msg::VinPart part, std::string_view text) {
  reports.hear(at(when), msg::Vin{.part = part, .text = msg::Text<7>{text}});
}
void hear_vin(Reports& reports, Duration when) {
  hear_part(reports, when, msg::VinPart::one, vin_of_a_car.substr(0, 7));
  hear_part(reports, when + 1s, msg::VinPart::two, vin_of_a_car.substr(7, 7));
  hear_part(reports, when + 2s, msg::VinPart::three, vin_of_a_car.substr(14));
}

TEST_CASE("reports: a report is news once, and again when it says something else",
          "[node][reports]") {
  Reports reports;
  for (const Topic topic :
       {Topic::meter, Topic::firmware, Topic::vin, Topic::serial, Topic::plug}) {
    CHECK_FALSE(reports.is_news(topic));
  }
  reports.hear(at(1s), metered(832));
  CHECK(reports.is_news(Topic::meter));
  CHECK_FALSE(reports.is_news(Topic::meter));
  reports.hear(at(2s), metered(832));
  CHECK_FALSE(reports.is_news(Topic::meter));
  CHECK(reports.last().meter->at == at(2s));
  reports.hear(at(3s), metered(833));
  CHECK(reports.is_news(Topic::meter));
  CHECK(reports.last().meter->what.energy_raw == 833);
}

TEST_CASE("reports: a report of one kind is no news of another kind", "[node][reports]") {
  Reports reports;
  reports.hear(at(1s), msg::Firmware{
                           .version = {4, 5, 3, 0}
  });
  CHECK_FALSE(reports.is_news(Topic::meter));
  CHECK_FALSE(reports.is_news(Topic::serial));
  CHECK(reports.is_news(Topic::firmware));
  reports.hear(at(2s), msg::Serial{.number = msg::SerialNumber{"A18E0001234"}});
  CHECK_FALSE(reports.is_news(Topic::firmware));
  CHECK(reports.is_news(Topic::serial));
  CHECK(reports.last().serial->what.view() == "A18E0001234");
}

TEST_CASE("reports: a unit that may come back as another one is told anew", "[node][reports]") {
  Reports reports;
  reports.hear(at(1s), msg::PlugState{.plug = msg::Plug::plugged});
  CHECK(reports.is_news(Topic::plug));
  reports.tell_again();
  CHECK(reports.is_news(Topic::plug));
  CHECK_FALSE(reports.is_news(Topic::plug));
}

TEST_CASE("reports: a VIN counts with its third part", "[node][reports]") {
  Reports reports;
  hear_part(reports, 1s, msg::VinPart::one, vin_of_a_car.substr(0, 7));
  hear_part(reports, 2s, msg::VinPart::two, vin_of_a_car.substr(7, 7));
  CHECK_FALSE(reports.is_news(Topic::vin));
  CHECK_FALSE(reports.last().has_car());
  hear_part(reports, 3s, msg::VinPart::three, vin_of_a_car.substr(14));
  CHECK(reports.is_news(Topic::vin));
  CHECK(reports.last().vin->at == at(3s));
  CHECK(reports.last().vin->what.view() == vin_of_a_car);
  CHECK(reports.last().has_car());
}

TEST_CASE("reports: a car that leaves takes its VIN with it, and nothing else", "[node][reports]") {
  Reports reports;
  reports.hear(at(1s), metered(832));
  hear_vin(reports, 2s);
  CHECK(reports.is_news(Topic::vin));
  reports.car_left();
  CHECK_FALSE(reports.last().vin);
  CHECK(reports.last().meter);
  CHECK_FALSE(reports.is_news(Topic::vin));
  // The third part alone is not the VIN of the next car.
  hear_part(reports, 10s, msg::VinPart::three, vin_of_a_car.substr(14));
  CHECK(reports.last().vin->what.view().empty());
  hear_vin(reports, 11s);
  CHECK(reports.is_news(Topic::vin));
  CHECK(reports.last().vin->what.view() == vin_of_a_car);
}

}  // namespace
}  // namespace twc::test
