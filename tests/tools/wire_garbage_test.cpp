/// Megabytes of nonsense from all sides at once, while cars charge.

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "tools/support_garage.hpp"
#include "tools/support_master.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::string garbage(std::uint64_t seed) {
  constexpr std::size_t megabyte = 1'000'000;
  Dice dice{seed};
  std::string bytes;
  while (bytes.size() < megabyte) bytes += static_cast<char>(dice.byte());
  return bytes;
}

}  // namespace

TEST_CASE("garbage: a megabyte on stdin, the socket and the bus delays no heartbeat", "[wire]") {
  Garage garage{GENERATE(Wiring::serial, Wiring::tcp), 2};
  garage.start_unit(1);
  garage.start_unit(2);
  garage.start_master({"--socket", garage.file("socket")});
  garage.until_all_charge();
  garage.forget();

  Peer client{connect_to_path(garage.file("socket"))};
  constexpr std::size_t piece = 4096;
  std::string typed = garbage(1);
  std::string said = garbage(2);
  std::string noise = garbage(3);
  garage.until([&] {
    garage.program().type(typed.substr(0, piece));
    typed.erase(0, piece);
    client.heard();
    said.erase(0, client.offer(std::string_view{said}.substr(0, piece)));
    noise.erase(0, garage.relay().offer(Garage::master, noise));
    return typed.empty() && said.empty() && noise.empty();
  });
  garage.program().type("\nstatus\n");
  client.say("\nstatus\n");
  garage.await_out("max_current=32.00");
  garage.until([&] { return client.heard().find("max_current=32.00") != std::string::npos; });
  CHECK_THAT(client.heard(), StartsWith("err "));
  CHECK_THAT(garage.program().out(),
             ContainsSubstring("\nerr unknown_command") && ContainsSubstring("\nerr too_long"));
  garage.until([&] { return garage.all_charge(); });
  for (const std::size_t unit : {1U, 2U}) {
    CHECK(garage.watcher().seen(unit).longest_gap <= 1300ms);
  }
  garage.finish();
}
