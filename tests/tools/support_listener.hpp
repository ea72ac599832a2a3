// SPDX-License-Identifier: MIT
#pragma once
/// Listens on a bus beside the programs that a test attacks, and measures heartbeats.

#include <atomic>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include <twc/types.hpp>
#include <twc/wire/event.hpp>

#include "endpoint/fd.hpp"

namespace twc::test {

/// A thread of its own reads, so that nothing that the test does is taken for a gap.
class Listener {
 public:
  /// Joins the bus at that port of this machine.
  explicit Listener(std::uint16_t port);
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;
  ~Listener();

  /// Waits until so many units were addressed.
  void await_units(std::size_t count);
  /// Measures from now on, for so long.
  void listen_for(Duration duration);
  /// Prints the longest gap between two heartbeats of a unit, the one that has not ended included,
  /// and checks it.
  void check_gaps(const std::string& attack);
  [[nodiscard]] std::size_t beats();

 private:
  struct Unit {
    Time last{};
    Duration longest{};
    std::size_t beats = 0;
  };
  void run();
  void hear(const wire::Event& event);

  tools::Fd fd_;
  std::mutex mutex_;
  std::map<TwcId, Unit> units_;
  std::atomic<bool> ends_ = false;
  std::thread thread_;
};

}  // namespace twc::test
