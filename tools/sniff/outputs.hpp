// SPDX-License-Identifier: MIT
#pragma once
/// -F text|json|csv|log|hex|null[:FILE]: what is shown, and where.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/output_file.hpp"
#include "common/show.hpp"
#include "common/timestamps.hpp"

namespace twc::tools {

/// pcapng is for Wireshark's pipe.
enum class OutputKind : std::uint8_t { text, json, csv, log, hex, null, pcapng };

struct OutputSpec {
  OutputKind kind = OutputKind::text;
  std::string path;  ///< empty or `-`: standard output
};

[[nodiscard]] inline bool goes_to_standard_output(const OutputSpec& spec) {
  return spec.path.empty() || spec.path == "-";
}

/// `json`, `json:/tmp/x`; throws std::invalid_argument with what was expected.
[[nodiscard]] OutputSpec parse_output(std::string_view text);

struct OutputStyle {
  StampMode time = StampMode::time_of_day;
  bool is_raw = false;         ///< text with the bytes of each frame
  Paint paint = Paint::plain;  ///< for standard output: files are never coloured
  /// When it is set, the program waits for no reader, and tells it of each line that it leaves out.
  SteadyOutput::OnTrouble on_trouble{};
};

/// One format, going to one place.
class Output {
 public:
  explicit Output(std::shared_ptr<OutputFile> file) : file_{std::move(file)} {}
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;
  virtual ~Output() = default;

  virtual void show(const Shown& shown) = 0;
  /// The input has ended.
  virtual void finish() {}

 protected:
  [[nodiscard]] std::string& buffer() { return file_->buffer(); }
  void end_record() { file_->end_record(); }
  void end_line() {
    buffer() += '\n';
    end_record();
  }

 private:
  std::shared_ptr<OutputFile> file_;
};

/// All outputs of one run. Those that name the same place share it, record by record.
class Outputs {
 public:
  /// Throws Failure where a file cannot be written.
  Outputs(const std::vector<OutputSpec>& specs, const OutputStyle& style);

  /// Whether any of them looks at Shown::message: without it frames need not be decoded.
  [[nodiscard]] bool need_messages() const { return need_messages_; }
  void show(const Shown& shown);
  /// To be called after each record, or each chunk, of a live source. Throws as
  /// OutputFile::flush().
  void flush();
  void finish();

 private:
  [[nodiscard]] std::shared_ptr<OutputFile> file(const std::string& path);
  void add(const OutputSpec& spec, const OutputStyle& style);

  SteadyOutput::OnTrouble on_trouble_;
  std::vector<std::pair<std::string, std::shared_ptr<OutputFile>>> files_;
  std::vector<std::unique_ptr<Output>> outputs_;
  bool need_messages_ = false;
};

}  // namespace twc::tools
