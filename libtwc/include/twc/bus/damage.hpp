// SPDX-License-Identifier: MIT
#pragma once
/// Counts what the line damages: how much, how densely, and since when.

#include <algorithm>
#include <array>

#include <twc/bus/program_faults.hpp>

namespace twc::bus {

/// Minutes with many damaged frames. Errors that turn out to be a program's are taken back.
class ErrorRate {
 public:
  void count(const When& now, bool is_good);
  void forgive(const When& at);

  /// The most errors in a minute in which at least 5 frames, and one in 20, were damaged.
  [[nodiscard]] std::uint32_t worst() const;
  /// The first and the last of such minutes; over where five good ones came after it.
  [[nodiscard]] Spell bad_minutes() const;

 private:
  struct Minute {
    std::int64_t number = 0;
    std::uint32_t good = 0;
    std::uint32_t bad = 0;

    [[nodiscard]] bool is_bad() const {
      constexpr std::uint32_t enough = 5;
      constexpr std::uint32_t one_in = 20;
      return bad >= enough && bad * one_in >= bad + good;
    }
  };
  /// The recent ones can still be forgiven.
  static constexpr std::size_t recent = 16;

  [[nodiscard]] static std::int64_t minute_of(Time at);
  void settle(const Minute& minute);

  std::array<Minute, recent> minutes_{};
  std::size_t size_ = 0;  // the last one is the newest
  std::uint32_t worst_ = 0;
  std::optional<std::int64_t> first_bad_;
  std::optional<std::int64_t> last_bad_;
};

/// Tells from bytes that make no frame whether they are read at a multiple of the baud rate.
class BaudWatch {
 public:
  void look_into(Bytes bytes);
  [[nodiscard]] BaudRate rate() const;

 private:
  std::uint32_t bytes_ = 0;
  std::uint32_t twice_ = 0;
  std::uint32_t four_times_ = 0;
  std::uint32_t far_higher_ = 0;
  std::uint32_t zeros_ = 0;
  std::array<bool, 256> seen_{};
};

/// Counts the damage that the line does, as opposed to the errors that a program makes.
class DamageWatch {
 public:
  /// Senders that damaged frames name, heard otherwise or not.
  struct Blamed {
    TwcId id{};
    std::uint32_t frames = 0;
    Spell spell;
  };
  static constexpr std::size_t capacity = 16;

  void hear_good(const When& now, const wire::Frame& frame);
  void hear_bad(const When& now, const wire::BadFrame& bad);
  void hear_noise(const When& now, const wire::Noise& noise);

  /// Two of the last eight stretches were damaged: a frame may pass the checksum here by chance.
  [[nodiscard]] bool is_burst() const;
  /// Stretches that the line damaged: bad frames, and two torn pieces for one frame.
  [[nodiscard]] std::uint32_t damaged() const { return bad_ + torn_ / 2; }
  /// At least 5, and one frame in 20: then all else that seems wrong may follow from it.
  [[nodiscard]] bool is_much() const;
  [[nodiscard]] std::uint64_t noise_bytes() const { return noise_bytes_; }
  [[nodiscard]] const ErrorRate& rate() const { return rate_; }
  [[nodiscard]] BaudRate baud_rate() const { return baud_.rate(); }
  [[nodiscard]] const ProgramFaults& programs() const { return programs_; }
  [[nodiscard]] std::span<const Blamed> blamed() const { return std::span{blamed_}.first(size_); }

 private:
  void blame(const When& now, TwcId id);
  void take_back(const Explained& explained);

  ProgramFaults programs_;
  ErrorRate rate_;
  BaudWatch baud_;
  std::uint8_t history_ = 0;  // a bit for each of the last eight: damaged
  std::uint64_t good_ = 0;
  std::uint32_t bad_ = 0;
  std::uint32_t torn_ = 0;
  std::uint64_t noise_bytes_ = 0;  // that no program explains
  bool was_torn_ = false;          // the last stretch was counted as torn
  bool was_bad_ = false;
  std::size_t last_noise_ = 0;  // its bytes, if it was noise
  std::array<Blamed, capacity> blamed_{};
  std::size_t size_ = 0;
};

}  // namespace twc::bus
