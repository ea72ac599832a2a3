// SPDX-License-Identifier: MIT
#pragma once
/// pcap and pcapng, as tcpdump and Wireshark write them: one packet a frame, good or bad, the
/// unescaped body with its checksum as data, link type USER0 (147).

#include <memory>
#include <string>

#include "capture/reader.hpp"

namespace twc::tools {

/// Reads either of them, in either byte order. Throws NoCapture if the file is neither, or
/// if all its packets are of other link types.
[[nodiscard]] std::unique_ptr<CaptureReader> make_pcap_reader();

/// Whether a file that begins with `front` may be one. With four bytes the answer is final.
[[nodiscard]] bool may_be_pcap(Bytes front);

/// Writes pcap: little-endian, time in microseconds. Noise and recovered frames are no packets.
class PcapFormat {
 public:
  static void append_header(std::string& out);
  void append(std::string& out, const Record& record);
  /// True once a frame was sent or echoed: pcap cannot say so.
  [[nodiscard]] bool has_lost_direction() const { return has_lost_direction_; }

 private:
  bool has_lost_direction_ = false;
};

}  // namespace twc::tools
