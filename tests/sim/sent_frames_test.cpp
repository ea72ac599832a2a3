// SPDX-License-Identifier: MIT
/// The hash that compares two builds: the same frames at the same times, and nothing else.

#include "support/sent_frames.hpp"

#include <sstream>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/printing.hpp"
#include "support/scenario.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

// ngardiner/TWCManager#453, and what the master may have said before
wire::Frame one_request() {
  return "FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_frame;
}
wire::Frame one_answer() {
  return "FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B"_frame;
}

std::uint64_t hash_of(std::initializer_list<std::pair<Time, wire::Frame>> sent) {
  SentFrames frames;
  for (const auto& [at, frame] : sent) frames.add(at, frame);
  return frames.hash();
}

TEST_CASE("sent frames: a time, a frame and an order make the hash", "[sim][sent]") {
  const std::uint64_t before = hash_of({
      {Time{1s}, one_request()},
      {Time{2s}, one_answer() }
  });
  CHECK(before == hash_of({
                      {Time{1s}, one_request()},
                      {Time{2s}, one_answer() }
  }));
  CHECK(before != hash_of({
                      {Time{1s},       one_request()},
                      {Time{2s + 1us}, one_answer() }
  }));
  CHECK(before != hash_of({
                      {Time{1s}, one_answer() },
                      {Time{2s}, one_request()}
  }));
  CHECK(before != hash_of({
                      {Time{1s}, one_request()}
  }));
}

TEST_CASE("sent frames: a frame is a line of a capture", "[sim][sent]") {
  std::ostringstream text;
  SentFrames frames;
  frames.write_to(text);
  frames.add(Time{12h + 20ms}, one_request());
  CHECK(text.str() == "(43200.020000) bus0 T FBE07777201900000000000000000007\n");
}

TEST_CASE("sent frames: a seed makes the same ones twice, another seed others", "[sim][sent]") {
  const auto run = [](std::uint64_t seed) {
    sent_frames() = SentFrames{};
    static_cast<void>(run_scenario(seed, Promise::r1));
    CHECK(sent_frames().count() > 100);
    return sent_frames().hash();
  };
  const std::uint64_t once = run(1);
  CHECK(run(1) == once);
  CHECK(run(2) != once);
}

}  // namespace
}  // namespace twc::test
