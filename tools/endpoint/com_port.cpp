// SPDX-License-Identifier: MIT
#include "endpoint/com_port.hpp"

#include <string_view>
#include <utility>

#include <fmt/format.h>

namespace twc::tools {
namespace {

// RFC 854
constexpr std::uint8_t iac = 255;
constexpr std::uint8_t dont = 254;
constexpr std::uint8_t do_it = 253;
constexpr std::uint8_t wont = 252;
constexpr std::uint8_t will = 251;
constexpr std::uint8_t sub_begin = 250;
constexpr std::uint8_t sub_end = 240;

// RFC 856, 858, 2217
constexpr std::uint8_t binary = 0;
constexpr std::uint8_t suppress_go_ahead = 3;
constexpr std::uint8_t com_port = 44;

/// The server answers with the number of the command and 100, and the value that it has set.
constexpr std::uint8_t answer_offset = 100;
struct Setting {
  std::uint8_t command;
  std::string_view name;
  std::uint32_t value;  ///< 0: the rate
};
constexpr auto port_settings = std::to_array({
    Setting{1, "baud",               0},
    Setting{2, "data bits",          8},
    Setting{3, "as parity (1 none)", 1},
    Setting{4, "stop bits",          1},
});
/// No flow control: 11 and 13 are data.
constexpr std::array<std::uint8_t, 2> no_flow_control{5, 1};

void append_escaped(std::vector<std::uint8_t>& out, std::uint8_t byte) {
  out.push_back(byte);
  if (byte == iac) out.push_back(iac);
}

}  // namespace

void ComPort::start() {
  *this = ComPort{baud_};
  say(will, com_port);
  say(will, binary);
  say(do_it, binary);
  say(will, suppress_go_ahead);
  say(do_it, suppress_go_ahead);
}

std::vector<std::uint8_t> ComPort::take_reply() {
  return std::exchange(reply_, {});
}

std::vector<std::uint8_t> ComPort::escape(Bytes data) {
  std::vector<std::uint8_t> out;
  for (const std::uint8_t byte : data) append_escaped(out, byte);
  return out;
}

void ComPort::say(std::uint8_t verb, std::uint8_t option) {
  reply_.insert(reply_.end(), {iac, verb, option});
}

void ComPort::refuse(const std::string& why) {
  if (!refusal_) refusal_ = why;
}

void ComPort::feed(Bytes chunk, std::vector<std::uint8_t>& data) {
  for (const std::uint8_t byte : chunk) feed(byte, data);
}

void ComPort::feed(std::uint8_t byte, std::vector<std::uint8_t>& data) {
  constexpr std::size_t longest = 64;  // a setting has 6 bytes; the rest of a signature is let go
  switch (place_) {
    case Place::data:
      if (byte == iac) {
        place_ = Place::command;
      } else {
        data.push_back(byte);
      }
      return;
    case Place::command: return hear_command(byte, data);
    case Place::option: place_ = Place::data; return hear_option(byte);
    case Place::parameter:
      if (byte == iac) {
        place_ = Place::parameter_command;
      } else if (parameters_.size() < longest) {
        parameters_.push_back(byte);
      }
      return;
    case Place::parameter_command:
      place_ = byte == iac ? Place::parameter : Place::data;
      if (byte == iac && parameters_.size() < longest) parameters_.push_back(byte);
      if (byte == sub_end) hear_parameters();
      return;
  }
}

void ComPort::hear_command(std::uint8_t byte, std::vector<std::uint8_t>& data) {
  place_ = Place::data;
  if (byte == iac) data.push_back(byte);
  if (byte >= will && byte <= dont) {
    verb_ = byte;
    place_ = Place::option;
  }
  if (byte == sub_begin) {
    parameters_.clear();
    place_ = Place::parameter;
  }
}

/// All that we want is asked for at the start, so that only what we do not want needs an answer.
void ComPort::hear_option(std::uint8_t option) {
  const bool is_ours = verb_ == do_it || verb_ == dont;
  const bool is_agreed = verb_ == do_it || verb_ == will;
  const bool is_wanted =
      option == binary || option == suppress_go_ahead || (option == com_port && is_ours);
  if (option == com_port && verb_ == dont) {
    refuse("the server refuses COM port control (RFC 2217); tcp:// does without it");
  }
  if (option == binary && !is_agreed) refuse("the server refuses binary transmission");
  if (option == com_port && verb_ == do_it) ask_for_settings();
  if (is_wanted || !is_agreed) return;

  auto& refused = is_ours ? refused_ours_ : refused_theirs_;
  if (refused.test(option)) return;
  refused.set(option);
  say(is_ours ? wont : dont, option);
}

void ComPort::ask_for_settings() {
  if (std::exchange(has_asked_, true)) return;
  for (const Setting& setting : port_settings) {
    reply_.insert(reply_.end(), {iac, sub_begin, com_port, setting.command});
    if (setting.value == 0) {
      for (int shift = 24; shift >= 0; shift -= 8) {
        append_escaped(reply_, static_cast<std::uint8_t>(baud_ >> static_cast<unsigned>(shift)));
      }
    } else {
      append_escaped(reply_, static_cast<std::uint8_t>(setting.value));
    }
    reply_.insert(reply_.end(), {iac, sub_end});
  }
  reply_.insert(reply_.end(), {iac, sub_begin, com_port});
  reply_.insert(reply_.end(), no_flow_control.begin(), no_flow_control.end());
  reply_.insert(reply_.end(), {iac, sub_end});
}

void ComPort::hear_parameters() {
  if (parameters_.size() < 3 || parameters_[0] != com_port) return;
  std::uint32_t value = 0;
  for (const std::uint8_t byte : Bytes{parameters_}.subspan(2)) value = (value << 8U) | byte;
  for (std::size_t at = 0; at < port_settings.size(); ++at) {
    if (parameters_[1] == port_settings[at].command + answer_offset) confirm(at, value);
  }
}

void ComPort::confirm(std::size_t at, std::uint32_t value) {
  const Setting& setting = port_settings[at];
  const std::uint32_t wanted = setting.value == 0 ? baud_ : setting.value;
  if (value == wanted) {
    confirmed_.set(at);
    return;
  }
  refuse(fmt::format("the server sets {} {}; {} was asked for", value, setting.name, wanted));
}

}  // namespace twc::tools
