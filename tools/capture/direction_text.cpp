// SPDX-License-Identifier: MIT
#include "capture/direction_text.hpp"

#include <algorithm>
#include <array>

#include "capture/chars.hpp"

namespace twc::tools {
namespace {

constexpr auto direction_words = std::to_array({
    DirectionWord{"rx",        Direction::received, false},
    DirectionWord{"rxd",       Direction::received, false},
    DirectionWord{"recv",      Direction::received, false},
    DirectionWord{"received",  Direction::received, false},
    DirectionWord{"recieved",  Direction::received, false},
    DirectionWord{"receive",   Direction::received, false},
    DirectionWord{"receiving", Direction::received, false},
    DirectionWord{"read",      Direction::received, true },
    DirectionWord{"in",        Direction::received, true },
    DirectionWord{"tx",        Direction::sent,     false},
    DirectionWord{"txd",       Direction::sent,     false},
    DirectionWord{"send",      Direction::sent,     false},
    DirectionWord{"sent",      Direction::sent,     false},
    DirectionWord{"sending",   Direction::sent,     false},
    DirectionWord{"write",     Direction::sent,     true },
    DirectionWord{"out",       Direction::sent,     true },
});

constexpr auto arrows = std::to_array({
    Arrow{"<<<",          Direction::received},
    Arrow{">>>",          Direction::sent    },
    Arrow{"<<",           Direction::received},
    Arrow{">>",           Direction::sent    },
    Arrow{"<--",          Direction::received},
    Arrow{"-->",          Direction::sent    },
    Arrow{"<-",           Direction::received},
    Arrow{"->",           Direction::sent    },
    Arrow{"<=",           Direction::received},
    Arrow{"=>",           Direction::sent    },
    Arrow{"\xE2\x86\x90", Direction::received},
    Arrow{"\xE2\x86\x92", Direction::sent    },
});

}  // namespace

const DirectionWord* find_direction_word(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of('_'), word.size()));
  const auto* const found = std::ranges::find_if(direction_words, [&](const DirectionWord& row) {
    return std::ranges::equal(row.word, word, {}, {}, lower);
  });
  return found == direction_words.end() ? nullptr : found;
}

std::optional<Direction> direction_of_letter(std::string_view word) {
  if (word == "R") return Direction::received;
  return word == "T" ? std::optional{Direction::sent} : std::nullopt;
}

const Arrow* find_arrow(std::string_view text) {
  const auto* const found = std::ranges::find_if(
      arrows, [text](const Arrow& arrow) { return text.starts_with(arrow.text); });
  return found == arrows.end() ? nullptr : found;
}

}  // namespace twc::tools
