// SPDX-License-Identifier: MIT
#pragma once
/// --fault: a line that loses, damages and delays what is said on it.

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <twc/sim/dice.hpp>
#include <twc/types.hpp>
#include <twc/wire/slip.hpp>

namespace twc::tools {

struct FaultSpec {
  double drop = 0;  ///< the share of the frames that are lost, of ours and of those for us
  double flip = 0;  ///< the share of the bytes, each way, that have one bit flipped
  Duration delay{};
  std::optional<std::optional<wire::EndByte>> end{};
  bool noise = false;

  [[nodiscard]] bool spoils_bytes() const { return flip > 0 || noise; }
};

/// `drop=1%,flip=0.1%,delay=40ms,end=FE,noise=on`: any of these. Throws std::invalid_argument with
/// what was expected.
void read_fault(std::string_view text, FaultSpec& spec);

/// Chance, by a seed.
class Faults {
 public:
  Faults(const FaultSpec& spec, std::uint64_t seed) : spec_{spec}, dice_{seed} {}

  [[nodiscard]] bool drops_frame() { return spec_.drop > 0 && dice_.chance(spec_.drop); }
  void spoil_sent(std::vector<std::uint8_t>& bytes);
  void spoil_heard(std::vector<std::uint8_t>& bytes) { flip_bits(bytes); }

 private:
  void flip_bits(std::vector<std::uint8_t>& bytes);

  FaultSpec spec_;
  sim::Dice dice_;
};

}  // namespace twc::tools
