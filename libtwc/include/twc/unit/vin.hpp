// SPDX-License-Identifier: MIT
#pragma once
/// A VIN, put together from the three parts that a unit gives.

#include <array>
#include <optional>
#include <string_view>

#include <twc/msg/identity.hpp>
#include <twc/types.hpp>

namespace twc::unit {

/// The ninth character that `vin` must have by ISO 3779: a digit or X. Nothing if `vin` has not 17
/// characters, or some that no VIN has (I, O, Q, small letters).
[[nodiscard]] std::optional<char> vin_check_digit(std::string_view vin);

enum class VinState : std::uint8_t {
  unknown,          ///< the first part has not been heard
  none,             ///< blank: no car, no Tesla, or one that cannot talk to the unit
  partial,          ///< some characters; early cars never give all
  valid,            ///< 17 characters, and the check digit is right
  bad_check_digit,  ///< 17 characters of two cars, or damaged ones
};
[[nodiscard]] constexpr std::string_view to_string(VinState state) {
  switch (state) {
    case VinState::unknown: return "unknown";
    case VinState::none: return "none";
    case VinState::partial: return "partial";
    case VinState::valid: return "valid";
    case VinState::bad_check_digit: return "bad_check_digit";
  }
  return "unknown";
}

/// Takes the parts of one unit as they are heard. A part that differs from the one before is of
/// another car: then, and when the check digit is wrong, it begins again with part one, so that
/// parts of two cars are not mixed.
class VinAssembly {
 public:
  /// `part` is from the unit that this assembly is for.
  void hear(const msg::Vin& part);

  [[nodiscard]] VinState state() const;
  /// The characters that are known from the front: 17 in the states valid and bad_check_digit.
  [[nodiscard]] std::string_view text() const { return {text_.data(), size_}; }
  /// The part to ask the unit for next. The caller decides how often.
  [[nodiscard]] msg::VinPart next() const;

 private:
  static constexpr std::size_t whole = 17;

  void forget();

  std::array<std::optional<msg::Text<7>>, 3> parts_;
  std::array<char, whole> text_{};
  std::size_t size_ = 0;
};

}  // namespace twc::unit
