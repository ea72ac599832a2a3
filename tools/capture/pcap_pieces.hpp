// SPDX-License-Identifier: MIT
#pragma once
/// The readers of pcap and pcapng share these: numbers, pieces of a file, and packets.

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>

#include "capture/assembler.hpp"
#include "capture/conversations.hpp"

namespace twc::tools {

/// Numbers at a place in some bytes; zero beyond their end.
struct Numbers {
  Bytes bytes;
  bool is_big_endian = false;

  [[nodiscard]] std::uint32_t u32(std::size_t at) const { return number<std::uint32_t>(at); }
  [[nodiscard]] std::uint16_t u16(std::size_t at) const { return number<std::uint16_t>(at); }
  [[nodiscard]] std::uint64_t u64(std::size_t at) const { return number<std::uint64_t>(at); }

 private:
  template <typename Number>
  [[nodiscard]] Number number(std::size_t at) const {
    if (at + sizeof(Number) > bytes.size()) return 0;
    std::uint64_t value = 0;
    for (std::size_t byte = 0; byte < sizeof(Number); ++byte) {
      value = (value << 8U) | bytes[at + (is_big_endian ? byte : sizeof(Number) - 1 - byte)];
    }
    return static_cast<Number>(value);
  }
};

/// A file as a row of pieces, the size of each known from the one before. It keeps only
/// the front of a long piece: no length that a file claims makes it allocate memory.
class Piece {
 public:
  static constexpr std::size_t capacity = 4096;

  /// The next piece has `size` bytes, and `behind` it come bytes of no interest.
  void expect(std::uint64_t size, std::uint64_t behind = 0) {
    got_ = 0;
    wanted_ = static_cast<std::size_t>(std::min<std::uint64_t>(size, capacity));
    skipped_ = size - wanted_ + behind;
  }
  /// Takes bytes off `block`; true when the piece is complete.
  bool fill(Bytes& block) {
    const std::size_t more = std::min(wanted_ - got_, block.size());
    std::ranges::copy(block.first(more), bytes_.begin() + static_cast<std::ptrdiff_t>(got_));
    got_ += more;
    block = block.subspan(more);
    if (got_ < wanted_) return false;
    const auto skip = static_cast<std::size_t>(std::min<std::uint64_t>(skipped_, block.size()));
    skipped_ -= skip;
    block = block.subspan(skip);
    return skipped_ == 0;
  }
  /// The front of the piece, as far as it is there.
  [[nodiscard]] Bytes bytes() const { return Bytes{bytes_}.first(got_); }

 private:
  std::array<std::uint8_t, capacity> bytes_{};
  std::size_t wanted_ = 0;
  std::size_t got_ = 0;
  std::uint64_t skipped_ = 0;
};

struct Packet {
  Stamp when;
  std::uint32_t link_type = 0;
  Bytes data;            ///< all of it, or the first 4096 bytes
  std::size_t size = 0;  ///< how long it was
  bool is_cut = false;   ///< the file does not have all of it
  std::optional<Direction> direction{};
  bool is_recovered = false;  ///< found in the damaged packet before, where it is found again
};

/// Makes records of the packets that are ours.
class PacketJudge {
 public:
  void take(const Packet& packet, RecordSink& sink);
  /// Throws if there were packets and none was ours.
  void finish(RecordSink& sink);

 private:
  void take_other(const Packet& packet, RecordSink& sink);

  RecordAssembler assembler_;
  std::unique_ptr<Conversations> conversations_;  // where packets are those of a network
  bool has_ours_ = false;
  bool has_others_ = false;
  std::uint32_t other_link_type_ = 0;
};

}  // namespace twc::tools
