// SPDX-License-Identifier: MIT
/// How long a unit takes to answer.

#include <twc/bus/answers.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"

using twc::wire::Function;
using namespace std::chrono_literals;

namespace twc::test {
namespace {

/// None of them a whole second, as many logs have.
bus::When at(std::int64_t milliseconds) {
  return Time{milliseconds * 1ms + 1us};
}

/// Asked and answered after so long.
void exchange(bus::Answers& answers, std::int64_t took) {
  answers.ask(at(1000), Function::master_heartbeat);
  static_cast<void>(answers.hear(at(1000 + took), Function::slave_heartbeat));
}

}  // namespace

TEST_CASE("answers: shortest, longest, mean, and the median to 5 ms", "[bus][answers]") {
  bus::Answers answers;
  for (const std::int64_t took : {151, 152, 158, 201, 338}) exchange(answers, took);
  CHECK(answers.asked() == 5);
  CHECK(answers.answered() == 5);
  CHECK(answers.measured() == 5);
  CHECK(answers.shortest() == 151ms);
  CHECK(answers.longest() == 338ms);
  CHECK(answers.mean() == 200ms);
  CHECK(answers.median() >= 155ms);
  CHECK(answers.median() <= 160ms);
}

TEST_CASE("answers: the median is never beyond what was measured", "[bus][answers]") {
  bus::Answers answers;
  exchange(answers, 0);
  CHECK(answers.median() == 0ms);
}

TEST_CASE("answers: half a second counts, more is no answer", "[bus][answers]") {
  bus::Answers answers;
  exchange(answers, 500);
  CHECK(answers.answered() == 1);
  exchange(answers, 501);
  CHECK(answers.answered() == 1);
  CHECK(answers.unanswered() == 1);
  CHECK(answers.longest() == 500ms);
}

TEST_CASE("answers: only the answer to what was asked is one", "[bus][answers]") {
  bus::Answers answers;
  answers.ask(at(0), Function::meter_request);
  static_cast<void>(answers.hear(at(100), Function::slave_heartbeat));
  CHECK(answers.answered() == 0);
  static_cast<void>(answers.hear(at(200), Function::meter));
  CHECK(answers.answered() == 1);
  static_cast<void>(answers.hear(at(210), Function::meter));
  CHECK(answers.answered() == 1);
}

TEST_CASE("answers: asked again before an answer is one that was not answered", "[bus][answers]") {
  bus::Answers answers;
  answers.ask(at(0), Function::meter_request);
  answers.ask(at(600), Function::meter_request);
  CHECK(answers.asked() == 2);
  CHECK(answers.unanswered() == 1);
  answers.ask(at(700), Function::meter_request);  // a repetition counts once
  CHECK(answers.asked() == 2);
}

TEST_CASE("answers: where nobody knows the time answers are counted all the same",
          "[bus][answers]") {
  bus::Answers answers;
  answers.ask({}, Function::meter_request);
  static_cast<void>(answers.hear({}, Function::meter));
  CHECK(answers.answered() == 1);
  CHECK(answers.measured() == 0);
  CHECK(answers.mean() == 0ms);
  CHECK(answers.median() == 0ms);
}

}  // namespace twc::test
