// SPDX-License-Identifier: MIT
/// The questions to one unit in idle time, and how often they are asked.

#include <twc/node/inquiry.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Inquiry;
using Topic = Inquiry::Topic;
using wire::Function;

constexpr TwcId our_master{0x77AB};
constexpr TwcId asked_unit{0x2019};
constexpr node::Polls all_polls{
    .meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};

TEST_CASE("inquiry: the questions come in the order of a real master, each once",
          "[node][inquiry]") {
  Inquiry inquiry;
  for (const Topic topic :
       {Topic::meter, Topic::firmware, Topic::vin, Topic::serial, Topic::plug}) {
    CHECK(inquiry.next(at(1s), all_polls) == topic);
    inquiry.asked(at(1s), topic);
  }
  CHECK_FALSE(inquiry.next(at(1s), all_polls).has_value());
}

TEST_CASE("inquiry: only questions that the user wants are asked", "[node][inquiry]") {
  const Inquiry inquiry;
  CHECK_FALSE(inquiry.next(at(1s), {}).has_value());
  CHECK(inquiry.next(at(1s), {.serial = true}) == Topic::serial);
}

TEST_CASE(
    "inquiry: a question without an answer is asked less and less often, every 10 minutes in "
    "the end",
    "[node][inquiry]") {
  Inquiry inquiry;
  const node::Polls polls{.meter = true};
  Duration now = 0s;
  for (const Duration pause : {5s, 10s, 20s, 40s, 80s, 160s, 320s, 600s, 600s}) {
    REQUIRE(inquiry.next(at(now), polls) == Topic::meter);
    inquiry.asked(at(now), Topic::meter);
    CHECK_FALSE(inquiry.next(at(now + pause - 1us), polls).has_value());
    now += pause;
  }
}

TEST_CASE("inquiry: an answer is good for a while", "[node][inquiry]") {
  const auto [topic, code, good_for] =
      GENERATE(std::tuple<Topic, Function, Duration>{Topic::meter, Function::meter, 10s},
               std::tuple<Topic, Function, Duration>{Topic::plug, Function::plug_state, 10s},
               std::tuple<Topic, Function, Duration>{Topic::serial, Function::serial, 24h},
               std::tuple<Topic, Function, Duration>{Topic::firmware, Function::firmware, 24h});
  const node::Polls polls{.meter = topic == Topic::meter,
                          .serial = topic == Topic::serial,
                          .firmware = topic == Topic::firmware,
                          .plug = topic == Topic::plug};
  Inquiry inquiry;
  inquiry.asked(at(1s), topic);
  CHECK(inquiry.answered(at(2s), topic, code));
  CHECK_FALSE(inquiry.next(at(2s + good_for - 1us), polls).has_value());
  CHECK(inquiry.next(at(2s + good_for), polls) == topic);
  inquiry.asked(at(2s + good_for), topic);  // and the pauses begin anew
  CHECK(inquiry.next(at(2s + good_for + 5s), polls) == topic);
}

TEST_CASE("inquiry: a VIN is asked for in three parts, one after the other", "[node][inquiry]") {
  Inquiry inquiry;
  const node::Polls polls{.vin = true};
  CHECK(inquiry.vin_part() == msg::VinPart::one);
  inquiry.asked(at(1s), Topic::vin);
  CHECK_FALSE(inquiry.answered(at(1s), Topic::vin, Function::vin_1));
  CHECK(inquiry.next(at(1s), polls) == Topic::vin);
  CHECK(inquiry.vin_part() == msg::VinPart::two);
  CHECK_FALSE(inquiry.answered(at(2s), Topic::vin, Function::vin_2));
  CHECK(inquiry.vin_part() == msg::VinPart::three);
  CHECK(inquiry.answered(at(3s), Topic::vin, Function::vin_3));
  CHECK(inquiry.vin_part() == msg::VinPart::one);
  CHECK_FALSE(inquiry.next(at(3s + 5min - 1us), polls).has_value());
  CHECK(inquiry.next(at(3s + 5min), polls) == Topic::vin);
}

TEST_CASE("inquiry: a car that came is worth a question at once", "[node][inquiry]") {
  Inquiry inquiry;
  const node::Polls polls{.vin = true};
  inquiry.asked(at(1s), Topic::vin);
  static_cast<void>(inquiry.answered(at(1s), Topic::vin, Function::vin_1));
  inquiry.refresh(at(2s), Topic::vin);
  CHECK(inquiry.next(at(2s), polls) == Topic::vin);
  CHECK(inquiry.vin_part() == msg::VinPart::one);
}

TEST_CASE("inquiry: each question has a request, and its answer belongs to it", "[node][inquiry]") {
  const auto [topic, request, answer] =
      GENERATE(std::tuple{Topic::meter, Function::meter_request, Function::meter},
               std::tuple{Topic::firmware, Function::firmware_request, Function::firmware},
               std::tuple{Topic::serial, Function::serial_request, Function::serial},
               std::tuple{Topic::vin, Function::vin_request_2, Function::vin_2},
               std::tuple{Topic::plug, Function::plug_state_request, Function::plug_state});
  CHECK(node::request_for(topic, our_master, asked_unit, msg::VinPart::two).function() == request);
  CHECK(node::topic_of(answer) == topic);
  CHECK_FALSE(node::topic_of(request).has_value());
}

}  // namespace
}  // namespace twc::test
