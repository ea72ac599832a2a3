#pragma once
/// A bus in the test's own process: what one program says all others hear, if the line lets them.

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include <twc/wire/decoder.hpp>

#include "tools/support_leg.hpp"

namespace twc::test {

/// Weather is what the line between a program and the bus does to bytes, in both directions.
struct Weather {
  Duration delay{};  ///< each way
  /// They come in bursts, as often as this.
  Duration burst{};
  /// A black hole: everything is taken, and nothing passes.
  bool swallows = false;
  /// An adapter that hears itself.
  bool echoes = false;
};

class Relay {
 public:
  /// A witness watches: it is told every frame, where it was read and where it was written.
  class Witness {
   public:
    Witness() = default;
    Witness(const Witness&) = delete;
    Witness& operator=(const Witness&) = delete;
    virtual ~Witness() = default;

    virtual void joined(Time now, std::size_t who) = 0;
    virtual void said(Time now, std::size_t by, const wire::Frame& frame) = 0;
    virtual void heard(Time now, std::size_t by, const wire::Frame& frame) = 0;
    /// It will not be heard there.
    virtual void lost(Time now, std::size_t there, const wire::Frame& frame) = 0;
  };

  explicit Relay(Witness& witness) : witness_{witness} {}

  std::size_t add(std::unique_ptr<Leg> leg);
  [[nodiscard]] std::size_t size() const { return ports_.size(); }
  [[nodiscard]] Leg& leg(std::size_t at) { return *ports_[at].leg; }
  [[nodiscard]] Weather& weather(std::size_t at) { return ports_[at].weather; }

  /// Somebody else on the bus says it: to all.
  void say(const wire::Frame& frame);
  /// Bytes for one, as many as it takes now.
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
  struct Port {
    std::unique_ptr<Leg> leg;
    Weather weather;
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
  std::vector<Port> ports_;
  Time told_{};  // when the witness was told the last thing: times do not decrease
};

}  // namespace twc::test
