// SPDX-License-Identifier: MIT
#pragma once
/// Programs as users run them: arguments and standard input in; output, talk and exit code out.

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

#include "endpoint/fd.hpp"

namespace twc::test {

struct Outcome {
  int exit = -1;  ///< 128 and the signal, where one ended it
  std::string out;
  std::string err;
  long peak_kilobytes = 0;  ///< the most resident memory
};

/// A program that runs. Waits for what is expected of it, never for a time; a limit far beyond
/// what anything takes keeps a broken one from hanging the tests.
class Program {
 public:
  using Arguments = std::vector<std::string>;

  /// `environment`: "NAME=value", beside TZ=UTC and PATH.
  Program(const char* path, const Arguments& arguments, const Arguments& environment = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  void type(std::string_view bytes);
  void end_input() { in_.reset(); }
  void signal(int number) const;

  /// Reads on until `text` has come; gives all that came so far.
  const std::string& await_out(std::string_view text);
  const std::string& await_err(std::string_view text);

  /// For those who wait for other things, too: takes what has come, and never waits.
  void look();
  [[nodiscard]] const std::string& out() const { return outcome_.out; }
  [[nodiscard]] const std::string& err() const { return outcome_.err; }
  [[nodiscard]] bool has_ended() const { return !out_ && !err_; }
  [[nodiscard]] int out_fd() const { return out_.get(); }
  [[nodiscard]] int err_fd() const { return err_.get(); }

  /// Ends the input, and reads both outputs to their ends.
  [[nodiscard]] Outcome finish();
  /// The same for one that ends although its input does not.
  [[nodiscard]] Outcome finish_with_open_input();

 private:
  const std::string& await(const std::string& where, std::string_view text);
  bool read_some();
  bool read_within(int milliseconds);

  std::string name_;
  pid_t child_ = -1;
  tools::Fd in_;
  tools::Fd out_;
  tools::Fd err_;
  Outcome outcome_;
};

class Sniffer : public Program {
 public:
  explicit Sniffer(const Arguments& arguments, const Arguments& environment = {})
      : Program{TWC_SNIFF, arguments, environment} {}
};

/// From start to end. `input` gives one block after the other, until it gives an empty one.
[[nodiscard]] Outcome sniff(const Sniffer::Arguments& arguments, std::string_view input = {},
                            const Sniffer::Arguments& environment = {});
[[nodiscard]] Outcome sniff_blocks(const Sniffer::Arguments& arguments,
                                   const std::function<std::string_view()>& input);

/// A file that is gone at the end of a test.
class TemporaryFile {
 public:
  explicit TemporaryFile(std::string_view content = {}, std::string_view ending = "");
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string content() const;

 private:
  std::string path_;
};

[[nodiscard]] std::string read_file(const std::string& path);
[[nodiscard]] std::vector<std::string> lines_of(const std::string& text);

}  // namespace twc::test
