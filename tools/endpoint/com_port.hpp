// SPDX-License-Identifier: MIT
#pragma once
/// Telnet with COM port control (RFC 2217), the side that asks: bytes of a bus in and out, and a
/// server that sets its port to the rate, 8 data bits, no parity, 1 stop bit.

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <twc/types.hpp>

namespace twc::tools {

/// Knows nothing of sockets: what is to be sent comes out of take_reply().
class ComPort {
 public:
  explicit ComPort(std::uint32_t baud) : baud_{baud} {}

  /// Begins to negotiate.
  void start();
  /// Appends the bytes of the bus in `chunk` to `data`.
  void feed(Bytes chunk, std::vector<std::uint8_t>& data);
  /// Takes the bytes that the server is to be told now.
  [[nodiscard]] std::vector<std::uint8_t> take_reply();
  /// `data` as it goes through telnet.
  [[nodiscard]] static std::vector<std::uint8_t> escape(Bytes data);

  /// The server has confirmed all settings.
  [[nodiscard]] bool is_ready() const { return confirmed_.all(); }
  /// Why it never will: a line for people.
  [[nodiscard]] const std::optional<std::string>& refusal() const { return refusal_; }

 private:
  enum class Place : std::uint8_t { data, command, option, parameter, parameter_command };

  void feed(std::uint8_t byte, std::vector<std::uint8_t>& data);
  void hear_command(std::uint8_t byte, std::vector<std::uint8_t>& data);
  void hear_option(std::uint8_t option);
  void hear_parameters();
  void confirm(std::size_t setting, std::uint32_t value);
  void refuse(const std::string& why);
  void say(std::uint8_t verb, std::uint8_t option);
  void ask_for_settings();

  std::uint32_t baud_;
  Place place_ = Place::data;
  std::uint8_t verb_ = 0;
  std::vector<std::uint8_t> parameters_;
  std::vector<std::uint8_t> reply_;
  bool has_asked_ = false;
  std::bitset<256> refused_ours_;    // options that we have said WONT to
  std::bitset<256> refused_theirs_;  // and DONT: each is answered once, or two sides go on for ever
  std::bitset<4> confirmed_;
  std::optional<std::string> refusal_;
};

}  // namespace twc::tools
