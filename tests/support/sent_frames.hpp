// SPDX-License-Identifier: MIT
#pragma once
/// All frames that masters send on simulated buses, as one number. Two builds that send the same
/// frames at the same times have the same number.

#include <cstdint>
#include <ostream>

#include <twc/sim/observer.hpp>

namespace twc::test {

class SentFrames {
 public:
  void add(Time now, const wire::Frame& frame);
  [[nodiscard]] std::uint64_t hash() const { return hash_; }
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// Writes each further frame to `out`, as a line of a twclog.
  void write_to(std::ostream& out) { out_ = &out; }

 private:
  std::uint64_t hash_ = 0xCBF29CE484222325;  // FNV-1a
  std::uint64_t count_ = 0;
  std::ostream* out_ = nullptr;
};

/// The buses of this process enter their masters' frames here. A scenario makes its buses itself,
/// so that nobody could hand them anything.
[[nodiscard]] SentFrames& sent_frames();

/// Enters the frames that one port sends.
class SentFramesOf : public sim::Observer {
 public:
  explicit SentFramesOf(sim::PortId port) : port_{port} {}
  void sent(Time now, sim::PortId by, const wire::Frame& frame) override {
    if (by == port_) sent_frames().add(now, frame);
  }

 private:
  sim::PortId port_;
};

}  // namespace twc::test
