/// How long a unit takes to answer.

#include "sniff/latency.hpp"

#include "support/catch.hpp"

using twc::tools::Clock;
using twc::tools::Latency;
using twc::tools::Stamp;
using twc::wire::Function;
using namespace std::chrono_literals;

namespace {

Stamp at(std::int64_t milliseconds) {
  return {Clock::day, 1000 * milliseconds};
}

/// Asked and answered after so long.
void exchange(Latency& latency, std::int64_t took) {
  latency.ask(Function::master_heartbeat, at(1000));
  latency.hear(Function::slave_heartbeat, at(1000 + took));
}

}  // namespace

TEST_CASE("latency: shortest, longest, mean, and the median to 5 ms", "[tools][stats]") {
  Latency latency;
  for (const std::int64_t took : {151, 152, 158, 201, 338}) exchange(latency, took);
  CHECK(latency.asked() == 5);
  CHECK(latency.answered() == 5);
  CHECK(latency.measured() == 5);
  CHECK(latency.shortest() == 151ms);
  CHECK(latency.longest() == 338ms);
  CHECK(latency.mean() == 200ms);
  CHECK(latency.median() >= 155ms);
  CHECK(latency.median() <= 160ms);
}

TEST_CASE("latency: the median is never beyond what was measured", "[tools][stats]") {
  Latency latency;
  exchange(latency, 0);
  CHECK(latency.median() == 0ms);
}

TEST_CASE("latency: half a second counts, more is no answer", "[tools][stats]") {
  Latency latency;
  exchange(latency, 500);
  CHECK(latency.answered() == 1);
  exchange(latency, 501);
  CHECK(latency.answered() == 1);
  CHECK(latency.unanswered() == 1);
  CHECK(latency.longest() == 500ms);
}

TEST_CASE("latency: only the answer to what was asked is one", "[tools][stats]") {
  Latency latency;
  latency.ask(Function::meter_request, at(0));
  latency.hear(Function::slave_heartbeat, at(100));
  CHECK(latency.answered() == 0);
  latency.hear(Function::meter, at(200));
  CHECK(latency.answered() == 1);
  latency.hear(Function::meter, at(210));
  CHECK(latency.answered() == 1);
}

TEST_CASE("latency: asked again before an answer is one that was not answered", "[tools][stats]") {
  Latency latency;
  latency.ask(Function::meter_request, at(0));
  latency.ask(Function::meter_request, at(100));
  CHECK(latency.asked() == 2);
  CHECK(latency.unanswered() == 1);
}

TEST_CASE("latency: where nobody knows the time answers are counted all the same",
          "[tools][stats]") {
  Latency latency;
  latency.ask(Function::meter_request, {});
  latency.hear(Function::meter, {});
  CHECK(latency.answered() == 1);
  CHECK(latency.measured() == 0);
  CHECK(latency.mean() == 0ms);
  CHECK(latency.median() == 0ms);
}
