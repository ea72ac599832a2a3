// SPDX-License-Identifier: MIT
#pragma once
/// A Port on a test bench: a node with a script, and an observer that writes a capture.

#include <cstdio>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include <twc/link/port.hpp>

#include "support/at.hpp"
#include "support/hex.hpp"
#include "support/printing.hpp"

namespace twc::test::on_link {

inline const wire::Frame linkready = "FD E2 20 19 A8 0C 80 00 00 00 00 00 00 00 00 4F"_frame;
inline const wire::Frame heartbeat = "FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_frame;
inline const wire::Frame answer = "FD E0 20 19 77 77 00 06 40 00 00 00 00 00 00 4D"_frame;

/// The bytes of a frame on the wire, without an end byte unless one is given.
[[nodiscard]] inline ByteVector on_wire(const wire::Frame& frame,
                                        std::optional<wire::EndByte> end = {}) {
  const auto slip = wire::SlipFrame::of(frame, end, wire::HarmAccepted{});
  REQUIRE(slip);
  return {slip->bytes().begin(), slip->bytes().end()};
}

/// Gives its frames away one by one from `due` on, and counts what it is told.
struct Speaker {
  void hear(Time /*now*/, const wire::Frame& frame) { heard.push_back(frame); }
  void hear_damage(Time /*now*/) { ++damage; }
  std::optional<wire::Frame> poll(Time now) {
    ++polls;
    if (frames.empty() || now < due) return std::nullopt;
    const wire::Frame frame = frames.front();
    frames.pop_front();
    return frame;
  }
  [[nodiscard]] std::optional<Time> deadline() const {
    if (frames.empty()) return std::nullopt;
    return due;
  }
  void link_up(Time /*now*/) { ++ups; }
  void link_down(Time /*now*/) { ++downs; }

  std::deque<wire::Frame> frames{};
  Time due{};
  std::vector<wire::Frame> heard{};
  int damage = 0;
  int polls = 0;
  int ups = 0;
  int downs = 0;
};

/// Writes down everything seen, as a capture has it: milliseconds, R, T, E, N or B, bytes, end
/// byte.
struct Capture final : link::Observer {
  void seen(const link::Seen& seen) override {
    char when[16];
    const auto since = seen.at - Time{};
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(since).count();
    std::snprintf(when, sizeof when, "%05lld ", static_cast<long long>(ms));
    text += when;
    std::visit([&](const auto& what) { put(seen, what); }, seen.what);
    if (seen.end) text += " " + to_hex({&*seen.end, 1});
    text += '\n';
  }
  void kept_back(Time /*now*/, const wire::Frame& /*frame*/, link::KeptBack reason) override {
    text += "kept back: " + std::string{to_string(reason)} + '\n';
  }
  void echo_found(Time /*now*/) override { text += "an echo\n"; }
  void pause_measured(Duration longest, Duration patience) override {
    pause = longest;
    waits = patience;
  }

  void put(const link::Seen& seen, const wire::Frame& frame) {
    constexpr std::string_view letters = "RTE";
    text += letters.at(static_cast<std::size_t>(seen.origin));
    text += ' ' + to_hex(frame.bytes());
  }
  void put(const link::Seen& /*seen*/, const wire::Noise& noise) {
    text += "N " + to_hex(noise.wire.bytes());
  }
  void put(const link::Seen& /*seen*/, const wire::BadFrame& bad) {
    text += "B " + std::string{to_string(bad.error)};
  }
  void put(const link::Seen& /*seen*/, wire::TrailingByte /*end*/) { text += "an end byte alone"; }

  std::string text;
  Duration pause{};
  Duration waits{};
};

/// A Port that does not listen first, with its line up from 0 on.
struct PortBench {
  explicit PortBench(link::PortConfig config = {}, link::Delivery delivery = link::Delivery::prompt)
      : port{node, spoken_at_once(config), at(0ms)} {
    port.observe(capture, delivery);
  }
  static link::PortConfig spoken_at_once(link::PortConfig config) {
    config.listen_first = Duration{};
    return config;
  }

  void hear(Time now, const ByteVector& bytes) { port.receive(now, bytes); }
  /// The bytes that leave now, as hex; empty for none.
  std::string transmit(Time now, const link::LineState& line = {}) {
    const auto bytes = port.transmit(now, line);
    return bytes ? to_hex(*bytes) : "";
  }
  void say(const wire::Frame& frame, Time due = at(0ms)) {
    node.frames.push_back(frame);
    node.due = due;
  }

  Speaker node;
  Capture capture;
  link::Port port;
};

}  // namespace twc::test::on_link
