// SPDX-License-Identifier: MIT
#include "common/recorder.hpp"

#include <exception>
#include <utility>

#include "common/exit.hpp"

namespace twc::tools {

Recorder::Recorder(const CaptureOptions& options, std::optional<Redactor> redactor,
                   OnTrouble on_trouble)
    : redactor_{std::move(redactor)}, on_trouble_{std::move(on_trouble)} {
  try {
    for (const std::string& path : options.files) {
      files_.push_back(
          {.path = path,
           .writer = std::make_unique<WriterThread>(make_writer(path, options.limits))});
    }
  } catch (const std::exception& failure) {
    throw Failure{Exit::failure, failure.what()};
  }
}

void Recorder::take(const Record& record) {
  if (files_.empty()) return;
  const Record shown = redactor_ ? redactor_->redact(record) : record;
  for (const File& file : files_) file.writer->take(shown);
}

void Recorder::flush() {
  for (const File& file : files_) file.writer->flush();
  tell_news();
}

void Recorder::finish() {
  constexpr Duration moment = std::chrono::seconds{1};
  for (const File& file : files_) {
    if (!file.writer->finish(moment)) on_trouble_(file.path + ": the disk hangs; its end is lost");
  }
  tell_news();
}

void Recorder::tell_news() {
  for (const File& file : files_) {
    for (const std::string& what : file.writer->news()) on_trouble_(what);
  }
}

}  // namespace twc::tools
