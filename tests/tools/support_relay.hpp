// SPDX-License-Identifier: MIT
#pragma once
/// A relay between real lines: every program on it hears what the others send, unless the line
/// loses, delays or swallows it.

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include <twc/wire/decoder.hpp>

#include "tools/support_relay_port.hpp"

namespace twc::test {

/// How the line between a program and the bus treats bytes, in both directions.
struct LineFaults {
  Duration delay{};  ///< each way
  /// The line passes bytes on in bursts, at this interval.
  Duration burst{};
  /// The line takes all bytes and passes none on.
  bool swallows = false;
  /// The adapter hears itself.
  bool echoes = false;
};

class Relay {
 public:
  /// The relay tells a witness where it read each frame and where it wrote it.
  class Witness {
   public:
    Witness() = default;
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    virtual ~Witness() = default;

    virtual void joined(Time now, std::size_t who) = 0;
    virtual void said(Time now, std::size_t by, const wire::Frame& frame) = 0;
    virtual void heard(Time now, std::size_t by, const wire::Frame& frame) = 0;
    /// The program there will not hear the frame.
    virtual void lost(Time now, std::size_t there, const wire::Frame& frame) = 0;
  };

  explicit Relay(Witness& witness) : witness_{witness} {}

  std::size_t add(std::unique_ptr<RelayPort> port);
  [[nodiscard]] std::size_t size() const { return branches_.size(); }
  [[nodiscard]] RelayPort& port(std::size_t at) { return *branches_[at].port; }
  [[nodiscard]] LineFaults& faults(std::size_t at) { return branches_[at].faults; }

  /// Sends a frame to all programs, as another unit would.
  void say(const wire::Frame& frame);
  /// Sends bytes to one program, as many as it takes now.
  std::size_t offer(std::size_t to, std::string_view bytes);

  /// Waits until something happens, here or at `others`, or is due, no longer than `longest`.
  void wait(const std::vector<int>& others, Duration longest) const;
  /// Takes what has come, and delivers what is due.
  void move();

 private:
  struct Passing {
    Time due{};
    std::string bytes;
    std::vector<wire::Frame> frames;  // the frames that end in these bytes
  };
  struct Branch {
    std::unique_ptr<RelayPort> port;
    LineFaults faults;
    wire::Decoder decoder;
    std::deque<Passing> coming;
  };

  void welcome(std::size_t at);
  void pull(std::size_t at);
  void pass(Time now, std::size_t from, std::size_t to, const Passing& what);
  void deliver(std::size_t at);
  void write(std::size_t at, const Passing& what);
  [[nodiscard]] Duration until_due(Duration longest) const;

  Witness& witness_;
  std::vector<Branch> branches_;
  Time told_{};  // the time last told to the witness; it never decreases
};

}  // namespace twc::test
