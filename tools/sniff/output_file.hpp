#pragma once
/// Where an output goes: standard output or a file, written in large blocks.

#include <exception>
#include <string>

#include <unistd.h>

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
  /// Empty or `-` is standard output. A file is made anew. Throws Failure.
  explicit OutputFile(const std::string& path);
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;
  /// Writes what is left; who wants to know whether that worked calls flush() before.
  ~OutputFile();

  /// Append to it, then call end_record().
  [[nodiscard]] std::string& buffer() { return buffer_; }
  void end_record() {
    if (buffer_.size() >= block) flush();
  }
  /// Throws Failure, for example when the disk is full, or PipeClosed.
  void flush();

 private:
  static constexpr std::size_t block = 65'536;

  Fd opened_;  // nothing for standard output, which stays open
  int fd_ = STDOUT_FILENO;
  std::string name_ = "standard output";
  std::string buffer_;
};

}  // namespace twc::tools
