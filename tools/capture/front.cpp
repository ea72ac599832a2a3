// SPDX-License-Identifier: MIT
#include "capture/front.hpp"

#include <algorithm>

#include "capture/byte_text.hpp"
#include "capture/chars.hpp"
#include "capture/clock_text.hpp"
#include "capture/direction_text.hpp"

namespace twc::tools {
namespace {

/// A log that was copied from a terminal has `ESC [0;36m` before a line; 0 for anything else.
std::size_t size_of_colour(std::string_view text) {
  if (text.front() != '\x1B' || !text.starts_with("\x1B[")) return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

class FrontParser {
 public:
  FrontParser(std::string_view line, FrontHabits& habits)
      : habits_{&habits}, line_{line}, left_{line} {}

  Front parse() {
    while (step()) {
    }
    return conclude();
  }

 private:
  /// False where the front ends.
  bool step() {
    skip_separators();
    if (left_.empty() || begins_with_bytes()) return false;
    return take_arrow() || take_group() || take_time() || take_number() || take_word();
  }

  void skip_separators() {
    has_equals_ = false;
    while (!left_.empty()) {
      if (const std::size_t size = size_of_colour(left_); size != 0) {
        left_.remove_prefix(size);
        continue;
      }
      const bool is_dash =
          left_.starts_with('-') && !left_.starts_with("->") && !left_.starts_with("-->");
      if (left_.starts_with("=>")) return;
      if (!is_dash && separators.find(left_.front()) == std::string_view::npos) return;
      has_equals_ = left_.front() == '=';
      if (left_.front() == ':') has_words_ = had_numbers_ = false;  // a tag stood before it
      left_.remove_prefix(1);
    }
  }

  /// Traffic, or hex behind a time, a direction, an index or a tag.
  [[nodiscard]] bool begins_with_bytes() const {
    if (begins_with_traffic(left_)) return !begins_with_index();
    if (begins_literal(left_)) return true;
    const std::string_view word = word_at_front();
    const bool is_number = std::ranges::all_of(word, is_digit);
    return is_hex_pairs(word) && !is_number;
  }

  /// A decimal number before traffic that could be the first byte of a decimal list.
  [[nodiscard]] bool begins_with_index() const {
    const std::string_view word = word_at_front();
    if (word.size() != 3 || !std::ranges::all_of(word, is_digit)) return false;
    std::string_view behind = left_.substr(word.size());
    behind.remove_prefix(std::min(behind.find_first_not_of(" :"), behind.size()));
    return begins_with_traffic(behind) && lower(behind[0]) >= 'a' && lower(behind[0]) <= 'f';
  }

  [[nodiscard]] std::string_view word_at_front() const { return word_at_front_of(left_); }

  bool take_arrow() {
    constexpr std::string_view begins = "<>-=\xE2";
    if (begins.find(left_.front()) == std::string_view::npos) return false;
    const Arrow* const arrow = find_arrow(left_);
    if (arrow == nullptr) return take_single_arrow();
    left_.remove_prefix(arrow->text.size());
    if (is_between_words()) {
      numbers_ = nullptr;
    } else {
      tell(arrow->direction);
      is_only_arrow_ = true;
    }
    return true;
  }

  /// Between two ids or words an arrow says who speaks to whom.
  [[nodiscard]] bool is_between_words() const { return has_words_ || had_numbers_; }

  /// socat's, or that of others, behind a time, an index or a tag. Alone, `>` quotes a mail unless
  /// the text has `<`, too.
  bool take_single_arrow() {
    if (!left_.starts_with("> ") && !left_.starts_with("< ")) return false;
    const std::string_view behind = left_.substr(2);
    const bool has_time = is_before_time(behind);
    const bool is_socats = has_time && behind.find("length=") != std::string_view::npos;
    const bool is_received = left_.front() == '<';
    if (!is_socats) {
      if (is_between_words() || numbers_ != nullptr) return false;
      if (!is_explicit_ && !has_time && !is_nothing_but_bytes(behind)) return false;
    }
    const bool is_bare = !is_socats && !is_explicit_;
    if (is_bare && is_received) habits_->has_bare_arrows = true;
    const bool is_quote = is_bare && !habits_->has_bare_arrows;
    if (is_quote && !has_time) return false;
    if (!is_quote) tell(is_received ? Direction::received : Direction::sent);
    is_only_arrow_ = !is_quote;
    left_.remove_prefix(2);
    return true;
  }

  [[nodiscard]] bool is_before_time(std::string_view text) const {
    const auto moment = take_moment(text, habits_->dates);
    return moment && moment->clock != Clock::none;
  }

  /// `[12:00:13]`, `[D]`, `(23)`, `[TX]`: a time, a direction or a tag.
  bool take_group() {
    constexpr std::size_t longest = 40;
    const bool is_round = left_.starts_with('(');
    if (!is_round && !left_.starts_with('[')) return false;
    const std::size_t close = left_.find(is_round ? ')' : ']');
    if (close > longest) return false;  // or nowhere
    std::string_view inside = left_.substr(1, close - 1);
    inside.remove_prefix(std::min(inside.find_first_not_of(' '), inside.size()));
    if (!take_inside(inside)) return false;
    left_.remove_prefix(close + 1);
    is_explicit_ = true;
    return true;
  }

  bool take_inside(std::string_view inside) {
    std::string_view ahead = inside;
    if (const auto moment = take_moment(ahead, habits_->dates)) {
      set_time(*moment);
      return true;
    }
    if (const auto* const said = find_direction_word(inside)) {
      tell(said->direction);
      return true;
    }
    const bool is_list = inside.find_first_of(", ") != std::string_view::npos;
    constexpr std::size_t as_long_as_a_frame = 26;
    return !is_list && inside.size() < as_long_as_a_frame && !begins_with_traffic(inside);
  }

  bool take_time() {
    const bool is_in_list = numbers_ != nullptr && line_[line_.size() - left_.size() - 1] == ':';
    if (is_in_list) return false;
    const auto moment = take_moment(left_, habits_->dates);
    if (!moment) return false;
    set_time(*moment);
    return true;
  }

  /// `#12`
  bool take_index() {
    std::string_view behind = left_;
    if (!take_char(behind, "#") || !take_digits(behind, 1, 9)) return false;
    if (!behind.empty() && is_of_word(behind.front())) return false;
    left_ = behind;
    is_explicit_ = true;
    numbers_ = nullptr;
    return true;
  }

  /// `12:`, `1.`, `7)`, `0.0031`, `0x17`; a number without a mark is one only if traffic follows.
  bool take_number() {
    if (take_index()) return true;
    if (!is_digit(left_.front())) return false;
    const char* const begin = left_.data();
    const bool is_hex = left_.starts_with("0x") || left_.starts_with("0X");
    constexpr std::string_view hex_digits = "0123456789abcdefABCDEF";
    const std::size_t end =
        is_hex ? left_.find_first_not_of(hex_digits, 2) : left_.find_first_not_of("0123456789");
    std::size_t size = std::min(end, left_.size());
    const bool has_point =
        !is_hex && size + 1 < left_.size() && left_[size] == '.' && is_digit(left_[size + 1]);
    if (has_point) size = std::min(left_.find_first_not_of("0123456789", size + 1), left_.size());
    const std::string_view behind = left_.substr(size);
    if (!behind.empty() && is_of_word(behind.front()) && behind.front() != '.') return false;
    const bool is_marked = behind.starts_with(": ") || behind.starts_with(":\t") ||
                           (behind == ":" && numbers_ == nullptr) || behind.starts_with(')') ||
                           behind.starts_with(". ");
    left_.remove_prefix(is_marked ? size + 1 : size);
    if (is_marked || has_point || has_equals_) {
      is_explicit_ = is_explicit_ || !has_equals_;
      numbers_ = nullptr;
    } else if (numbers_ == nullptr) {
      numbers_ = begin;
      had_numbers_ = true;
    }
    return true;
  }

  bool take_word() {
    const std::string_view word = word_at_front();
    if (word.empty()) return false;
    left_.remove_prefix(word.size());
    numbers_ = nullptr;
    if (const auto letter = direction_of_letter(word); letter && has_bytes_ahead()) {
      tell(*letter);
      return true;
    }
    const auto* const said = find_direction_word(word);
    constexpr std::string_view marks = ":([";
    const bool is_marked = !left_.empty() && marks.find(left_.front()) != std::string_view::npos;
    if (said != nullptr && (!said->is_weak || is_marked)) {
      tell(said->direction);
    } else {
      has_words_ = true;
    }
    return true;
  }

  /// Maybe behind a length: `R(5): 34 95`.
  [[nodiscard]] bool has_bytes_ahead() const {
    std::string_view behind = left_;
    if (behind.starts_with('(')) {
      behind.remove_prefix(1);
      static_cast<void>(take_digits(behind, 0, 3));
      if (!take_char(behind, ")")) return false;
    }
    return is_nothing_but_bytes(behind);
  }

  void tell(Direction direction) {
    if (!front_.direction || is_only_arrow_) front_.direction = direction;
    is_only_arrow_ = false;
    is_explicit_ = true;
    numbers_ = nullptr;
  }

  void set_time(const Stamp& when) {
    if (front_.when.clock == Clock::none) front_.when = when;
    is_explicit_ = true;
    numbers_ = nullptr;
  }

  Front conclude() {
    const bool has_traffic = begins_with_traffic(left_);
    if (has_traffic && !is_explicit_ && left_.size() < line_.size()) {
      front_.is_only_words = is_explicit_ = true;
    }
    if (numbers_ != nullptr && !has_traffic) {
      left_ = line_.substr(static_cast<std::size_t>(numbers_ - line_.data()));
    }
    front_.is_explicit = is_explicit_;
    front_.is_only_arrow = is_only_arrow_;
    front_.rest = is_explicit_ ? left_ : line_;
    return front_;
  }

  FrontHabits* habits_;
  std::string_view line_;
  std::string_view left_;
  Front front_;
  const char* numbers_ = nullptr;  // the first of some numbers that may be bytes
  bool had_numbers_ = false;
  bool has_words_ = false;
  bool is_only_arrow_ = false;  // told the direction: a word may know better
  bool has_equals_ = false;     // right before what comes
  bool is_explicit_ = false;
};

}  // namespace

Front take_front(std::string_view line, FrontHabits& habits) {
  return FrontParser{line, habits}.parse();
}

bool has_bare_arrow_of(char direction, std::string_view text) {
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find_first_of("\r\n"));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    line = without_blanks(line);
    if (!line.starts_with(direction) || !line.substr(1).starts_with(' ')) continue;
    std::string_view behind = line.substr(2);
    DateHabit none;
    if (is_nothing_but_bytes(behind) || take_moment(behind, none)) return true;
  }
  return false;
}

bool begins_like_serial_monitor(std::string_view text) {
  constexpr std::string_view pattern = "00:00:00.000 -> ";
  return text.size() >= pattern.size() &&
         std::ranges::equal(text.substr(0, pattern.size()), pattern, [](char c, char expected) {
           return expected == '0' ? is_digit(c) : c == expected;
         });
}

}  // namespace twc::tools
