// SPDX-License-Identifier: MIT
/// twc-sniff beside a master and its units.

#include <algorithm>
#include <csignal>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "tools/support_master.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// The frames of a capture, whoever sent them, from the first announcement of a slave on.
std::vector<std::string> frames_of(const TemporaryFile& capture) {
  std::vector<std::string> frames;
  for (const std::string& line : lines_of(capture.content())) {
    const auto at = line.find(" bus0 ");
    if (at == std::string::npos) continue;
    const std::string body = line.substr(at + std::string_view{" bus0 R "}.size());
    if (!frames.empty() || body.starts_with("FDE2")) frames.push_back(body);
  }
  return frames;
}

}  // namespace

TEST_CASE("twc-sniff: on a bus of the master's own it decodes every frame", "[wire][sniff]") {
  const TemporaryFile mine{"", ".twclog"};
  const TemporaryFile heard{"", ".twclog"};
  FakeMaster master{FakeMaster::at_once("listen://127.0.0.1:0", {"-w", mine.path()})};
  const std::string place = place_in(master.await_err("at most"));
  const std::string client = "tcp" + place.substr(place.find(':'));
  Sniffer sniffer{
      {"-F", "json", "-w", heard.path(), client}
  };
  sniffer.await_out("master_linkready1");
  Program slave{
      TWC_FAKESLAVE, {"--units", "2", client}
  };
  master.await_out("3495  echoed ");
  master.await_out("3496  echoed ");
  master.type("quit\n");
  CHECK(master.finish().exit == 0);
  sniffer.await_err("closed by the other side");
  sniffer.signal(SIGTERM);
  const Outcome outcome = sniffer.finish();
  CHECK_THAT(outcome.out, !ContainsSubstring(R"("ok":false)"));
  const auto frames = frames_of(mine);
  CHECK(frames.size() > 10);
  CHECK(frames_of(heard) == frames);
}
