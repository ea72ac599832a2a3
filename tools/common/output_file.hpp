// SPDX-License-Identifier: MIT
#pragma once
/// Where an output goes: standard output or a file, written in large blocks.

#include <exception>
#include <memory>
#include <string>

#include <unistd.h>

#include "common/steady_output.hpp"
#include "endpoint/fd.hpp"

namespace twc::tools {

/// The reader of our output has gone. No failure: `twc-sniff … | head` ends so.
class PipeClosed : public std::exception {
 public:
  [[nodiscard]] const char* what() const noexcept override { return "the reader has gone"; }
};

/// SIGPIPE must be ignored, so that a closed pipe can be told from a crash.
class OutputFile {
 public:
  /// Empty or `-` is standard output. A file is made anew. Throws Failure. With `on_trouble` a
  /// thread waits for the reader, and lines that the reader does not take in time are left out.
  explicit OutputFile(const std::string& path, SteadyOutput::OnTrouble on_trouble = {});
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// Writes what is left. Call flush() before to learn whether that worked.
  ~OutputFile();

  /// Append to it, then call end_record().
  [[nodiscard]] std::string& buffer() { return buffer_; }
  void end_record() {
    if (buffer_.size() >= block) flush();
  }
  /// Throws Failure, for example when the disk is full, or PipeClosed.
  void flush();
  /// The same at the end, after which nothing is put into a thread's queue.
  void finish();

 private:
  [[nodiscard]] WriteQueue::Open opener(const std::string& path);
  void check(int error);

  static constexpr std::size_t block = 65'536;

  Fd opened_;  // nothing for standard output, which stays open
  int fd_ = STDOUT_FILENO;
  std::string name_ = "standard output";
  std::string buffer_;
  std::unique_ptr<SteadyOutput> queue_;
};

}  // namespace twc::tools
