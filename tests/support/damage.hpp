// SPDX-License-Identifier: MIT
#pragma once
/// A bad line that knows the truth: it damages traffic, tells what became of every frame, and
/// counts how much of what was left a decoder finds.

#include <cstddef>
#include <cstdint>
#include <vector>

#include <twc/wire/frame.hpp>

#include "support/dice.hpp"
#include "support/hex.hpp"
#include "support/traffic.hpp"

namespace twc::test {

/// A frame that was sent, and what of it is as it was sent.
struct Fate {
  wire::Frame frame;
  std::size_t end;  ///< in the damaged wire bytes: behind its closing delimiter, or where that was
  bool opener;
  bool body;
  bool closer;

  [[nodiscard]] bool is_whole() const { return opener && body && closer; }
};

struct DamagedTraffic {
  ByteVector wire;
  std::vector<Fate> fates;
};

/// Replaces each byte by another one with a probability of `percent`.
[[nodiscard]] DamagedTraffic damage_bytes(Traffic traffic, std::size_t percent, Dice& dice);

/// Sends `frames` and damages `percent` of them in one way each: some bits flipped, the opening or
/// the closing delimiter lost, the end cut off. Frames with delimiters of their own have noise
/// between them, delimiters in it too. A shared delimiter that is lost is lost to both frames.
[[nodiscard]] DamagedTraffic damage_frames(const std::vector<wire::Frame>& frames,
                                           std::size_t percent, Delimiters delimiters, Dice& dice);

/// The score of a decoder at damaged traffic.
struct Score {
  std::size_t sent = 0;
  std::size_t whole = 0;  ///< body and both delimiters as they were sent
  std::size_t whole_found = 0;
  std::size_t whole_bodies = 0;  ///< delimiters damaged or not
  std::size_t whole_bodies_found = 0;
  std::size_t accepted = 0;
  std::size_t accepted_falsely = 0;
  std::size_t recovered = 0;
  std::size_t recovered_falsely = 0;
};

[[nodiscard]] Score score(const DamagedTraffic& damaged);

}  // namespace twc::test
