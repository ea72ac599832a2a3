// SPDX-License-Identifier: MIT
/// The real programs at work for a quarter of an hour: are they on time, and do they stay small?
/// soak [SECONDS]: for how long heartbeats are timed, once on an idle machine and once on a busy
/// one.

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <system_error>
#include <thread>

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "endpoint/fd.hpp"
#include "soak/growth.hpp"
#include "soak/programs.hpp"
#include "soak/table.hpp"
#include "soak/timing.hpp"

namespace {

using namespace twc::soak;
using std::chrono::seconds;

/// A port that nobody listens at yet: the next program to bind it is ours.
std::uint16_t free_port() {
  const twc::tools::Fd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (::bind(fd.get(), generic, size) != 0 || ::getsockname(fd.get(), generic, &size) != 0) {
    throw std::system_error{errno, std::generic_category(), "no port to be had"};
  }
  return ntohs(address.sin_port);
}

/// A bus without a wire that loses frames, with three units that are programs of their own. Now and
/// then the master hears nothing for so long that it opens the bus anew.
void start_lossy_bus(Growth& growth) {
  const std::string port = "127.0.0.1:" + std::to_string(free_port());
  growth.start(master_on("listen://" + port), Complaints::hidden);
  std::this_thread::sleep_for(seconds{1});  // it has to listen before others can come
  for (const char* const id : {"2019", "3495", "7973"}) {
    growth.start(slave_on("tcp://" + port, {"--unit", id, "--fault", "drop=3%"}),
                 Complaints::hidden);
  }
}

void await_end(Growth& growth) {
  while (Clock::now() < growth.end()) {
    growth.look();
    std::this_thread::sleep_for(std::chrono::milliseconds{100});
  }
}

void add_growth(Table& table, const Growth& growth, const std::string& where) {
  table.add({.name = where + ": memory grows by",
             .measured = growth.own_kilobytes(),
             .unit = "kB",
             .most = 0});
  table.add({.name = where + ": open files grow by",
             .measured = growth.descriptors(),
             .unit = "",
             .most = 0});
}

/// So many hours of a simulated bus for each five minutes of heartbeats.
void simulate(Table& table, double hours) {
  constexpr double speed = 480;
  const std::chrono::duration<double, std::ratio<3600>> time{hours / speed};
  Growth growth{std::chrono::duration_cast<Clock::duration>(time)};
  growth.start(master_on("sim:3", {"--speed", fmt::format("{}", speed)}));
  await_end(growth);
  add_growth(table, growth, fmt::format("{:.3g} simulated hours", hours));
}

void run_buses(Table& table, seconds time) {
  Growth lossy{2 * time};
  start_lossy_bus(lossy);
  time_heartbeats(table, time, lossy);
  await_end(lossy);
  add_growth(table, lossy, fmt::format("{} s, 3 units, 3 % of frames lost", 2 * time.count()));
}

bool soak(seconds time) {
  Table table;
  time_starts(table);
  time_greetings(table);
  run_buses(table, time);
  constexpr double hours_a_second = 8.0 / 300;
  simulate(table, static_cast<double>(time.count()) * hours_a_second);
  return !table.has_missed();
}

std::optional<seconds> read_time(int argc, const char* const* argv) {
  constexpr int usual = 300;
  constexpr int least = 10;
  if (argc == 1) return seconds{usual};
  int count = 0;
  const char* const end = argv[1] + std::strlen(argv[1]);
  const auto [rest, error] = std::from_chars(argv[1], end, count);
  if (argc > 2 || error != std::errc{} || rest != end || count < least) return std::nullopt;
  return seconds{count};
}

}  // namespace

int main(int argc, char** argv) {
  const auto time = read_time(argc, argv);
  if (!time) {
    fmt::print(stderr, "soak: expected at most one number: SECONDS, 10 or more\n");
    return 2;
  }
  try {
    return soak(*time) ? 0 : 1;
  } catch (const std::exception& failure) {
    fmt::print(stderr, "soak: {}\n", failure.what());
    return 1;
  }
}
