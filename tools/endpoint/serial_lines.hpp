// SPDX-License-Identifier: MIT
#pragma once
/// The parts of a serial port beside its bytes: RTS, the RS-485 mode of its driver, its
/// transmitter.

namespace twc::tools {

class SerialLines {
 public:
  SerialLines() = default;
  SerialLines(const SerialLines&) = delete;
  SerialLines& operator=(const SerialLines&) = delete;
  virtual ~SerialLines() = default;

  /// False where the port has no line RTS.
  [[nodiscard]] virtual bool switch_rts(bool on) = 0;
  /// Whether the driver switches the direction of an RS-485 bus by itself.
  [[nodiscard]] virtual bool is_switched_by_driver() = 0;
  /// False where the driver does not do as it is told.
  [[nodiscard]] virtual bool let_driver_switch(bool on) = 0;
  /// Whether the last bit has left. True where the driver cannot tell.
  [[nodiscard]] virtual bool is_transmitter_empty() = 0;
};

/// The lines of the port behind `fd`, which must stay open meanwhile.
class TtyLines final : public SerialLines {
 public:
  explicit TtyLines(int fd) : fd_{fd} {}

  [[nodiscard]] bool switch_rts(bool on) override;
  [[nodiscard]] bool is_switched_by_driver() override;
  [[nodiscard]] bool let_driver_switch(bool on) override;
  [[nodiscard]] bool is_transmitter_empty() override;

 private:
  int fd_;
};

}  // namespace twc::tools
