// SPDX-License-Identifier: MIT
#pragma once
/// SLIP (RFC 1055) as this bus uses it: C0 on both sides of a frame; inside, C0 is written DB DC
/// and DB is written DB DD, the checksum included.

#include <array>
#include <optional>

#include <twc/types.hpp>
#include <twc/wire/frame.hpp>
#include <twc/wire/stretch.hpp>

namespace twc::wire {

inline constexpr std::uint8_t slip_end = 0xC0;
inline constexpr std::uint8_t slip_esc = 0xDB;
inline constexpr std::uint8_t slip_esc_end = 0xDC;
inline constexpr std::uint8_t slip_esc_esc = 0xDD;

/// `body` as it stands between two delimiters.
[[nodiscard]] constexpr Stretch escape(Bytes body) {
  Stretch out;
  for (const std::uint8_t byte : body) {
    if (byte == slip_end) {
      out.append(std::array{slip_esc, slip_esc_end});
    } else if (byte == slip_esc) {
      out.append(std::array{slip_esc, slip_esc_esc});
    } else {
      out.append({&byte, 1});
    }
  }
  return out;
}

/// The bytes that unescape() makes of a stretch.
class Unescaped {
 public:
  [[nodiscard]] constexpr Bytes bytes() const { return Bytes{bytes_}.first(size_); }
  /// A DB stood before something else than DC or DD, or at the end. Both bytes are kept as they
  /// were.
  [[nodiscard]] constexpr bool has_bad_escape() const { return has_bad_escape_; }

 private:
  friend Unescaped unescape(Bytes wire);
  std::array<std::uint8_t, Stretch::capacity> bytes_{};
  std::size_t size_ = 0;
  bool has_bad_escape_ = false;
};

/// Undoes escape(). At most the first 64 bytes of `wire` are looked at.
[[nodiscard]] Unescaped unescape(Bytes wire);

/// The byte behind the closing C0 of a transmission. Real units let one such byte through when
/// their driver lets go of the line; no receiver counts or checks it.
enum class EndByte : std::uint8_t { fc = 0xFC, fe = 0xFE, ff = 0xFF };
[[nodiscard]] constexpr std::string_view to_string(EndByte byte) {
  switch (byte) {
    case EndByte::fc: return "FC";
    case EndByte::fe: return "FE";
    case EndByte::ff: return "FF";
  }
  return "unknown";
}

/// Says "I have read what this does to a Wall Connector": needed wherever something is sent that
/// stops or mutes a unit, or makes several answer at once. PROTOCOL.md, "Messages that do harm".
struct HarmAccepted {
  explicit HarmAccepted() = default;
};

/// A frame as it goes to the line: C0, escaped bytes, C0 and, if wanted, one end byte. This is the
/// last door: frames that damage, crash or silence a unit do not pass it, whoever built them.
class SlipFrame {
 public:
  static constexpr std::size_t longest = (2 * Frame::longest) + 3;

  /// Nothing if the frame is a hazard of any kind.
  [[nodiscard]] static std::optional<SlipFrame> of(const Frame& frame,
                                                   std::optional<EndByte> end = EndByte::fc);
  /// Nothing only for Hazard::never.
  [[nodiscard]] static std::optional<SlipFrame> of(const Frame& frame, std::optional<EndByte> end,
                                                   HarmAccepted accepted);

  [[nodiscard]] Bytes bytes() const { return Bytes{bytes_}.first(size_); }

 private:
  SlipFrame(const Frame& frame, std::optional<EndByte> end);

  std::array<std::uint8_t, longest> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace twc::wire
