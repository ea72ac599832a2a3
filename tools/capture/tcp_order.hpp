// SPDX-License-Identifier: MIT
#pragma once
/// Puts the bytes from one end of a TCP conversation in order. Bytes that come twice count once,
/// and bytes that come too early wait.

#include <algorithm>
#include <cstdint>
#include <vector>

#include <twc/types.hpp>

#include "capture/record.hpp"

namespace twc::tools {

class TcpOrder {
 public:
  /// TCP sends lost bytes again within 2 s. If they are not there then, the capture lacks them.
  static constexpr std::int64_t longest_wait = 2 * one_second;
  static constexpr std::size_t most_held = 8;

  /// `sequence` is the number of the first byte to come.
  void begin(std::uint32_t sequence) {
    next_ = sequence;
    is_begun_ = true;
  }
  /// Passes the bytes that are in order now to `give(bytes, when, is_behind_gap)`.
  template <typename Give>
  void take(std::uint32_t sequence, Bytes payload, Stamp when, const Give& give) {
    if (!is_begun_) begin(sequence);
    if (payload.empty()) return;
    if (is_elsewhere(sequence)) {
      give_all(give);
      give_from(sequence, payload, when, true, give);
      return;
    }
    if (ahead(sequence) > 0) {
      if (held_.size() == most_held) skip_gap(give);
      if (ahead(sequence) > 0) {
        held_.push_back({
            sequence, when, {payload.begin(), payload.end()}
        });
        return;
      }
    }
    give_from(sequence, payload, when, false, give);
    give_held(when, give);
  }
  /// Gives up bytes that have been missing for too long.
  template <typename Give>
  void wait_until(Stamp when, const Give& give) {
    while (!held_.empty() && when.microseconds - held_.front().when.microseconds > longest_wait) {
      skip_gap(give);
    }
  }
  /// The conversation has ended.
  template <typename Give>
  void give_all(const Give& give) {
    while (!held_.empty()) skip_gap(give);
  }

 private:
  struct Held {
    std::uint32_t sequence = 0;
    Stamp when;
    std::vector<std::uint8_t> bytes;
  };

  [[nodiscard]] std::int32_t ahead(std::uint32_t sequence) const {
    return static_cast<std::int32_t>(sequence - next_);
  }
  /// So far away that it belongs to another conversation between the same ports.
  [[nodiscard]] bool is_elsewhere(std::uint32_t sequence) const {
    constexpr std::int32_t window = 1 << 20;
    return ahead(sequence) > window || ahead(sequence) < -window;
  }
  template <typename Give>
  void give_from(std::uint32_t sequence, Bytes payload, Stamp when, bool is_behind_gap,
                 const Give& give) {
    if (is_behind_gap) next_ = sequence;
    const auto known = std::size_t{0} - static_cast<std::size_t>(std::min(0, ahead(sequence)));
    if (known >= payload.size()) return;
    next_ = sequence + static_cast<std::uint32_t>(payload.size());
    give(payload.subspan(known), when, is_behind_gap);
  }
  /// The waiting piece that is next in order.
  template <typename Give>
  void give_held(Stamp when, const Give& give) {
    const auto is_next = [this](const Held& one) { return ahead(one.sequence) <= 0; };
    for (auto found = std::ranges::find_if(held_, is_next); found != held_.end();
         found = std::ranges::find_if(held_, is_next)) {
      const Held one = std::move(*found);
      held_.erase(found);
      give_from(one.sequence, one.bytes, when, false, give);
    }
  }
  template <typename Give>
  void skip_gap(const Give& give) {
    const auto first = std::ranges::min_element(
        held_, {}, [this](const Held& one) { return ahead(one.sequence); });
    const Held one = std::move(*first);
    held_.erase(first);
    give_from(one.sequence, one.bytes, one.when, true, give);
    give_held(one.when, give);
  }

  std::uint32_t next_ = 0;
  bool is_begun_ = false;
  std::vector<Held> held_;
};

}  // namespace twc::tools
