// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/bus/watch_values.hpp>
#include <twc/unit/serial_number.hpp>

namespace twc::bus {
namespace {

/// Within an eighth.
bool agree(std::uint32_t a, std::uint32_t b) {
  const std::uint32_t difference = a > b ? a - b : b - a;
  return difference <= std::max(a, b) / 8;
}

std::size_t kind_of_text(wire::Function code) {
  using enum wire::Function;
  if (code == serial) return 0;
  return code == vin_1 ? 1 : (code == vin_2 ? 2 : 3);
}

std::optional<TextFault> fault_of(wire::Function code, TwcId from, const msg::SerialNumber& text) {
  const std::string_view shown = text.view();
  const auto is_printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!std::ranges::all_of(shown, is_printable)) return TextFault::characters;
  const bool is_whole_serial = code == wire::Function::serial && !shown.empty();
  if (is_whole_serial && unit::protocol2_id(text) != from) return TextFault::id;
  return std::nullopt;
}

}  // namespace

void ErrorWatch::answer(const When& now, const msg::SlaveHeartbeat& heartbeat) {
  constexpr Duration silence = std::chrono::seconds{10};
  constexpr Duration passing = std::chrono::seconds{30};
  const auto gap = between(last_, now);
  const bool is_first = !last_ && in_a_row_ == 0;
  const bool was_silent = was_silent_ || (gap && *gap > silence);
  last_ = now;
  was_silent_ = false;
  if (heartbeat.state != msg::ChargeState::error) {
    in_a_row_ = 0;
    if (found_ && found_->cause.times < 2) found_.reset();
    if (found_) found_->spell.is_over = true;
    return;
  }
  if (in_a_row_++ == 0) {
    since_ = now;
    is_after_silence_ = was_silent;
    has_just_begun_ = is_first;
  }
  const auto lasted = between(since_, now);
  const bool is_passing = has_just_begun_ ? in_a_row_ < 2 : is_after_silence_ && lasted < passing;
  if (is_passing) return;
  found_ = {
      .cause = {.unit = heartbeat.from, .times = in_a_row_, .drawn = heartbeat.drawn},
      .spell = Spell{since_,                      now                                  }
  };
}

void ValueWatch::note(const When& now, Quantity what, std::uint32_t value, std::uint32_t before) {
  Seen& one = seen_[static_cast<std::size_t>(what)];
  const bool agrees = one.what.times != 0 && agree(one.what.value, value);
  one.agreeing = agrees ? one.agreeing + 1 : 1;
  if (one.what.times == 0 || !agrees) one.spell.since = now;
  one.spell.until = now;
  one.what = {
      .unit = {}, .what = what, .value = value, .before = before, .times = one.what.times + 1};
}

void ValueWatch::note_energy(const When& now, std::uint32_t energy) {
  constexpr std::uint32_t plausible_step = 1000;
  if (peak_ && energy < *peak_ && energy_ && energy >= *energy_) {
    note(now, Quantity::energy, energy, *peak_);
    seen_[static_cast<std::size_t>(Quantity::energy)].agreeing = 2;
  }
  const bool agreed = energy_ && energy_before_ && *energy_ >= *energy_before_ &&
                      *energy_ - *energy_before_ <= plausible_step;
  const bool falls = agreed && energy < *energy_;
  peak_ = falls ? energy_ : std::nullopt;
  energy_before_ = energy_;
  energy_ = energy;
}

std::optional<Case<Impossible>> ValueWatch::found(Quantity what) const {
  const Seen& one = seen_[static_cast<std::size_t>(what)];
  if (one.agreeing < 2) return std::nullopt;
  return Case<Impossible>{.cause = one.what, .spell = one.spell};
}

void TextWatch::see(const When& now, wire::Function code, TwcId from,
                    const msg::SerialNumber& text) {
  Seen& one = seen_[kind_of_text(code)];
  const auto fault = fault_of(code, from, text);
  if (!fault) {
    if (one.bad && !text.view().empty()) one.spell.is_over = true;
    return;
  }
  const bool agrees = one.bad && one.bad->text == text;
  const std::uint32_t times = agrees ? one.bad->times + 1 : 1;
  if (!agrees) one.spell.since = now;
  one.spell.until = now;
  one.spell.is_over = false;
  one.bad =
      ImpossibleText{.unit = from, .code = code, .fault = *fault, .text = text, .times = times};
}

std::optional<Case<ImpossibleText>> TextWatch::found(std::size_t kind) const {
  const Seen& one = seen_[kind];
  if (!one.bad) return std::nullopt;
  return Case<ImpossibleText>{.cause = *one.bad, .spell = one.spell};
}

}  // namespace twc::bus
