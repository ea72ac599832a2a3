// SPDX-License-Identifier: MIT
#include "sniff/plot.hpp"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "common/hear.hpp"
#include "plot/picture_file.hpp"
#include "plot/svg.hpp"
#include "sniff/explain.hpp"

namespace twc::tools {
namespace {

std::string words_of_finding(const bus::Finding& finding, bool hides_texts) {
  bus::Cause cause = finding.cause;
  if (auto* const text = std::get_if<bus::ImpossibleText>(&cause); text && hides_texts) {
    text->text = {};
  }
  const bool is_past = finding.standing == bus::Standing::past;
  return fmt::format("{}{}", explain(cause).what, is_past ? " (past)" : "");
}

}  // namespace

Plot::Plot(std::string path, std::string title, bool hides_texts)
    : path_{std::move(path)}, title_{std::move(title)}, hides_texts_{hides_texts} {}

/// In a source without times each record takes a second of the axis.
void Plot::take(const Record& record) {
  tell(monitor_, timeline_, record);
  const auto known = timeline_.at(record.when);
  if (known) {
    history_.take(*known, record);
  } else if (!timeline_.has_clock()) {
    history_.take(Time{std::chrono::seconds{untimed_++}}, record);
  }
}

void Plot::finish() {
  PlotWords words{.title = title_, .findings = {}};
  for (const bus::Finding& finding : monitor_.findings()) {
    words.findings.push_back(
        {.since = finding.since, .text = words_of_finding(finding, hides_texts_)});
  }
  write_picture(path_, draw(history_, timeline_.has_clock() ? &timeline_ : nullptr, words));
}

}  // namespace twc::tools
