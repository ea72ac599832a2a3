// SPDX-License-Identifier: MIT
#pragma once
/// Standard output of a program that must not wait for its reader.

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/write_queue.hpp"

namespace twc::tools {

/// Lines that the reader does not take in time are left out, whole ones, and counted. A reader that
/// has gone, or a full disk, ends nothing.
class SteadyOutput {
 public:
  /// The most bytes that are kept for a slow reader.
  static constexpr std::size_t most_waiting = 65'536;
  using OnTrouble = std::function<void(std::string_view what)>;

  /// `name` is what people call it. `on_trouble` hears of each trouble once, out of the calls
  /// below.
  SteadyOutput(int fd, std::string name, OnTrouble on_trouble);
  /// For a file that the thread of the queue opens.
  SteadyOutput(WriteQueue::Open open, std::size_t most, std::string name, OnTrouble on_trouble);

  /// Never waits. False: there was no room, and the line is left out. SIGPIPE must be ignored.
  bool put_line(std::string_view line);
  /// The same of whole lines, with their ends.
  bool put(std::string_view lines);
  /// To be called now and then: tells what the reader does, and how many lines were left out.
  void tell_news();
  /// The first thing that went wrong, as errno; 0: nothing.
  [[nodiscard]] int error() const { return queue_.error(); }
  /// The program ends: gives a slow reader half a second more.
  void finish();
  /// Whether the reader has taken everything that was not left out.
  [[nodiscard]] bool is_written() const { return queue_.is_written(); }

 private:
  void trouble(std::string_view what);
  void tell_dropped(std::uint64_t lines);

  std::string name_;
  OnTrouble on_trouble_;
  bool was_slow_ = false;
  bool has_failed_ = false;
  WriteQueue queue_;
};

}  // namespace twc::tools
