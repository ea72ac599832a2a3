// SPDX-License-Identifier: MIT
#pragma once
/// Bytes for a descriptor that may block: a bounded queue, and a thread that waits in our place.

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>
#include <thread>

#include <twc/types.hpp>

#include "endpoint/fd.hpp"

namespace twc::tools {

/// The reader has gone, or there was none: writing again makes no sense.
[[nodiscard]] bool means_closed(int error);

/// THREADS.md lists what the owner and the thread share. The owner never waits but in drain().
class WriteQueue {
 public:
  /// Gives the descriptor, or none and errno. The thread calls it, because opening a pipe waits for
  /// a reader.
  using Open = std::function<Fd()>;

  /// Keeps at most so many bytes for a slow reader.
  WriteQueue(Open open, std::size_t most_waiting);
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;
  /// Leaves a thread that hangs to itself: the end of the process ends it.
  ~WriteQueue();

  /// Takes whole lines, or drops and counts them all where there is no room: false. Drops them
  /// uncounted once the descriptor is closed. SIGPIPE must be ignored.
  [[nodiscard]] bool put(std::string_view lines);
  /// The first thing that went wrong, as errno; 0: nothing.
  [[nodiscard]] int error() const;
  /// Whether nothing waits, and the thread writes nothing.
  [[nodiscard]] bool is_written() const;
  /// The lines that were dropped since the last call, once most of the queue is free again.
  [[nodiscard]] std::uint64_t take_dropped();
  /// Waits until everything is written, for as long as the reader takes something every `patience`,
  /// and no longer than ten times that.
  void drain(Duration patience);
  /// Drops what still waits. Gives the number of its lines and of those dropped since
  /// take_dropped().
  [[nodiscard]] std::uint64_t give_up();

 private:
  struct Shared;

  std::shared_ptr<Shared> shared_;  // a thread that hangs may outlive us
  std::thread thread_;
};

}  // namespace twc::tools
