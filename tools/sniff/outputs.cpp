// SPDX-License-Identifier: MIT
#include "sniff/outputs.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

#include <unistd.h>

#include <twc/wire/slip.hpp>

#include "capture/pcapng.hpp"
#include "capture/twclog.hpp"
#include "common/fit.hpp"

namespace twc::tools {
namespace {

/// On a terminal a line that is too long goes on in the next row, below the addresses.
class TextOutput : public Output {
 public:
  TextOutput(std::shared_ptr<OutputFile> file, const OutputStyle& style, bool is_terminal)
      : Output{std::move(file)},
        time_{style.time},
        paint_{style.paint},
        is_raw_{style.is_raw},
        is_terminal_{is_terminal} {}

  void show(const Shown& shown) override {
    const std::size_t begin = buffer().size();
    time_.append(buffer(), shown.record.when);
    const std::size_t indent = buffer().size() - begin;
    append_text(buffer(), shown, paint_);
    if (is_raw_) append_bytes(shown);
    if (is_terminal_) fit(begin, indent);
    end_line();
  }

 private:
  void append_bytes(const Shown& shown) {
    const wire::Frame* const frame = frame_of(shown.record);
    if (frame == nullptr) return;  // the line of any other record has its bytes already
    Line line;
    line.say("  ", frame->bytes());
    if (buffer().find(line.view().substr(2), buffer().size() - line.size()) == std::string::npos) {
      buffer() += line.view();
    }
  }
  void fit(std::size_t begin, std::size_t indent) {
    const std::size_t columns = columns_of(STDOUT_FILENO);
    if (buffer().size() - begin <= columns) return;
    const std::string line = buffer().substr(begin);
    buffer().resize(begin);
    buffer() += fitted(line, columns, indent + 2);
  }

  TimeColumn time_;
  Paint paint_;
  bool is_raw_;
  bool is_terminal_;
};

class JsonOutput : public Output {
 public:
  using Output::Output;

  void show(const Shown& shown) override {
    const std::size_t before = buffer().size();
    append_json(buffer(), shown);
    if (buffer().size() != before) end_line();
  }
};

class CsvOutput : public Output {
 public:
  explicit CsvOutput(std::shared_ptr<OutputFile> file) : Output{std::move(file)} {
    buffer() += csv_header();
    end_line();
  }

  void show(const Shown& shown) override {
    const std::size_t before = buffer().size();
    append_csv(buffer(), shown);
    if (buffer().size() != before) end_line();
  }
};

class LogOutput : public Output {
 public:
  using Output::Output;

  void show(const Shown& shown) override {
    format_.append(buffer(), shown.record);
    end_record();
  }
  void finish() override { format_.append_end(buffer()); }

 private:
  TwclogFormat format_;
};

class PcapngOutput : public Output {
 public:
  explicit PcapngOutput(std::shared_ptr<OutputFile> file) : Output{std::move(file)} {
    PcapngFormat::append_header(buffer());
  }

  void show(const Shown& shown) override {
    PcapngFormat::append(buffer(), shown.record);
    end_record();
  }
};

/// The bytes on the wire, a line for each frame, good or bad. Recovered frames stand in the line
/// of the bad one already.
class HexOutput : public Output {
 public:
  using Output::Output;

  void show(const Shown& shown) override {
    const Record& record = shown.record;
    if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) {
      put(wire::escape(frame->bytes()).bytes(), record.end);
    } else if (const auto* const bad = std::get_if<wire::BadFrame>(&record.heard)) {
      put(bad->wire.bytes(), record.end);
    }
  }

 private:
  void put(Bytes wire, const std::optional<std::uint8_t>& end) {
    Line line;
    line.put(Hex{wire::slip_end});
    for (const std::uint8_t byte : wire) line.say(' ', Hex{byte});
    line.say(' ', Hex{wire::slip_end});
    if (end) line.say(' ', Hex{*end});
    buffer() += line.view();
    end_line();
  }
};

constexpr std::array<std::pair<std::string_view, OutputKind>, 6> kinds{
    {{"text", OutputKind::text},
     {"json", OutputKind::json},
     {"csv", OutputKind::csv},
     {"log", OutputKind::log},
     {"hex", OutputKind::hex},
     {"null", OutputKind::null}}
};

}  // namespace

OutputSpec parse_output(std::string_view text) {
  const std::size_t colon = text.find(':');
  const auto* const named =
      std::ranges::find(kinds, text.substr(0, colon), &decltype(kinds)::value_type::first);
  if (named == kinds.end()) {
    throw std::invalid_argument{"expected text, json, csv, log, hex or null, and maybe :FILE"};
  }
  if (colon == std::string_view::npos) return {.kind = named->second, .path = {}};
  const std::string_view path = text.substr(colon + 1);
  if (path.empty()) throw std::invalid_argument{"expected the name of a file behind the colon"};
  return {.kind = named->second, .path = std::string{path}};
}

Outputs::Outputs(const std::vector<OutputSpec>& specs, const OutputStyle& style)
    : on_trouble_{style.on_trouble} {
  for (const OutputSpec& spec : specs) add(spec, style);
}

void Outputs::add(const OutputSpec& spec, const OutputStyle& style) {
  const bool is_terminal = goes_to_standard_output(spec) && columns_of(STDOUT_FILENO) != 0;
  OutputStyle own = style;
  if (!goes_to_standard_output(spec)) own.paint = Paint::plain;
  switch (spec.kind) {
    case OutputKind::text:
      outputs_.push_back(std::make_unique<TextOutput>(file(spec.path), own, is_terminal));
      break;
    case OutputKind::json: outputs_.push_back(std::make_unique<JsonOutput>(file(spec.path))); break;
    case OutputKind::csv: outputs_.push_back(std::make_unique<CsvOutput>(file(spec.path))); break;
    case OutputKind::log: outputs_.push_back(std::make_unique<LogOutput>(file(spec.path))); return;
    case OutputKind::hex: outputs_.push_back(std::make_unique<HexOutput>(file(spec.path))); return;
    case OutputKind::pcapng:
      outputs_.push_back(std::make_unique<PcapngOutput>(file(spec.path)));
      return;
    case OutputKind::null: return;
  }
  need_messages_ = true;
}

std::shared_ptr<OutputFile> Outputs::file(const std::string& path) {
  const std::string place = path == "-" ? std::string{} : path;
  const auto known = std::ranges::find(files_, place, &decltype(files_)::value_type::first);
  if (known != files_.end()) return known->second;
  files_.emplace_back(place, std::make_shared<OutputFile>(place, on_trouble_));
  return files_.back().second;
}

void Outputs::show(const Shown& shown) {
  for (const auto& output : outputs_) output->show(shown);
}

void Outputs::flush() {
  for (const auto& [place, file] : files_) file->flush();
}

void Outputs::finish() {
  for (const auto& output : outputs_) output->finish();
  for (const auto& [place, file] : files_) file->finish();
}

}  // namespace twc::tools
