// SPDX-License-Identifier: MIT
#pragma once
/// Reckons the line of a Port without asking the Port: when it is idle, how many good frames came,
/// and how many the observer saw.

#include <algorithm>
#include <chrono>
#include <optional>
#include <variant>

#include <twc/link/port.hpp>

#include "require.hpp"

namespace twc::fuzz {

/// A node that gives the frame it holds once its time has come.
struct Talker {
  void hear(Time /*now*/, const wire::Frame& /*frame*/) { ++heard; }
  void hear_damage(Time /*now*/) { ++damage; }
  std::optional<wire::Frame> poll(Time now) {
    is_polled = true;
    if (!next || now < due) return std::nullopt;
    given = next;
    next.reset();
    return given;
  }
  /// A restless node is due and may have nothing to say.
  [[nodiscard]] std::optional<Time> deadline() const {
    if (!next && !is_restless) return std::nullopt;
    return due;
  }

  std::optional<wire::Frame> next{};
  std::optional<wire::Frame> given{};
  Time due{};
  bool is_restless = false;
  bool is_polled = false;
  unsigned heard = 0;
  unsigned damage = 0;
};

/// Counts, and finds that the order of the line is kept.
struct Witness final : link::Observer {
  void seen(const link::Seen& seen) override {
    require(seen.at >= last);
    last = seen.at;
    switch (seen.origin) {
      case bus::Origin::sent: return;
      case bus::Origin::echo: ++echoes; return;
      case bus::Origin::heard: frames += std::holds_alternative<wire::Frame>(seen.what) ? 1U : 0U;
    }
  }
  void kept_back(Time /*now*/, const wire::Frame& /*frame*/, link::KeptBack reason) override {
    kept = reason;
  }

  Time last{Duration::min()};
  unsigned frames = 0;
  unsigned echoes = 0;
  std::optional<link::KeptBack> kept{};
};

/// The line as its bytes and their times make it.
class Quiet {
 public:
  explicit Quiet(const link::PortConfig& config)
      : character_{std::chrono::seconds{10} / std::max(config.baud, std::uint32_t{1})},
        decoder_{config.spacing.partial_frame} {}

  void passes(Time now, Bytes chunk) {
    decoder_.feed(now, chunk, [this](const wire::Event& event) { count(event); });
    if (!chunk.empty()) last_byte_ = now;
  }
  void ends() {
    decoder_.finish([this](const wire::Event& event) { count(event); });
  }
  void sends(Time now, std::size_t bytes) {
    own_until_ = now + static_cast<std::int64_t>(bytes) * character_ + between_frames;
  }
  void sent(Time now) { own_until_ = now + between_frames; }

  /// Nobody is in the middle of a frame, or it has stood still for longer than any sender pauses.
  [[nodiscard]] bool is_idle(Time now) const {
    const auto open_until = decoder_.deadline();
    return now >= last_byte_ + 2 * character_ &&
           (!open_until || now >= *open_until || now - last_byte_ >= longest_pause);
  }
  [[nodiscard]] bool is_own(Time now) const { return now < own_until_; }
  [[nodiscard]] unsigned frames() const { return frames_; }

 private:
  static constexpr Duration between_frames = std::chrono::milliseconds{5};
  static constexpr Duration longest_pause = std::chrono::milliseconds{100};

  void count(const wire::Event& event) {
    if (std::holds_alternative<wire::Frame>(event)) ++frames_;
  }

  Duration character_;
  wire::Decoder decoder_;
  Time last_byte_{Duration::min() / 2};
  Time own_until_{Duration::min() / 2};
  unsigned frames_ = 0;
};

}  // namespace twc::fuzz
