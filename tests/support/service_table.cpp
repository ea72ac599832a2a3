// SPDX-License-Identifier: MIT
#include "support/service_table.hpp"

#include <cmath>
#include <iomanip>
#include <optional>
#include <sstream>

#include "support/service.hpp"

namespace twc::test {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using Rows = std::vector<ServiceRow>;

/// One after the other; amps and seconds with one digit after the point.
template <typename... Parts>
std::string text_of(const Parts&... parts) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1);
  (text << ... << parts);
  return text.str();
}
std::string percent(double part) {
  return text_of(std::lround(part), " %");
}

double in_seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

std::string text(std::optional<Duration> duration) {
  return duration ? text_of(in_seconds(*duration), " s") : "never";
}

bool within(std::optional<Duration> duration, Duration most) {
  return duration && *duration <= most;
}

void add_supply(Rows& rows) {
  const SolarFigures solar = solar_day();
  rows.push_back({"solar day: 12 to 32 A in steps of 4 A every 20 s, two cars",
                  text_of(percent(solar.percent_used), ", ", solar.stops, " stops"),
                  "94 %, 0 stops", solar.percent_used >= 94 && solar.stops == 0});
  const SolarFigures cloudy = clouds();
  rows.push_back({"clouds of 10 to 90 s at 7 to 12 A, hold 2m",
                  text_of(percent(cloudy.percent_used), ", ", cloudy.stops, " stops"), "90 %",
                  cloudy.percent_used >= 90});
  const LoweringFigures lowering = lowering_one_car();
  rows.push_back({"one car, 32 A to 16 A, reactions of 0 to 5 s, 4 to 30 A/s",
                  text_of(lowering.stops, " stops, in ", lowering.runs_with_a_stop, " of ",
                          lowering.runs, " runs"),
                  "0 stops", lowering.stops == 0 && lowering.runs_at_16_amps == lowering.runs});
  const Limit17Figures limit = limit_17();
  rows.push_back({"limit 17, three cars at 16 A",
                  text_of(limit.stops, " stops, ", limit.still_charge, " charge on"), "1 stop",
                  limit.stops == 1 && limit.still_charge == 2});
  const ZeroFigures zero = limit_zero();
  rows.push_back({"limit 0 at 64 A: at the minima, off",
                  text_of(text(zero.at_minima), ", ", text(zero.off)), "1.5 s, 45 s",
                  within(zero.at_minima, milliseconds{1500}) && within(zero.off, seconds{45})});
}

void add_turns(Rows& rows) {
  const RotateFigures turns = rotate();
  const bool is_fair = turns.least_starts >= 7 && turns.most_starts <= 9;
  rows.push_back({"rotate:15m, cap 8 A, two cars, four hours",
                  text_of(turns.least_starts, " and ", turns.most_starts, " starts, ",
                          percent(turns.percent_used)),
                  "9 starts each, 92 %", is_fair && turns.percent_used >= 92});
  const UnusedFigures unused = unused_share();
  rows.push_back({"cap 32 A, one car takes 7 A: used after 90 s; its share back",
                  text_of(unused.amps_after_90_s, " A, ", text(unused.back)), "29 A, 14 s",
                  unused.amps_after_90_s >= 29 && within(unused.back, seconds{14})});
}

void add_asking(Rows& rows, unsigned units, int reacts_after, int first, int even) {
  const AskingFigures asks = one_more_asks(units, seconds{reacts_after});
  rows.push_back(
      {text_of(units, " units, the last one asks, reactions ", reacts_after,
               " s: first amps, even"),
       text_of(text(asks.first_amps), ", ", text(asks.even)),
       even > 0 ? text_of(first, " s, ", even, " s") : text_of(first, " s"),
       within(asks.first_amps, seconds{first}) && (even == 0 || within(asks.even, seconds{even}))});
}

void add_steadiness(Rows& rows) {
  constexpr int most = 6;
  const SteadyFigures full = beside_a_full_car();
  rows.push_back({"24 h, a full car pulses 1.3 A: limit changes in the worst hour",
                  text_of(full.limit_changes, ", ", full.least_amps_let, " A let"), "6",
                  full.limit_changes <= most && full.least_amps_let >= 26});
  const SteadyFigures clamps = units_that_clamp();
  rows.push_back({"24 h, min-current 5, units clamp to 6 A: limit changes in the worst hour",
                  text_of(clamps.limit_changes, ", ", clamps.least_amps_let, " A let"), "6",
                  clamps.limit_changes <= most && clamps.least_amps_let >= 9.5});
  const double deaf = amps_beside_a_deaf_unit();
  rows.push_back(
      {"cap 20 A, a deaf unit beside two cars", text_of(deaf, " A"), "19 A", deaf >= 19});
}

void add_line(Rows& rows) {
  for (const auto& [lost, most] : {
           std::pair{1, 0},
           {3, 0},
           {5, 3}
  }) {
    const NetworkFigures figures = network(lost / 100.0);
    const bool is_served = figures.percent_used >= 97;
    rows.push_back({text_of("network, 50 ms each way, ", lost, " % lost, 4 h: gaps over 5 s"),
                    text_of(figures.long_gaps, ", ", figures.stops, " stops, ",
                            percent(figures.percent_used), " used"),
                    text_of(most), is_served && figures.long_gaps <= most});
  }
  const TakeoverFigures over = takeovers();
  const bool is_over = over.late + over.standby + over.outages > Duration{};
  const bool is_served = over.least_at_end == Centiamps{3200};
  rows.push_back({"a late master, a standby, outages: time over the cap",
                  text_of(text(over.late), ", ", text(over.standby), ", ", text(over.outages)),
                  "0 s", is_served && !is_over});
}

void add_askings(Rows& rows) {
  add_asking(rows, 2, 1, 6, 8);
  add_asking(rows, 2, 5, 10, 12);
  add_asking(rows, 4, 5, 12, 0);
}

}  // namespace

std::vector<ServiceRow> service_rows(ServicePart part) {
  Rows rows;
  switch (part) {
    case ServicePart::supply: add_supply(rows); break;
    case ServicePart::turns: add_turns(rows); break;
    case ServicePart::asking: add_askings(rows); break;
    case ServicePart::steadiness: add_steadiness(rows); break;
    case ServicePart::line: add_line(rows); break;
  }
  return rows;
}

}  // namespace twc::test
