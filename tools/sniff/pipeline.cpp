// SPDX-License-Identifier: MIT
#include "sniff/pipeline.hpp"

#include <algorithm>
#include <filesystem>
#include <variant>

#include <twc/wire/recover.hpp>

#include "common/printable.hpp"

namespace twc::tools {
namespace {

/// The names of what is read, without their folders.
/// The name of a file may hold anything; a terminal and a picture show what is text.
std::string title_of(const std::vector<std::string>& sources) {
  std::string title;
  for (const std::string& source : sources) {
    if (!title.empty()) title += ", ";
    title += names_endpoint(source) ? source : std::filesystem::path{source}.filename().string();
  }
  return printable(title);
}

/// A capture is shown as fast as its bus was, or faster; a bus is as fast as it is.
std::optional<double> pace_of(const SniffOptions& options) {
  const bool is_live = std::ranges::any_of(options.sources, names_endpoint);
  return is_live ? std::nullopt : std::optional{options.line.speed};
}

OutputStyle style_of(const SniffOptions& options, Talk& talk) {
  OutputStyle style{.time = options.stamps,
                    .is_raw = options.raw,
                    .paint = wants_color(options.shared.color) ? Paint::colored : Paint::plain,
                    .on_trouble = {}};
  if (is_hub(options)) style.on_trouble = [&talk](std::string_view what) { talk.say(what); };
  return style;
}

}  // namespace

Pipeline::Pipeline(const SniffOptions& options, Talk& talk)
    : options_{options},
      outputs_{options.outputs, style_of(options, talk)},
      talk_{talk},
      filters_{!options.filter.wants_all()},
      needs_messages_{outputs_.need_messages() || options.stats || options.changes || filters_} {
  if (options.watch) {
    watch_.emplace(title_of(options.sources), options.redact, pace_of(options),
                   is_reading_interrupted);
  }
  if (is_hub(options)) {
    recorder_.emplace(options.captures, std::nullopt, [&talk](auto what) { talk.say(what); });
  } else {
    for (const std::string& path : options.captures.files) {
      captures_.push_back(make_writer(path, options.captures.limits));
    }
  }
  if (options.redact) redactor_.emplace(Redactor::random_salt());
  if (options.stats) stats_.emplace();
  if (!options.plot.empty()) {
    plot_.emplace(options.plot, title_of(options.sources), options.redact);
  }
  if (options.diagnose) diagnosis_.emplace(options.redact);
}

void Pipeline::take(const Record& record) {
  if (is_full()) return;
  handle(record);
  if (std::holds_alternative<wire::Frame>(record.heard)) {
    ++good_;
  } else if (const auto* const bad = std::get_if<wire::BadFrame>(&record.heard)) {
    ++bad_;
    recover(record, bad->wire);
  } else if (const auto* const noise = std::get_if<wire::Noise>(&record.heard)) {
    recover(record, noise->wire);
  }
  if (good_ == 0) signs_.take(record);
}

void Pipeline::recover(const Record& record, const wire::Stretch& damaged) {
  for (wire::Recovery recovery{damaged}; const auto found = recovery.next();) {
    handle({.when = record.when, .direction = record.direction, .heard = *found, .end = {}});
  }
}

void Pipeline::handle(const Record& record) {
  if (diagnosis_)
    diagnosis_->take(record);  // before redaction: a replaced serial number fits no id
  if (plot_) plot_->take(record);
  if (watch_) watch_->take(record);
  if (redactor_) {
    show(redactor_->redact(record));
  } else {
    show(record);
  }
}

void Pipeline::show(const Record& record) {
  for (const auto& capture : captures_) capture->take(record);
  if (recorder_) recorder_->take(record);
  const Shown shown = needs_messages_ ? decode(record) : Shown{.record = record, .message = {}};
  if (stats_) stats_->count(shown);
  if (filters_ && !options_.filter.passes(shown)) return;
  if (options_.changes && !changes_.is_news(shown)) return;
  outputs_.show(shown);
  const bool is_counted = std::holds_alternative<wire::Frame>(record.heard) ||
                          std::holds_alternative<StatusLine>(record.heard);
  if (is_counted) ++shown_;
}

void Pipeline::flush() {
  if (watch_) watch_->flush();
  outputs_.flush();
  for (const auto& capture : captures_) {
    capture->flush();
    for (const std::string& remark : capture->remarks()) talk_.say(remark);
  }
  if (recorder_) recorder_->flush();
  talk_.tell_news();
}

void Pipeline::finish() {
  outputs_.finish();
  flush();
  if (recorder_) recorder_->finish();
  if (watch_) watch_->finish();
  if (!plot_) return;
  plot_->finish();
  const bool is_file = options_.plot != "-";
  if (is_file && !options_.shared.quiet) talk_.say("the plot is in " + options_.plot);
}

}  // namespace twc::tools
