#pragma once
/// Records in, a capture file out.

#include <memory>
#include <string>

#include "capture/record.hpp"

namespace twc::tools {

class CaptureWriter : public RecordSink {
 public:
  /// Brings what was taken so far to the disk. To be called at the end, because a destructor cannot
  /// say that the disk is full, and now and then where power may fail.
  virtual void flush() = 0;
  /// What this format cannot keep of what it was given, in a line for people; said once.
  [[nodiscard]] virtual std::string remark() = 0;
};

/// Throws std::invalid_argument, with what was expected, unless make_writer() knows the ending.
void check_ending(const std::string& path);

/// Opens `path` for writing, in the format that its ending names: .twclog, .pcapng, .pcap or .bin.
/// Throws
/// std::runtime_error with a line for people when the path cannot be written, and as
/// check_ending(). take() and flush() throw the same when the disk is full. Destroying it flushes
/// as well as it can.
[[nodiscard]] std::unique_ptr<CaptureWriter> make_writer(const std::string& path);

}  // namespace twc::tools
