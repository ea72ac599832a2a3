// SPDX-License-Identifier: MIT
#pragma once
/// -w: captures of what a tool that speaks hears and sends. Neither a slow disk nor a full one
/// holds up a heartbeat.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "capture/record.hpp"
#include "capture/writer_thread.hpp"
#include "common/capture_options.hpp"
#include "redact/redact.hpp"

namespace twc::tools {

class Recorder : public RecordSink {
 public:
  using OnTrouble = std::function<void(std::string_view what)>;

  /// Opens the files; throws Failure. A file that cannot be written later is told and left.
  Recorder(const CaptureOptions& options, std::optional<Redactor> redactor, OnTrouble on_trouble);

  void take(const Record& record) override;
  /// To be called now and then, because power may fail, and because troubles are told here.
  void flush();
  /// The program ends. A disk that hangs is waited for a moment, and told.
  void finish();

 private:
  struct File {
    std::string path;
    std::unique_ptr<WriterThread> writer;
  };
  void tell_news();

  std::vector<File> files_;
  std::optional<Redactor> redactor_;
  OnTrouble on_trouble_;
};

}  // namespace twc::tools
