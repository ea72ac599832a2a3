// SPDX-License-Identifier: MIT
#pragma once
/// Records in, a capture file out, and the next file where one has reached its size.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/record.hpp"

namespace twc::tools {

/// How much disk a capture may take.
struct CaptureLimits {
  static constexpr std::uint64_t least_size = 4096;
  static constexpr std::uint64_t usual_size = std::uint64_t{1} << 30U;

  std::uint64_t max_size = usual_size;  ///< in bytes, for each file
  /// How many files are kept, the newest one included. Nothing: the only file ends when it is full.
  std::optional<unsigned> rotate;
};

class CaptureWriter : public RecordSink {
 public:
  /// The giver could not wait for the disk and dropped so many records after the last one that was
  /// taken. The file counts them where its format can carry that; remarks() tells it otherwise.
  virtual void lost(std::uint64_t records) = 0;
  /// Brings what was taken so far to the disk. To be called at the end, because a destructor cannot
  /// say that the disk is full, and now and then where power may fail.
  virtual void flush() = 0;
  /// News for people, a line each, said once: what the format cannot keep of what it was given,
  /// that the file is full, that the next one could not begin.
  [[nodiscard]] virtual std::vector<std::string> remarks() = 0;
};

/// Throws std::invalid_argument, with what was expected, unless make_writer() knows the ending.
void check_ending(const std::string& path);

/// Opens `path` for writing, in the format that its ending names: .twclog, .pcapng, .pcap or .bin.
/// Appends to a twclog that exists, and its size counts; replaces any other file, or with
/// `limits.rotate` keeps it as the last one before. Throws std::runtime_error with a line for
/// people when the path cannot be written, and as check_ending(). take() and flush() throw the same
/// when the disk is full. Destroying it flushes as well as it can.
[[nodiscard]] std::unique_ptr<CaptureWriter> make_writer(const std::string& path,
                                                         const CaptureLimits& limits = {});

}  // namespace twc::tools
