// SPDX-License-Identifier: MIT
#pragma once
/// Made-up traffic: frames of every kind there is, and a bus as it sounds with real units on it.

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include <twc/wire/frame.hpp>

#include "support/dice.hpp"
#include "support/hex.hpp"

namespace twc::test {

/// A frame of `size` bytes: the code, the fields, zeros, the checksum.
[[nodiscard]] wire::Frame compose(wire::Function code, Bytes fields, std::size_t size);

/// A known code at a length that it has; random fields, rich in bytes that must be escaped.
[[nodiscard]] wire::Frame random_known_frame(Dice& dice);
/// A frame of any kind: a known code, sometimes at a length that it never has, or an unknown code.
[[nodiscard]] wire::Frame random_frame(Dice& dice);

/// A master with three slaves: heartbeats and answers, and between them meter, firmware, serial
/// number and VIN, in the order that a real pair was heard to keep (PROTOCOL.md, "A linked bus").
class Bus {
 public:
  explicit Bus(std::uint64_t seed) : dice_{seed} {}
  [[nodiscard]] wire::Frame next();

 private:
  struct Unit {
    std::uint16_t id;
    std::uint16_t limit;
    std::uint16_t drawn;
    std::uint32_t energy;
  };

  [[nodiscard]] wire::Frame heartbeat(const Unit& to);
  [[nodiscard]] wire::Frame answer(Unit& from);
  [[nodiscard]] wire::Frame request(const Unit& to) const;
  [[nodiscard]] wire::Frame report(Unit& from);

  Dice dice_;
  Unit master_{0x7973, 0, 0, 11};
  std::array<Unit, 3> slaves_{
      {{0x3495, 1600, 0, 6782}, {0x2019, 600, 528, 924}, {0x4085, 0, 0, 56}}
  };
  std::size_t slave_ = 0;
  std::size_t step_ = 0;
  std::size_t parameter_ = 0;
};

/// How transmissions follow one another.
enum class Delimiters : std::uint8_t {
  own,     ///< each frame has both of its own, most with an end byte behind, as on real buses
  shared,  ///< one C0 closes a frame and opens the next, as some programs write captures
};

/// A frame, and where it stands in the wire bytes: from its opening C0 to behind its closing one.
struct Placed {
  wire::Frame frame;
  std::size_t begin;
  std::size_t end;
};

struct Traffic {
  ByteVector wire;
  std::vector<Placed> frames;
};

/// Puts what `next` gives on the wire until there are `size` bytes.
[[nodiscard]] Traffic transmit(const std::function<wire::Frame()>& next, std::size_t size,
                               Dice& dice, Delimiters delimiters = Delimiters::own);

}  // namespace twc::test
