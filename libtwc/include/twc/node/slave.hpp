// SPDX-License-Identifier: MIT
#pragma once
/// One emulated Wall Connector that is set to slave, of either protocol.

#include <array>
#include <optional>

#include <twc/msg/message.hpp>
#include <twc/node/chance.hpp>
#include <twc/node/charge.hpp>
#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::node {

/// The defaults are a European unit of 32 A with late firmware.
struct SlaveConfig {
  TwcId id{0x3495};
  Sign sign{0x8E};
  Protocol protocol = Protocol::two;
  /// Masters want it to be that of the other units: 32 A in Europe, 80 A in the USA.
  Centiamps rating{3200};
  msg::SerialNumber serial{"A17A0003495"};
  msg::Text<11> model{"EVW2T32HLC"};
  /// Before 4.5.3 a unit gives a short meter report and neither firmware, serial number, VIN nor
  /// plug state. A Protocol 1 unit gives no meter report either.
  std::array<std::uint8_t, 4> firmware{4, 5, 10, 2};
  /// A phase that is not there has 0 V. US split phase has one: line to line.
  std::array<msg::Volts, 3> volts{msg::Volts{240}, {}, {}};
  std::uint32_t kilowatt_hours = 0;

  Time powered_on{};
  /// Decides signs after a restart, ids after a conflict, and jitter.
  std::uint64_t seed = 0;
  /// 6 s with firmware 4.5.10.2, 10 s with older ones.
  Duration linkready_period = std::chrono::seconds{6};
  /// Linkreadies half a second apart after power-on; firmware 4.5.10.2 was heard to send three.
  unsigned boot_burst = 3;
  /// Real units begin 0.15 to 0.2 s after the question. Never less than two characters: until then
  /// the master may still be letting go of the line.
  Duration answer_delay = std::chrono::milliseconds{150};
  /// When it announces itself again. Sources say 10 and 30 s.
  Duration master_lost_after = std::chrono::seconds{10};
  /// When it stops its car. Sources say 20 to 30 s.
  Duration stop_after = std::chrono::seconds{30};
  /// Heartbeats to other units keep it from feeling abandoned. No source proves that they do not.
  bool is_fed_by_others = false;
  bool resumes_after_zero = true;  ///< ChargeConfig says what these four are
  bool keeps_limit = false;
  std::optional<Duration> recloses_after{};
  unsigned tolerated_losses = 3;
};

/// hear() frames as they arrive, poll() when deadline() comes and after everything heard, while the
/// line is idle, until it gives nothing. Early and extra calls are harmless.
class Slave {
 public:
  explicit Slave(const SlaveConfig& config);

  /// `now` is the end of the frame. Frames for others are ignored, and all that begins with FD:
  /// reports of a master, other slaves, and its own echo.
  void hear(Time now, const wire::Frame& frame);
  /// The frame is a heartbeat for another unit, and hearing it changes nothing.
  [[nodiscard]] bool ignores(const wire::Frame& frame) const;
  /// A frame that goes on the line at once. At most one at a time.
  [[nodiscard]] std::optional<wire::Frame> poll(Time now);
  /// Nothing: only a frame or a person can wake it.
  [[nodiscard]] std::optional<Time> deadline() const;

  /// To be told whenever something but `drawn` changes, and with `drawn` of now before poll().
  void set_car(Time now, const Car& car);
  void set_volts(const std::array<msg::Volts, 3>& volts) { config_.volts = volts; }
  /// Shows state 02 and lets no current through until it is reset.
  void fail(Time now);
  /// Somebody holds the reset button for 4 s. Does not help after error bits F0 to F7.
  void reset(Time now);
  /// The id is that of the serial number again, the sign is a new one.
  void power_cycle(Time now);

  [[nodiscard]] TwcId id() const { return id_; }
  [[nodiscard]] Sign sign() const { return sign_; }
  /// Whether a master has addressed it within `master_lost_after`.
  [[nodiscard]] bool is_linked() const { return is_linked_; }
  /// Whether a master has muted it with command 02.
  [[nodiscard]] bool is_muted() const { return is_muted_; }
  [[nodiscard]] msg::ChargeState state(Time now) const { return charge_.state(now); }
  [[nodiscard]] Centiamps limit() const { return charge_.limit(); }
  /// The most that the car may draw, as of the last call: 0 with an open contactor or without a
  /// grant.
  [[nodiscard]] Centiamps allowed() const { return charge_.allowed(); }
  /// No limit brings its car to draw, before it is plugged in again or the unit is reset.
  [[nodiscard]] bool refuses() const { return charge_.refuses(); }
  [[nodiscard]] std::uint32_t kilowatt_hours() const { return kilowatt_hours_; }
  [[nodiscard]] const SlaveConfig& config() const { return config_; }

 private:
  enum class Answer : std::uint8_t {
    heartbeat,
    meter,
    firmware,
    serial,
    vin_1,
    vin_2,
    vin_3,
    plug_state,
    start_charging,
    stop_charging,
    legacy_serial,
    legacy_model,
    legacy_firmware,
  };
  struct Due {
    Time at{};
    Answer answer{};
    TwcId to{};
  };
  struct Ear;

  void advance(Time now);
  void boot(Time now);
  void announce_in(Time now, Duration wait);
  void hear_linkready(Time now, TwcId from, bool is_second_kind);
  void hear_from_master(Time now);
  void overhear_heartbeat(Time now);
  void move_away(Time now);
  void answer(Time now, Answer what, TwcId to);
  [[nodiscard]] bool knows(Answer what) const;
  [[nodiscard]] wire::Frame linkready() const;
  [[nodiscard]] wire::Frame write(Time now, const Due& due) const;
  [[nodiscard]] wire::Frame heartbeat(Time now, TwcId to) const;
  [[nodiscard]] wire::Frame meter() const;
  [[nodiscard]] wire::Frame vin(msg::VinPart part) const;
  void count_energy(Time now);

  SlaveConfig config_;
  Chance chance_;
  TwcId id_;
  Sign sign_;
  Charge charge_;

  bool is_linked_ = false;
  bool is_muted_ = false;
  bool is_locked_ = false;
  /// Whether the next heartbeat is the first after a restart or a stop.
  bool is_orphan_ = true;
  Time heard_at_{};
  Time next_linkready_{};
  unsigned burst_left_ = 0;
  unsigned linkreadies2_ = 0;

  static constexpr std::size_t most_due = 4;
  std::array<Due, most_due> due_{};
  std::size_t due_count_ = 0;
  Time quiet_until_{};

  std::uint32_t kilowatt_hours_;
  std::int64_t energy_ = 0;  ///< below one kWh, in V x 0.01 A x ms
  Time counted_at_{};
};

}  // namespace twc::node
