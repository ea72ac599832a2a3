// SPDX-License-Identifier: MIT
/// twc-fakemaster and twc-fakeslave on one bus: whole processes on real ports.

#include <csignal>
#include <string>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Wall Connectors that end with 1 as soon as their limits are too high together.
class FakeSlave : public Program {
 public:
  explicit FakeSlave(const Arguments& arguments) : Program{TWC_FAKESLAVE, arguments} {}

  static Arguments within(const std::string& sum, const Arguments& more) {
    Arguments all{"--expect", "sum(limit)<=" + sum};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }
};

/// The port of listen:// as clients know it.
std::string as_client(const std::string& place) {
  return "tcp" + place.substr(place.find(':'));
}

void end(Program& program, const char* how) {
  program.type(how);
  const Outcome outcome = program.finish();
  INFO(outcome.out << outcome.err);
  CHECK(outcome.exit == 0);
}

}  // namespace

TEST_CASE("master and slave: three units on a pseudo-terminal share what is typed",
          "[master][slave][long]") {
  const Folder folder;
  const std::string bus = folder / "bus";
  FakeSlave slave{FakeSlave::within("32", {"--units", "3", "pty:" + bus})};
  slave.await_out("link_up");
  slave.type("all plug want=16\n");
  FakeMaster master{FakeMaster::at_once(bus)};
  for (const char* const id : {"3495", "3496", "3497"}) {
    master.await_out(std::string{id} + "  linked");
  }
  slave.await_out("limit=11.00");
  master.type("limit 18\n");
  master.await_out("ok requested=18.00");
  for (const char* const id : {"3495", "3496", "3497"}) {
    master.await_out(std::string{id} + "  echoed       requested=6.00 granted=6.00 echoed=6.00");
  }
  end(master, "quit\n");
  end(slave, "quit\n");
}

TEST_CASE("master and slave: on a bus of the master's own, limited through the socket",
          "[master][slave]") {
  const Folder folder;
  const std::string path = folder / "socket";
  FakeMaster master{FakeMaster::at_once("listen://127.0.0.1:0", {"--socket", path})};
  const std::string place = as_client(place_in(master.await_err("at most")));
  FakeSlave slave{FakeSlave::within("32", {"--unit", "2019:want=32", place})};
  master.await_out("2019  echoed       requested=32.00");
  Peer client{connect_to_path(path)};
  client.say("limit 10\n");
  slave.await_out("limit=10.00");
  CHECK_THAT(client.heard(), ContainsSubstring("ok requested=10.00 granted=10.00"));
  end(master, "quit\n");
  end(slave, "quit\n");
}

TEST_CASE("master and slave: when the slave behind tcp:// is killed, its unit is unreachable",
          "[master][slave][long]") {
  FakeSlave slave{
      {"--unit", "2019:want=32", "listen://127.0.0.1:0"}
  };
  const std::string& up = slave.await_out("link_up");
  const auto at = up.find("endpoint=listen") + 9;
  FakeMaster master{FakeMaster::at_once(as_client(up.substr(at, up.find('\n', at) - at)))};
  master.await_out("2019  echoed       requested=32.00");
  master.type("units\n");
  master.await_out("id=2019 link=linked");
  slave.signal(SIGKILL);
  CHECK(slave.finish().exit == 128 + SIGKILL);
  master.await_out("link_down");
  master.type("units\n");
  master.await_out("id=2019 link=unreachable charging=unreachable");
  // The master tells the last known current, and marks it as old from 10 s on.
  for (int asked = 0; master.out().find("stale=true max=32.00") == std::string::npos; ++asked) {
    REQUIRE(asked < 120);
    master.type("units\n");
    ::poll(nullptr, 0, 500);  // its clock is the real one
    master.look();
  }
  CHECK_THAT(master.out(), !ContainsSubstring("link=linked charging=unreachable"));
  end(master, "quit\n");
}

TEST_CASE("master and slave: a slave that was killed is linked again when it is back",
          "[master][slave]") {
  FakeMaster master{FakeMaster::at_once("listen://127.0.0.1:0")};
  const std::string place = as_client(place_in(master.await_err("at most")));
  FakeSlave first{
      {"--unit", "2019:sign=A8", place}
  };
  master.await_out("2019  linked");
  first.signal(SIGKILL);
  CHECK(first.finish().exit == 128 + SIGKILL);
  FakeSlave second{FakeSlave::within("32", {"--unit", "2019:sign=A9", place})};
  second.await_out("2019  linked");
  second.await_out("limit=32.00");
  end(master, "quit\n");
  end(second, "quit\n");
}
