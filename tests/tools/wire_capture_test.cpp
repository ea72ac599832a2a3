// SPDX-License-Identifier: MIT
/// Captures on small and on hanging disks, while cars charge and the bus is full of nonsense.

#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "tools/support_program_bus.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::uintmax_t most = 65'536;

std::vector<std::string> records_in(const std::string& twclog) {
  std::vector<std::string> records = lines_of(twclog);
  std::erase_if(records, [](const std::string& line) { return line.starts_with('#'); });
  return records;
}

/// A master in the network that writes a capture.
class Recorded {
 public:
  explicit Recorded(const std::function<void(const std::string& path)>& make = nullptr)
      : path{bus.file("x.twclog")} {
    if (make) make(path);
    bus.start_unit(1);
    bus.start_unit(2);
    bus.start_master({"-w", path, "--max-size", "64k", "--rotate", "3"});
  }
  void begin() {
    bus.until_all_charge();
    bus.forget();
  }
  void flood() {
    constexpr std::size_t megabyte = 1'000'000;
    Dice dice{7};
    std::string noise;
    while (noise.size() < megabyte) noise += static_cast<char>(dice.byte());
    bus.until([&] {
      noise.erase(0, bus.relay().offer(ProgramBus::master, noise));
      return noise.empty();
    });
  }
  void check_heartbeats() {
    constexpr Duration longest = 2s;
    bus.until([this] { return bus.all_charge(); });
    for (const std::size_t unit : {1U, 2U}) {
      CHECK(bus.watcher().seen(unit).longest_gap <= longest);
    }
    bus.finish();
  }

  ProgramBus bus{Wiring::tcp, 2};
  std::string path;
};

}  // namespace

TEST_CASE("capture: neither small files nor a disk that hangs delays a heartbeat",
          "[wire][garbage]") {
  Recorded on_disk;
  tools::Fd unread;
  Recorded hanging{[&unread](const std::string& path) {
    REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
    unread = tools::Fd{::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  }};
  for (Recorded* const one : {&on_disk, &hanging}) one->begin();
  for (Recorded* const one : {&on_disk, &hanging}) one->flood();
  for (Recorded* const one : {&on_disk, &hanging}) one->check_heartbeats();
  CHECK_THAT(hanging.bus.program().err(), ContainsSubstring("the disk hangs"));
  for (const char* const number : {"", ".1", ".2"}) {
    const std::string name = on_disk.path + number;
    CAPTURE(name);
    CHECK(std::filesystem::file_size(name) <= most);
    const std::string content = read_file(name);
    CHECK_THAT(content, Catch::Matchers::StartsWith("# twclog 1 clock=epoch\n"));
    CHECK(records_in(content).size() > 100);
    CHECK(records_in(sniff({"-F", "log", name}).out) == records_in(content));
  }
  CHECK_FALSE(std::filesystem::exists(on_disk.path + ".3"));
}
