#pragma once
/// -w: captures of what a tool that speaks hears and sends. A full disk ends no heartbeat.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "capture/record.hpp"
#include "capture/writer.hpp"
#include "redact/redact.hpp"

namespace twc::tools {

class Recorder : public RecordSink {
 public:
  using OnTrouble = std::function<void(std::string_view what)>;

  /// Opens the files; throws Failure. A file that cannot be written later is told and left.
  Recorder(const std::vector<std::string>& paths, std::optional<Redactor> redactor,
           OnTrouble on_trouble);

  void take(const Record& record) override;
  /// To be called now and then, because power may fail.
  void flush();

 private:
  template <typename Use>
  void with_each(Use use);

  std::vector<std::unique_ptr<CaptureWriter>> files_;
  std::optional<Redactor> redactor_;
  OnTrouble on_trouble_;
};

}  // namespace twc::tools
