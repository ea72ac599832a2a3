// SPDX-License-Identifier: MIT
#pragma once
/// The pcapng half of the pcap reader.

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "capture/note.hpp"
#include "capture/pcap_pieces.hpp"
#include "capture/reader.hpp"

namespace twc::tools {

inline constexpr std::array<std::uint8_t, 4> pcapng_magic{0x0A, 0x0D, 0x0D, 0x0A};

class PcapngReader final : public CaptureReader {
 public:
  PcapngReader() { piece_.expect(block_start); }
  void feed(Bytes block, RecordSink& sink) override;
  void finish(RecordSink& sink) override;

 private:
  /// Type, length, and the first word of the body: the shortest block has this much.
  static constexpr std::size_t block_start = 12;
  static constexpr std::size_t most_interfaces = 64;

  /// The options behind the data of a packet.
  struct PacketOptions {
    std::optional<Direction> direction;
    bool is_recovered = false;
  };

  struct Interface {
    std::uint32_t link_type = 0;
    std::uint8_t resolution = 6;  // in the encoding of if_tsresol
    std::uint64_t offset = 0;     // seconds
  };

  void begin_block();
  void end_block(bool is_cut, RecordSink& sink);
  void add_interface();
  void take_packet(bool is_cut, RecordSink& sink);
  void take_simple_packet(bool is_cut, RecordSink& sink);
  void give_packet(Packet packet, std::size_t from, RecordSink& sink);
  [[nodiscard]] static PacketOptions options_of(const Numbers& options);
  [[nodiscard]] static Stamp time_of(std::uint64_t ticks, const Interface& from);

  Piece piece_;
  PacketJudge judge_;
  std::array<Interface, most_interfaces> interfaces_{};
  std::size_t interface_count_ = 0;
  std::uint32_t type_ = 0;
  std::uint32_t first_word_ = 0;
  bool is_big_endian_ = false;
  bool is_in_block_ = false;
  bool is_broken_ = false;  // an impossible length: no block can be found behind it
};

/// Writes pcapng: little-endian, time in microseconds. A packet says whether it was received or
/// sent. A comment marks echoes, and frames that were recovered from the damaged packet before.
class PcapngFormat {
 public:
  static void append_header(std::string& out);
  static void append(std::string& out, const Record& record);
  /// Statistics of the interface, with the text as their comment.
  static void append_note(std::string& out, const Note& note);
};

}  // namespace twc::tools
