// SPDX-License-Identifier: MIT
#pragma once
/// The one table of function codes: name, lengths, and what a message may do to a Wall Connector.
/// It stands with the wire because framing needs the lengths: 13 and 15 bytes are a frame only for
/// requests and commands that programs are known to send so, and recovery looks for known lengths.

#include <array>
#include <initializer_list>
#include <string_view>

#include <twc/types.hpp>

namespace twc::wire {

/// The first two bytes of a frame. FB asks, FC commands or announces, FD answers or reports; FD
/// does not mean "from a slave", because a master reports its own meter and identity too.
enum class Function : std::uint16_t {
  legacy_serial_request = 0xFB19,
  legacy_model_request = 0xFB1A,
  legacy_firmware_request = 0xFB1B,
  plug_state_request = 0xFBB4,
  master_heartbeat = 0xFBE0,
  master_linkready2 = 0xFBE2,
  crash = 0xFBE8,
  meter_request = 0xFBEB,
  firmware_request = 0xFBEC,
  serial_request = 0xFBED,
  vin_request_1 = 0xFBEE,
  vin_request_2 = 0xFBEF,
  vin_request_3 = 0xFBF1,
  write_serial = 0xFC19,
  write_model = 0xFC1A,
  idle = 0xFC1D,
  go_silent = 0xFCA1,
  start_charging = 0xFCB1,
  stop_charging = 0xFCB2,
  master_linkready1 = 0xFCE1,
  drop_gpio14 = 0xFCE5,
  legacy_serial = 0xFD19,
  legacy_model = 0xFD1A,
  legacy_firmware = 0xFD1B,
  start_charging_ack = 0xFDB1,
  stop_charging_ack = 0xFDB2,
  plug_state = 0xFDB4,
  slave_heartbeat = 0xFDE0,
  slave_linkready = 0xFDE2,
  meter = 0xFDEB,
  firmware = 0xFDEC,
  serial = 0xFDED,
  vin_1 = 0xFDEE,
  vin_2 = 0xFDEF,
  vin_3 = 0xFDF1,
};

/// The first byte of a frame says what kind it is.
enum class FrameKind : std::uint8_t {
  request = 0xFB,  ///< asks
  command = 0xFC,  ///< commands, or announces
  report = 0xFD,   ///< answers, or reports
};
[[nodiscard]] constexpr std::string_view to_string(FrameKind kind) {
  switch (kind) {
    case FrameKind::request: return "request";
    case FrameKind::command: return "command";
    case FrameKind::report: return "report";
  }
  return "unknown";
}

[[nodiscard]] constexpr FrameKind kind_of(Function code) {
  return FrameKind{static_cast<std::uint8_t>(static_cast<unsigned>(code) >> 8U)};
}

/// Whether a frame can begin with `byte`: FB, FC or FD.
[[nodiscard]] constexpr bool begins_frame(std::uint8_t byte) {
  return byte >= static_cast<std::uint8_t>(FrameKind::request) &&
         byte <= static_cast<std::uint8_t>(FrameKind::report);
}

/// The harm that sending a message may do to a Wall Connector.
enum class Hazard : std::uint8_t {
  none,
  deliberate,  ///< stops, mutes or makes several units answer at once: only on purpose
  never,       ///< writes one-time memory, crashes or silences a unit: not sent at all
};
[[nodiscard]] constexpr std::string_view to_string(Hazard hazard) {
  switch (hazard) {
    case Hazard::none: return "none";
    case Hazard::deliberate: return "deliberate";
    case Hazard::never: return "never";
  }
  return "unknown";
}

/// Frame lengths, counted unescaped, without delimiters, with the checksum: 13 to 20.
class Lengths {
 public:
  constexpr Lengths(std::initializer_list<std::size_t> sizes) {
    for (const std::size_t size : sizes) bits_ |= bit(size);
  }
  [[nodiscard]] constexpr bool contain(std::size_t size) const {
    return size < limit && (bits_ & bit(size)) != 0;
  }

 private:
  static constexpr std::size_t limit = 32;
  static constexpr std::uint32_t bit(std::size_t size) { return std::uint32_t{1} << size; }
  std::uint32_t bits_ = 0;
};

struct FunctionInfo {
  Function code;
  std::string_view kind;  ///< the name that people and JSON see
  std::uint8_t p1;        ///< the length that Protocol 1 sends; 0: it has no such message
  std::uint8_t p2;        ///< the length that Protocol 2 sends
  Lengths heard;          ///< every length that real units or programs were heard to send
  Hazard hazard;
  std::string_view danger;  ///< the harm that it does to a unit; empty: none
};

namespace detail {
inline constexpr Lengths both{14, 16};
inline constexpr Lengths p2_only{16};
inline constexpr Lengths data{20};
inline constexpr Lengths old_data{14};
inline constexpr Lengths asked{13, 15, 16};  // 13 and 15: ESP32 programs and TWCManager
inline constexpr Lengths told{13, 16};       // 13: ESP32 programs; real units act on them
inline constexpr Lengths old_asked{13, 14, 16};
inline constexpr Lengths either{16, 20};  // 16: firmware before 4.5.3
}  // namespace detail

/// Each code has one row. The type is written out: g++ 12 puts an inline constant with a deduced
/// one into memory that can be written.
inline constexpr std::array<FunctionInfo, 35> functions{
    {
     // clang-format off
    FunctionInfo{Function::legacy_serial_request,   "legacy_serial_request",   14, 16, detail::old_asked,Hazard::deliberate, "every unit that hears it answers at once; only the first byte, which no checksum protects, tells it from a write"},
    FunctionInfo{Function::legacy_model_request,    "legacy_model_request",    14, 16, detail::old_asked,Hazard::deliberate, "every unit that hears it answers at once; only the first byte, which no checksum protects, tells it from a write"},
    FunctionInfo{Function::legacy_firmware_request, "legacy_firmware_request", 14, 16, detail::old_asked,Hazard::deliberate, "every unit that hears it answers at once"},
    FunctionInfo{Function::plug_state_request,      "plug_state_request",       0, 16, detail::told,     Hazard::none,       ""},
    FunctionInfo{Function::master_heartbeat,        "master_heartbeat",        14, 16, detail::both,     Hazard::none,       ""},
    FunctionInfo{Function::master_linkready2,       "master_linkready2",       14, 16, detail::both,     Hazard::none,       ""},
    FunctionInfo{Function::crash,                   "dangerous",                0,  0, detail::both,     Hazard::never,      "crashes the unit"},
    FunctionInfo{Function::meter_request,           "meter_request",            0, 16, detail::asked,    Hazard::none,       ""},
    FunctionInfo{Function::firmware_request,        "firmware_request",         0, 16, detail::asked,    Hazard::none,       ""},
    FunctionInfo{Function::serial_request,          "serial_request",           0, 16, detail::asked,    Hazard::none,       ""},
    FunctionInfo{Function::vin_request_1,           "vin_request",              0, 16, detail::asked,    Hazard::none,       ""},
    FunctionInfo{Function::vin_request_2,           "vin_request",              0, 16, detail::asked,    Hazard::none,       ""},
    FunctionInfo{Function::vin_request_3,           "vin_request",              0, 16, detail::asked,    Hazard::none,       ""},
    FunctionInfo{Function::write_serial,            "dangerous",                0,  0, detail::both,     Hazard::never,      "writes the serial number into one-time memory: cannot be undone"},
    FunctionInfo{Function::write_model,             "dangerous",                0,  0, detail::both,     Hazard::never,      "writes the model into one-time memory: cannot be undone"},
    FunctionInfo{Function::idle,                    "idle",                    14,  0, detail::both,     Hazard::none,       ""},
    FunctionInfo{Function::go_silent,               "dangerous",                0,  0, detail::both,     Hazard::never,      "silences the unit for about 5 s"},
    FunctionInfo{Function::start_charging,          "start_charging",           0, 16, detail::told,     Hazard::none,       ""},
    FunctionInfo{Function::stop_charging,           "stop_charging",            0, 16, detail::told,     Hazard::deliberate, "opens the contactor under load; a Tesla must be plugged in again"},
    FunctionInfo{Function::master_linkready1,       "master_linkready1",       14, 16, detail::both,     Hazard::none,       ""},
    FunctionInfo{Function::drop_gpio14,             "dangerous",                0,  0, detail::both,     Hazard::never,      "interrupts charging for about 3 s"},
    FunctionInfo{Function::legacy_serial,           "legacy_serial",           14, 14, detail::old_data, Hazard::none,       ""},
    FunctionInfo{Function::legacy_model,            "legacy_model",            14, 14, detail::old_data, Hazard::none,       ""},
    FunctionInfo{Function::legacy_firmware,         "legacy_firmware",         14, 14, detail::old_data, Hazard::none,       ""},
    FunctionInfo{Function::start_charging_ack,      "start_charging_ack",       0, 16, detail::p2_only,  Hazard::none,       ""},
    FunctionInfo{Function::stop_charging_ack,       "stop_charging_ack",        0, 16, detail::p2_only,  Hazard::none,       ""},
    FunctionInfo{Function::plug_state,              "plug_state",               0, 16, detail::p2_only,  Hazard::none,       ""},
    FunctionInfo{Function::slave_heartbeat,         "slave_heartbeat",         14, 16, detail::both,     Hazard::none,       ""},
    FunctionInfo{Function::slave_linkready,         "slave_linkready",         14, 16, detail::both,     Hazard::none,       ""},
    FunctionInfo{Function::meter,                   "meter",                    0, 20, detail::either,   Hazard::none,       ""},
    FunctionInfo{Function::firmware,                "firmware",                 0, 16, detail::p2_only,  Hazard::none,       ""},
    FunctionInfo{Function::serial,                  "serial",                   0, 20, detail::data,     Hazard::none,       ""},
    FunctionInfo{Function::vin_1,                   "vin",                      0, 20, detail::data,     Hazard::none,       ""},
    FunctionInfo{Function::vin_2,                   "vin",                      0, 20, detail::data,     Hazard::none,       ""},
    FunctionInfo{Function::vin_3,                   "vin",                      0, 20, detail::data,     Hazard::none,       ""},
     // clang-format on
    }
};
static_assert(!functions.back().kind.empty(), "fewer rows than the type says");

namespace detail {
inline constexpr unsigned first_code = 0xFB00;
inline constexpr std::size_t codes = 0x300;  // FB, FC and FD, each with every second byte
inline constexpr std::array<std::uint8_t, codes> row_of_code = [] {
  std::array<std::uint8_t, codes> rows{};
  rows.fill(static_cast<std::uint8_t>(functions.size()));
  for (std::size_t row = 0; row < functions.size(); ++row) {
    rows.at(static_cast<unsigned>(functions.at(row).code) - first_code) =
        static_cast<std::uint8_t>(row);
  }
  return rows;
}();
}  // namespace detail

/// The row of `code` in the table; functions.size() for a code that nobody has explained yet.
[[nodiscard]] constexpr std::size_t row_of(Function code) {
  const std::size_t at = static_cast<unsigned>(code) - detail::first_code;
  return at < detail::row_of_code.size() ? detail::row_of_code[at] : functions.size();
}

/// The row of `code`, or nullptr for a code that nobody has explained yet.
[[nodiscard]] const FunctionInfo* find(Function code);

/// The name of `code` that people and JSON see: "unknown" for one that nobody has explained yet.
[[nodiscard]] std::string_view to_string(Function code);

}  // namespace twc::wire
