// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/unit/vin.hpp>

namespace twc::unit {
namespace {

constexpr std::size_t check_at = 8;

/// The number that stands for a character in the sum; nothing for I, O, Q and all that is neither a
/// capital letter nor a digit.
constexpr std::optional<unsigned> transliterate(char character) {
  constexpr std::string_view letters =
      "ABCDEFGH"
      "JKLMN"
      "PR"
      "STUVWXYZ";
  constexpr std::string_view numbers =
      "12345678"
      "12345"
      "79"
      "23456789";
  static_assert(letters.size() == numbers.size());
  if (character >= '0' && character <= '9') return static_cast<unsigned>(character - '0');
  const std::size_t at = letters.find(character);
  if (at == std::string_view::npos) return std::nullopt;
  return static_cast<unsigned>(numbers[at] - '0');
}

constexpr std::size_t size_of(msg::VinPart part) {
  return part == msg::VinPart::three ? 3 : 7;
}
constexpr std::size_t index_of(msg::VinPart part) {
  return static_cast<std::size_t>(part) - 1;
}

}  // namespace

std::optional<char> vin_check_digit(std::string_view vin) {
  constexpr std::array<unsigned, 17> weights{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2};
  if (vin.size() != weights.size()) return std::nullopt;
  unsigned sum = 0;
  for (std::size_t at = 0; at < weights.size(); ++at) {
    const auto number = transliterate(vin[at]);
    if (!number) return std::nullopt;
    sum += weights[at] * *number;
  }
  const unsigned remainder = sum % 11;
  return remainder == 10 ? 'X' : static_cast<char>('0' + remainder);
}

void VinAssembly::forget() {
  parts_ = {};
  size_ = 0;
}

void VinAssembly::hear(const msg::Vin& part) {
  const bool is_first = part.part == msg::VinPart::one;
  const bool is_bad = state() == VinState::bad_check_digit;
  const auto& before = parts_[index_of(part.part)];
  if ((before && *before != part.text) || (is_first && is_bad)) forget();
  if (!is_first && !parts_[0]) return;
  parts_[index_of(part.part)] = part.text;

  size_ = 0;
  for (const auto each : {msg::VinPart::one, msg::VinPart::two, msg::VinPart::three}) {
    const auto& known = parts_[index_of(each)];
    if (!known) break;
    const std::string_view text = known->view().substr(0, size_of(each));
    std::ranges::copy(text, text_.begin() + static_cast<std::ptrdiff_t>(size_));
    size_ += text.size();
    if (text.size() < size_of(each)) break;
  }
}

VinState VinAssembly::state() const {
  if (!parts_[0]) return VinState::unknown;
  if (size_ == 0) {
    const auto is_blank = [](const auto& part) { return !part || part->view().empty(); };
    return std::ranges::all_of(parts_, is_blank) ? VinState::none : VinState::partial;
  }
  if (size_ < whole) return VinState::partial;
  return vin_check_digit(text()) == text()[check_at] ? VinState::valid : VinState::bad_check_digit;
}

msg::VinPart VinAssembly::next() const {
  using enum msg::VinPart;
  const bool begins_anew = size_ == 0 || state() == VinState::bad_check_digit;
  if (begins_anew) return one;
  if (!parts_[1]) return two;
  return parts_[2] ? one : three;
}

}  // namespace twc::unit
