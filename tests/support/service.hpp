// SPDX-License-Identifier: MIT
#pragma once
/// The price of a cap for its users: fixed scenarios, and the figures that they give.

#include <optional>

#include <twc/node/master_config.hpp>
#include <twc/types.hpp>

namespace twc::test {

/// Cars react after 1 s, fall at 6 A/s, rise at 2 A/s, stay 0.4 A below their limits and refuse
/// after three losses of their master, unless a scenario says otherwise. Units are of Protocol 2
/// and of 32 A.

struct SolarFigures {
  double percent_used = 0;  ///< share of the ampere-hours that the totals allow
  int stops = 0;
};
/// Six hours; the total goes from 12 to 32 A and back in steps of 4 A every 20 s; two cars.
[[nodiscard]] SolarFigures solar_day();
/// Six hours of clouds of 10 to 90 s at 7 to 12 A, with sun at 14 to 24 A for at least 60 s between
/// them; two cars, and a hold of two minutes.
[[nodiscard]] SolarFigures clouds();

struct LoweringFigures {
  int runs = 0;
  int stops = 0;
  int runs_with_a_stop = 0;
  int runs_at_16_amps = 0;  ///< at their end
};
/// One car at 32 A is lowered to 16 A, 700 times, with reactions of 0 to 5 s and 4 to 30 A/s.
[[nodiscard]] LoweringFigures lowering_one_car();

struct Limit17Figures {
  int stops = 0;
  int still_charge = 0;
};
/// Three cars at 16 A, and the limit falls to 17 A: ten minutes of it.
[[nodiscard]] Limit17Figures limit_17();

struct ZeroFigures {
  std::optional<Duration> at_minima;  ///< the limits in force are 12 A
  std::optional<Duration> off;        ///< no current is let
};
/// Two cars at 32 A, and the limit falls to 0.
[[nodiscard]] ZeroFigures limit_zero();

struct RotateFigures {
  int least_starts = 0;  ///< for one car
  int most_starts = 0;
  double percent_used = 0;
};
/// Four hours of rotate:15m at a cap of 8 A; two cars that never refuse.
[[nodiscard]] RotateFigures rotate();

struct UnusedFigures {
  double amps_after_90_s = 0;
  std::optional<Duration> back;  ///< its echo is within 1 A of an even share
};
/// Cap 32 A; one car takes 7 A beside one that takes all it gets, and wants 16 A half an hour
/// later.
[[nodiscard]] UnusedFigures unused_share();

struct AskingFigures {
  std::optional<Duration> first_amps;  ///< its unit echoes a limit
  std::optional<Duration> even;        ///< the echoes of all are within 1 A
};
/// The last of `units` is plugged in while the others share 32 A.
[[nodiscard]] AskingFigures one_more_asks(unsigned units, Duration reacts_after);

struct SteadyFigures {
  int limit_changes = 0;         ///< for one unit in the worst hour of 24
  double least_amps_let = 1000;  ///< the limits in force together, on average
};
/// Cap 32 A; a full car pulses beside one that charges, in three rhythms.
[[nodiscard]] SteadyFigures beside_a_full_car();
/// Cap 10 A, --min-current 5, and two units that clamp to 6 A.
[[nodiscard]] SteadyFigures units_that_clamp();

/// Cap 20 A; a unit that hears nothing beside two cars: the mean current in the hour from its third
/// greeting on.
[[nodiscard]] double amps_beside_a_deaf_unit();

struct NetworkFigures {
  int long_gaps = 0;  ///< more than 5 s between two heartbeats to a unit
  int stops = 0;
  double percent_used = 0;
};
/// Four hours, 50 ms each way, three units with cars.
[[nodiscard]] NetworkFigures network(double loss);

/// How long the limits in force exceed a cap of 32 A at the takeovers that a master does not
/// notice, or notices late.
struct TakeoverFigures {
  Duration late{};               ///< it starts when another one has just left
  Duration standby{};            ///< it waited in the backlog of an adapter that serves one client
  Duration outages{};            ///< its line is gone for 5 s to 5 min while another master works
  Centiamps least_at_end{6550};  ///< the limits in force five minutes later
};
[[nodiscard]] TakeoverFigures takeovers();
/// One of each: a master that starts `after` the other one left, or waits for it, or comes back.
void late_master(Duration after, TakeoverFigures& figures);
void standby_master(Duration waits, TakeoverFigures& figures);
void outage(Duration length, bool is_network, TakeoverFigures& figures);

}  // namespace twc::test
