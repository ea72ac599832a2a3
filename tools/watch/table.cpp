// SPDX-License-Identifier: MIT
#include "watch/table.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace twc::tools {
namespace {

constexpr std::size_t gap_between = 2;
constexpr std::size_t bar_length = 10;

std::size_t width_of(std::span<const Column> columns, const std::vector<bool>& shown) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < columns.size(); ++at) {
    if (shown[at]) width += columns[at].width + (width == 0 ? 0 : gap_between);
  }
  return width;
}

/// Tells for each column whether it is shown, so that the shown ones fit into `width`.
std::vector<bool> chosen(std::span<const Column> columns, std::size_t width) {
  std::vector<bool> shown(columns.size(), true);
  while (width_of(columns, shown) > width) {
    std::size_t least = columns.size();
    for (std::size_t at = 0; at < columns.size(); ++at) {
      if (!shown[at] || columns[at].rank == 0) continue;
      if (least == columns.size() || columns[at].rank > columns[least].rank) least = at;
    }
    if (least == columns.size()) break;
    shown[least] = false;
  }
  return shown;
}

void put_cell(std::string& line, const Column& column, std::string_view cell) {
  if (!line.empty()) line.append(gap_between, ' ');
  const std::string text = cut_to(cell, column.width);
  const std::size_t room = column.width - text.size();
  if (column.is_right) line.append(room, ' ');
  line += text;
  if (!column.is_right) line.append(room, ' ');
}

}  // namespace

std::vector<std::string> table_lines(std::span<const Column> columns,
                                     const std::vector<std::vector<std::string>>& rows,
                                     std::size_t width) {
  const std::vector<bool> shown = chosen(columns, width);
  std::vector<std::string> lines(rows.size() + 1);
  for (std::size_t at = 0; at < columns.size(); ++at) {
    if (!shown[at]) continue;
    put_cell(lines[0], columns[at], columns[at].title);
    for (std::size_t row = 0; row < rows.size(); ++row) {
      put_cell(lines[row + 1], columns[at], rows[row][at]);
    }
  }
  for (std::string& line : lines) {
    line.erase(line.find_last_not_of(' ') + 1);
    line = cut_to(line, width);
  }
  return lines;
}

std::string bar(Centiamps drawn, Centiamps limit, Centiamps full) {
  const std::size_t whole = std::max<std::size_t>(full.value(), 1);
  const auto place = [whole](Centiamps current) {
    return std::min<std::size_t>((current.value() * bar_length + whole / 2) / whole, bar_length);
  };
  std::string out(bar_length, ' ');
  std::fill_n(out.begin(), place(drawn), '#');
  if (const std::size_t at = place(limit); limit != Centiamps{} && at > 0 && out[at - 1] == ' ') {
    out[at - 1] = '|';
  }
  return out;
}

std::string age(Duration duration) {
  using std::chrono::duration_cast;
  using std::chrono::hours;
  using std::chrono::minutes;
  using std::chrono::seconds;
  if (duration < seconds{10}) {
    const auto tenths = duration_cast<std::chrono::milliseconds>(duration).count() / 100;
    return fmt::format("{}.{} s", tenths / 10, tenths % 10);
  }
  if (duration < minutes{2}) return fmt::format("{} s", duration_cast<seconds>(duration).count());
  if (duration < hours{2}) return fmt::format("{} min", duration_cast<minutes>(duration).count());
  return fmt::format("{} h", duration_cast<hours>(duration).count());
}

std::string stopwatch(Duration duration) {
  constexpr std::int64_t minute = 60;
  constexpr std::int64_t hour = 60 * minute;
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration).count();
  return fmt::format("{}:{:02}:{:02}", seconds / hour, seconds / minute % minute, seconds % minute);
}

std::string cut_to(std::string_view text, std::size_t width) {
  if (text.size() <= width) return std::string{text};
  constexpr std::string_view dots = "...";
  if (width <= dots.size()) return std::string{text.substr(0, width)};
  return std::string{text.substr(0, width - dots.size())} + std::string{dots};
}

}  // namespace twc::tools
