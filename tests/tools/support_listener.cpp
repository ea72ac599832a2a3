// SPDX-License-Identifier: MIT
#include "tools/support_listener.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <twc/msg/message.hpp>
#include <twc/wire/decoder.hpp>

#include "common/clock.hpp"
#include "support/catch.hpp"
#include "support/sanitized.hpp"
#include "tools/support_peer.hpp"

namespace twc::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using tools::now;

/// The promise is 1.3 s on an idle machine; where other tests run at the same time it is more.
/// TWC_IDLE=1 says that nothing else runs.
Duration longest_allowed() {
  if (std::getenv("TWC_IDLE") != nullptr) return milliseconds{1300};
  return is_sanitized ? milliseconds{4000} : milliseconds{2000};
}

double in_seconds(Duration duration) {
  return std::chrono::duration<double>{duration}.count();
}

}  // namespace

Listener::Listener(std::uint16_t port) : fd_{connect_to("127.0.0.1", port)} {
  REQUIRE(fd_);
  thread_ = std::thread{[this] { run(); }};
}

Listener::~Listener() {
  ends_ = true;
  thread_.join();
}

void Listener::run() {
  wire::Decoder decoder;
  while (!ends_) {
    pollfd one{.fd = fd_.get(), .events = POLLIN, .revents = 0};
    if (::poll(&one, 1, 20) <= 0) continue;
    std::array<std::uint8_t, 65536> block{};
    const ssize_t count = ::read(fd_.get(), block.data(), block.size());
    if (count <= 0) return;
    const Bytes bytes{block.data(), static_cast<std::size_t>(count)};
    decoder.feed(now(), bytes, [this](const wire::Event& event) { hear(event); });
  }
}

void Listener::hear(const wire::Event& event) {
  const auto* const frame = std::get_if<wire::Frame>(&event);
  if (frame == nullptr) return;
  const msg::Message message = msg::decode(*frame);
  const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
  if (beat == nullptr) return;
  const std::scoped_lock lock{mutex_};
  Unit& unit = units_[beat->to];
  const Time at = now();
  if (unit.beats++ > 0) unit.longest = std::max(unit.longest, at - unit.last);
  unit.last = at;
}

void Listener::await_units(std::size_t count) {
  const Time limit = now() + seconds{30};
  const auto have = [this] {
    const std::scoped_lock lock{mutex_};
    return units_.size();
  };
  while (have() < count) {
    REQUIRE(now() < limit);
    std::this_thread::sleep_for(milliseconds{10});
  }
}

void Listener::listen_for(Duration duration) {
  {
    const std::scoped_lock lock{mutex_};
    for (auto& [id, unit] : units_) unit = {.last = now(), .longest = {}, .beats = 1};
  }
  std::this_thread::sleep_for(duration);
}

void Listener::check_gaps(const std::string& attack) {
  const std::scoped_lock lock{mutex_};
  Duration longest{};
  for (const auto& [id, unit] : units_) {
    longest = std::max({longest, unit.longest, now() - unit.last});
  }
  UNSCOPED_INFO(attack << ": the longest gap is " << in_seconds(longest) << " s");
  fmt::print("{}: the longest gap between heartbeats of a unit is {:.2f} s\n", attack,
             in_seconds(longest));
  CHECK(longest <= longest_allowed());
}

std::size_t Listener::beats() {
  const std::scoped_lock lock{mutex_};
  std::size_t all = 0;
  for (const auto& [id, unit] : units_) all += unit.beats;
  return all;
}

}  // namespace twc::test
