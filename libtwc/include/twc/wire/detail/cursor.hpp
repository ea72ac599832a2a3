// SPDX-License-Identifier: MIT
#pragma once
/// Reader and Writer: the fields of a frame, one after the other, big-endian.

#include <array>

#include <twc/types.hpp>
#include <twc/wire/checksum.hpp>
#include <twc/wire/frame.hpp>

namespace twc::wire {

/// Reads the fields of a frame, from behind its function code on. Behind the frame it gives zeros:
/// which lengths a message may have is checked once, against the table in function.hpp.
class Reader {
 public:
  explicit constexpr Reader(const Frame& frame) : frame_{&frame} {}

  constexpr std::uint8_t u8() { return at_ < Frame::longest ? frame_->bytes_[at_++] : 0; }
  constexpr std::uint16_t u16() {
    const unsigned high = u8();
    return static_cast<std::uint16_t>((high << 8U) | u8());
  }
  constexpr std::uint32_t u32() {
    const std::uint32_t high = u16();
    return (high << 16U) | u16();
  }
  constexpr TwcId id() { return TwcId{u16()}; }
  constexpr Sign sign() { return Sign{u8()}; }
  constexpr Centiamps current() { return Centiamps{u16()}; }
  /// How many bytes are left before the checksum.
  [[nodiscard]] constexpr std::size_t left() const { return frame_->size() - 1 - at_; }

 private:
  const Frame* frame_;
  std::size_t at_ = 2;
};

/// Writes a frame: the code, the fields in their order, zeros up to the length, the checksum.
class Writer {
 public:
  explicit constexpr Writer(Function code) { u16(static_cast<std::uint16_t>(code)); }

  constexpr Writer& u8(std::uint8_t byte) {
    frame_.bytes_[frame_.size_++] = byte;
    return *this;
  }
  constexpr Writer& u16(std::uint16_t value) {
    return u8(static_cast<std::uint8_t>(value >> 8U)).u8(static_cast<std::uint8_t>(value));
  }
  constexpr Writer& u32(std::uint32_t value) {
    return u16(static_cast<std::uint16_t>(value >> 16U)).u16(static_cast<std::uint16_t>(value));
  }
  constexpr Writer& id(TwcId value) { return u16(static_cast<std::uint16_t>(value)); }
  constexpr Writer& sign(Sign value) { return u8(static_cast<std::uint8_t>(value)); }
  constexpr Writer& current(Centiamps value) { return u16(value.value()); }
  constexpr Writer& chars(std::span<const char> values) {
    for (const char character : values) u8(static_cast<std::uint8_t>(character));
    return *this;
  }

  /// `size` is a length of the table in function.hpp and leaves room for all fields.
  [[nodiscard]] constexpr Frame finish(std::size_t size) {
    frame_.size_ = static_cast<std::uint8_t>(size);
    frame_.bytes_[size - 1] = checksum(Bytes{frame_.bytes_}.first(size - 1));
    return frame_;
  }

 private:
  Frame frame_;
};

}  // namespace twc::wire
