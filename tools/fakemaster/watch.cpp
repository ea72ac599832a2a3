// SPDX-License-Identifier: MIT
#include "fakemaster/watch.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <unistd.h>

#include "common/hear.hpp"
#include "common/quantities.hpp"
#include "watch/table.hpp"

namespace twc::tools {
namespace {

/// The latest events and messages are kept, as many as a tall screen shows.
constexpr std::size_t most_said = 100;

constexpr auto columns_of_served = std::to_array<Column>({
    {.title = "unit",        .width = 4,  .rank = 0,  .is_right = false},
    {.title = "link",        .width = 11, .rank = 6,  .is_right = false},
    {.title = "charging",    .width = 11, .rank = 0,  .is_right = false},
    {.title = "requested",   .width = 9,  .rank = 2,  .is_right = true },
    {.title = "granted",     .width = 7,  .rank = 0,  .is_right = true },
    {.title = "echoed",      .width = 6,  .rank = 3,  .is_right = true },
    {.title = "drawn",       .width = 6,  .rank = 0,  .is_right = true },
    {.title = "drawn|limit", .width = 11, .rank = 4,  .is_right = false},
    {.title = "reason",      .width = 12, .rank = 1,  .is_right = false},
    {.title = "P",           .width = 1,  .rank = 10, .is_right = false},
    {.title = "state",       .width = 15, .rank = 8,  .is_right = false},
    {.title = "volts",       .width = 11, .rank = 12, .is_right = false},
    {.title = "plug",        .width = 9,  .rank = 11, .is_right = false},
    {.title = "loss %",      .width = 6,  .rank = 9,  .is_right = true },
    {.title = "ms",          .width = 4,  .rank = 7,  .is_right = true },
    {.title = "heard",       .width = 7,  .rank = 5,  .is_right = true }
});

std::string spaced(std::string_view word) {
  std::string out{word};
  std::ranges::replace(out, '_', ' ');
  return out;
}

std::string volts_in(const node::UnitStatus& unit) {
  if (!unit.reported.meter) return {};
  const auto& volts = unit.reported.meter->what.volts;
  return fmt::format("{}/{}/{}", volts[0].value, volts[1].value, volts[2].value);
}

std::string total_line(Time now, const node::Master& master) {
  const node::Amounts totals = master.totals(now);
  std::string line =
      fmt::format("total {} A  requested {} A  granted {} A  echoed {} A  drawn {} A",
                  in_amps(master.total()), in_amps(totals.requested), in_amps(totals.granted),
                  in_amps(totals.echoed), in_amps(totals.drawn));
  if (const auto until = master.quiet_until()) line += "  quiet time " + age(*until - now);
  return line;
}

}  // namespace

void MasterWatch::take(const Record& record) {
  tell(monitor_, timeline_, record);
  if (next_ != nullptr) next_->take(record);
}

void MasterWatch::say(std::string_view line) {
  if (said_.size() == most_said) said_.pop_front();
  said_.emplace_back(line);
}

std::vector<std::string> MasterWatch::row(Time now, const node::UnitStatus& unit) const {
  const node::Amounts& amounts = unit.amounts;
  const bus::Answers* const answers = monitor_.answers(unit.id);
  const bool was_asked = answers != nullptr && answers->asked() != 0;
  const bool is_measured = was_asked && answers->measured() != 0;
  return {in_hex(unit.id),
          spaced(to_string(unit.link)),
          spaced(to_string(unit.charging)),
          in_amps(amounts.requested),
          in_amps(amounts.granted),
          in_amps(amounts.echoed),
          in_amps(amounts.drawn),
          bar(amounts.drawn, amounts.granted,
              unit.bounds.rating == Centiamps{} ? 32_A : unit.bounds.rating),
          amounts.reason == node::Reason::none ? std::string{} : spaced(to_string(amounts.reason)),
          fmt::format("{}", static_cast<unsigned>(unit.protocol)),
          unit.said ? spaced(to_string(unit.said->state)) : std::string{},
          volts_in(unit),
          unit.reported.plug ? std::string{to_string(unit.reported.plug->what)} : std::string{},
          was_asked ? fmt::format("{}", 100ULL * answers->unanswered() / answers->asked())
                    : std::string{},
          is_measured
              ? fmt::format(
                    "{}", std::chrono::round<std::chrono::milliseconds>(answers->median()).count())
              : std::string{},
          amounts.heard ? age(now - *amounts.heard) : std::string{}};
}

std::vector<std::string> MasterWatch::lines(Time now, const node::Master& master,
                                            const ScreenSize& size) const {
  std::vector<std::string> lines{cut_to(fmt::format("twc-fakemaster  {}", endpoint_), size.columns),
                                 cut_to(total_line(now, master), size.columns), std::string{}};
  std::vector<std::vector<std::string>> rows;
  for (std::size_t at = 0; at < master.unit_count(); ++at) {
    rows.push_back(row(now, master.unit(now, at)));
  }
  for (std::string& line : table_lines(columns_of_served, rows, size.columns)) {
    lines.push_back(std::move(line));
  }
  lines.emplace_back();
  const std::size_t free = size.rows > lines.size() + 1 ? size.rows - lines.size() - 1 : 0;
  const std::size_t shown = std::min(free, said_.size());
  for (auto line = said_.end() - static_cast<std::ptrdiff_t>(shown); line != said_.end(); ++line) {
    lines.push_back(cut_to(*line, size.columns));
  }
  return lines;
}

std::string MasterWatch::picture(Time now, const node::Master& master) const {
  ScreenSize size = screen_size(STDOUT_FILENO).value_or(ScreenSize{});
  size.rows = std::max<std::size_t>(size.rows, 2) - 1;  // put_line() adds a row at the end
  return redrawn(lines(now, master, size), size);
}

std::string MasterWatch::end(Time now, const node::Master& master) {
  ScreenSize size = screen_size(STDOUT_FILENO).value_or(ScreenSize{});
  size.rows = std::max<std::size_t>(size.rows, 4) - 3;  // room for the prompt of the shell
  std::string out;
  for (const std::string& line : lines(now, master, size)) {
    if (!out.empty()) out += '\n';
    out += line;
  }
  return out;
}

}  // namespace twc::tools
