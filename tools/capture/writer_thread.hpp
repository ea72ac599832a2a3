// SPDX-License-Identifier: MIT
#pragma once
/// A capture that is written while heartbeats go out.

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <twc/types.hpp>

#include "capture/record.hpp"
#include "capture/writer.hpp"

namespace twc::tools {

/// A disk may take seconds, so a thread of its own waits for it. Records wait for the thread. A
/// record that comes when too many wait is dropped; a twclog or pcapng counts it.
class WriterThread : public RecordSink {
 public:
  /// More than a minute of a busy serial line.
  static constexpr std::size_t most_waiting = 8192;

  explicit WriterThread(std::unique_ptr<CaptureWriter> writer);
  /// Waits for the disk a moment, as finish().
  ~WriterThread() override;

  /// Never waits for a disk.
  void take(const Record& record) override;
  /// Has what waits brought to the disk; does not wait for that.
  void flush();
  /// Gives the writer's news since the last call, a line each. A writer that failed tells so
  /// and is left.
  [[nodiscard]] std::vector<std::string> news();
  /// The program ends: has the rest written. Gives false when the disk takes longer than
  /// `patience`; the thread is left with it then.
  [[nodiscard]] bool finish(Duration patience);

 private:
  struct Shared;

  std::shared_ptr<Shared> shared_;  // a thread that hangs may outlive us
  std::thread thread_;
};

}  // namespace twc::tools
