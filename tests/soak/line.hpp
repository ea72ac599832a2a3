#pragma once
/// Two serial ports with a wire between them, and somebody who listens to it with a clock.

#include <array>
#include <functional>
#include <string>

#include <twc/wire/decoder.hpp>

#include "endpoint/fd.hpp"
#include "soak/process.hpp"

namespace twc::soak {

/// A pseudo-terminal. Its other side is held open, so that who opens `device` may come and go.
struct Port {
  Port();
  tools::Fd ours;
  std::string device;
  tools::Fd theirs;
};

enum class Side : std::uint8_t { master, slave };

struct Heard {
  Side from{};
  Clock::time_point came;    ///< out of the port of who said it
  Clock::time_point passed;  ///< into the port of the other one
  wire::Frame frame;
};

class Line {
 public:
  using Listener = std::function<void(const Heard&)>;

  [[nodiscard]] const std::string& device(Side side) const { return at(side).port.device; }
  /// Carries bytes from one side to the other until `end`, or until `enough` says so.
  void carry(
      Clock::time_point end, const Listener& listener,
      const std::function<bool()>& enough = [] { return false; });

 private:
  struct End {
    Port port;
    wire::Decoder decoder;
  };
  [[nodiscard]] const End& at(Side side) const { return ends_.at(static_cast<std::size_t>(side)); }
  void pass(Side from, const Listener& listener);

  std::array<End, 2> ends_;
};

}  // namespace twc::soak
