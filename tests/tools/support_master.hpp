// SPDX-License-Identifier: MIT
#pragma once
/// A twc-fakemaster that runs, and Wall Connectors for it that are nothing but bytes.

#include <cerrno>
#include <chrono>
#include <string>
#include <string_view>

#include <poll.h>
#include <sys/un.h>

#include <twc/msg/message.hpp>
#include <twc/wire/decoder.hpp>
#include <twc/wire/slip.hpp>

#include "tools/support_peer.hpp"
#include "tools/support_program.hpp"

namespace twc::test {

class FakeMaster : public Program {
 public:
  /// On a bus that was idle before, without waiting, as 77AB.
  static Arguments at_once(const std::string& endpoint, const Arguments& more = {}) {
    Arguments all{"--max-current", "32",     "--bus-idle", "--listen-first", "0s", "--id",
                  "77AB",          "--sign", "5C",         endpoint};
    all.insert(all.end(), more.begin(), more.end());
    return all;
  }

  explicit FakeMaster(const Arguments& arguments, const Arguments& environment = {})
      : Program{TWC_FAKEMASTER, arguments, environment} {}
};

[[nodiscard]] inline Outcome run_master(const Program::Arguments& arguments,
                                        std::string_view input = {},
                                        const Program::Arguments& environment = {}) {
  FakeMaster master{arguments, environment};
  master.type(input);
  return master.finish();
}

/// Far beyond what anything takes: it keeps a broken program from hanging us.
inline constexpr std::chrono::minutes line_patience{1};

/// Waits for bytes.
inline void await_bytes(int fd) {
  pollfd one{.fd = fd, .events = POLLIN, .revents = 0};
  REQUIRE(::poll(&one, 1, static_cast<int>(std::chrono::milliseconds{line_patience}.count())) == 1);
}

/// The bytes on the line, frame by frame.
class BusLine {
 public:
  explicit BusLine(tools::Fd fd) : peer_{std::move(fd)} {}

  void say(const wire::Frame& frame) {
    const auto slip = wire::SlipFrame::of(frame);
    REQUIRE(slip);
    say_bytes({slip->bytes().begin(), slip->bytes().end()});
  }
  void say_bytes(const std::string& bytes) { peer_.say(bytes); }
  /// The next message of that kind; others are passed over.
  template <typename Kind>
  Kind await() {
    const auto start = std::chrono::steady_clock::now();
    for (;;) {
      for (; at_ < frames_.size(); ++at_) {
        const msg::Message message = msg::decode(frames_[at_]);
        if (const auto* const found = std::get_if<Kind>(&message)) {
          ++at_;
          return *found;
        }
      }
      listen();
      // A line that is never still has bytes, and perhaps never this message.
      REQUIRE(std::chrono::steady_clock::now() - start < line_patience);
    }
  }
  [[nodiscard]] std::size_t frames() const { return frames_.size(); }
  Peer& peer() { return peer_; }

 private:
  void listen() {
    await_bytes(peer_.fd());
    const std::string& all = peer_.heard();
    REQUIRE_FALSE(peer_.ended());
    const std::string fresh = all.substr(read_);
    read_ = all.size();
    const std::vector<std::uint8_t> bytes{fresh.begin(), fresh.end()};
    decoder_.feed({}, bytes, [this](const wire::Event& event) {
      if (const auto* const frame = std::get_if<wire::Frame>(&event)) frames_.push_back(*frame);
    });
  }

  Peer peer_;
  wire::Decoder decoder_;
  std::size_t read_ = 0;
  std::vector<wire::Frame> frames_;
  std::size_t at_ = 0;
};

inline constexpr TwcId slave_id{0x2019};

[[nodiscard]] inline wire::Frame linkready(TwcId id = slave_id, Sign sign = Sign{0xA8}) {
  return msg::encode(msg::SlaveLinkready{.from = id, .sign = sign, .maximum = 32_A}, Protocol::two);
}

/// Answers so many heartbeats, doing as it is told. Gives its last limit.
inline Centiamps answer_heartbeats(BusLine& line, int beats, Centiamps limit = {}) {
  for (int beat = 0; beat < beats; ++beat) {
    const auto heard = line.await<msg::MasterHeartbeat>();
    if (heard.to != slave_id) continue;
    if (heard.command.has_limit()) limit = heard.limit;
    line.say(msg::encode(msg::SlaveHeartbeat{.from = slave_id,
                                             .to = heard.from,
                                             .state = msg::ChargeState::charging,
                                             .limit = limit,
                                             .drawn = limit},
                         Protocol::two));
  }
  return limit;
}

/// Announces itself first.
inline Centiamps play_slave(BusLine& line, int beats) {
  line.say(linkready());
  return answer_heartbeats(line, beats);
}

/// Announces itself, and answers until it is given `limit`.
inline void play_slave_until(BusLine& line, Centiamps limit) {
  Centiamps given = play_slave(line, 1);
  constexpr int most_beats = 60;
  for (int beat = 0; given != limit; ++beat) {
    REQUIRE(beat < most_beats);
    given = answer_heartbeats(line, 1, given);
  }
  answer_heartbeats(line, 1, given);
}

/// Connects to a Unix socket.
[[nodiscard]] inline tools::Fd connect_to_path(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  REQUIRE(path.size() < sizeof address.sun_path);
  std::copy(path.begin(), path.end(), address.sun_path);
  tools::Fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
  if (::connect(fd.get(), generic, sizeof address) != 0) fd.reset();
  return fd;
}

/// The name behind "on " in what a master says of itself.
[[nodiscard]] inline std::string place_in(const std::string& talk) {
  const auto at = talk.find(" on ") + 4;
  return talk.substr(at, talk.find(',', at) - at);
}

}  // namespace twc::test
