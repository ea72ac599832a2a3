#include "common/recorder.hpp"

#include <exception>
#include <utility>

#include "common/exit.hpp"

namespace twc::tools {

Recorder::Recorder(const std::vector<std::string>& paths, std::optional<Redactor> redactor,
                   OnTrouble on_trouble)
    : redactor_{std::move(redactor)}, on_trouble_{std::move(on_trouble)} {
  try {
    for (const std::string& path : paths) files_.push_back(make_writer(path));
  } catch (const std::exception& failure) {
    throw Failure{Exit::failure, failure.what()};
  }
}

void Recorder::take(const Record& record) {
  if (files_.empty()) return;
  const Record shown = redactor_ ? redactor_->redact(record) : record;
  with_each([&](CaptureWriter& file) {
    file.take(shown);
    if (const std::string remark = file.remark(); !remark.empty()) on_trouble_(remark);
  });
}

void Recorder::flush() {
  with_each([](CaptureWriter& file) { file.flush(); });
}

template <typename Use>
void Recorder::with_each(Use use) {
  std::erase_if(files_, [&](const std::unique_ptr<CaptureWriter>& file) {
    try {
      use(*file);
      return false;
    } catch (const std::exception& failure) {
      on_trouble_(failure.what());
      return true;
    }
  });
}

}  // namespace twc::tools
