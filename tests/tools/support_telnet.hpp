// SPDX-License-Identifier: MIT
#pragma once
/// The server's side of RFC 2217: agrees to all that it is asked, and says so.

#include <string>
#include <string_view>
#include <utility>

namespace twc::test {

/// Knows nothing of sockets: `take` what the client said, then give it the `reply`.
class TelnetServer {
 public:
  /// The bytes of the bus in `said`, however it is cut.
  [[nodiscard]] std::string take(std::string_view said) {
    std::string data;
    for (const char byte : said) {
      command_ += byte;
      if (command_ == doubled || command_[0] != iac) data += byte;
      if (is_whole()) answer(std::exchange(command_, {}));
    }
    return data;
  }
  [[nodiscard]] std::string reply() { return std::exchange(reply_, {}); }

  /// `data` as it goes through telnet.
  [[nodiscard]] static std::string escape(std::string_view data) {
    std::string out;
    for (const char byte : data) out += byte == iac ? std::string{doubled} : std::string{byte};
    return out;
  }

 private:
  static constexpr char iac = '\xFF';
  static constexpr std::string_view doubled{"\xFF\xFF"};
  static constexpr std::string_view setting{"\xFF\xFA\x2C"};  // begins a setting of the COM port
  static constexpr std::string_view end{"\xFF\xF0"};
  static constexpr char do_it = '\xFD';
  static constexpr char will = '\xFB';
  static constexpr char sub_begin = '\xFA';

  [[nodiscard]] bool is_whole() const {
    if (command_[0] != iac || command_ == doubled) return true;
    if (command_.size() < 3) return false;
    return command_[1] != sub_begin || command_.ends_with(end);
  }
  void answer(const std::string& command) {
    constexpr char answers = 100;  // more than what was asked
    if (command.starts_with(setting)) {
      reply_ += command;
      reply_[reply_.size() - command.size() + setting.size()] += answers;
    } else if (command.size() == 3) {
      reply_ += {iac, command[1] == will ? do_it : will, command[2]};
    }
  }

  std::string command_;
  std::string reply_;
};

}  // namespace twc::test
