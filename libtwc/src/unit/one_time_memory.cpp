// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string_view>

#include <twc/unit/one_time_memory.hpp>
#include <twc/unit/serial_number.hpp>

namespace twc::unit {
namespace {

constexpr std::size_t block_size = 16;
constexpr std::uint16_t blank = 0xFFFF;

/// Blocks of one kind: the factory writes the first one and leaves the others for later; the boot
/// loader looks at them up to `last_read`.
struct Region {
  std::size_t factory;
  std::size_t last_read;
  std::size_t last;
};
constexpr Region models{1, 4, 5};
constexpr Region serials{6, 16, 16};

using Block = std::span<const std::uint16_t, block_size>;

Block block(MemoryImage image, std::size_t number) {
  return Block{image.subspan((number - 1) * block_size, block_size)};
}

bool is_blank(Block words) {
  return std::ranges::all_of(words, [](std::uint16_t word) { return word == blank; });
}

msg::Text<11> text_of(Block words) {
  std::array<char, 11> chars{};
  for (std::size_t at = 0; at < chars.size(); ++at) {
    chars[at] = static_cast<char>(static_cast<unsigned char>(words[at] & 0xFFU));
  }
  return msg::Text<11>{chars};
}

BootText winner(MemoryImage image, Region region) {
  for (std::size_t number = region.last_read; number >= region.factory; --number) {
    const Block words = block(image, number);
    if (!is_blank(words)) return {.block = number, .text = text_of(words)};
  }
  return {};
}

std::bitset<17> overwrites(MemoryImage image, Region region) {
  std::bitset<17> written;
  for (std::size_t number = region.factory + 1; number <= region.last; ++number) {
    written[number] = !is_blank(block(image, number));
  }
  return written;
}

constexpr bool is_digit(char character) {
  return character >= '0' && character <= '9';
}
constexpr bool is_letter(char character) {
  return character >= 'A' && character <= 'Z';
}

bool is_model(std::string_view text) {
  const auto fits = [](char character) { return is_digit(character) || is_letter(character); };
  return !text.empty() && std::ranges::all_of(text, fits);
}

}  // namespace

MemoryReport inspect(MemoryImage image) {
  const auto written_models = overwrites(image, models);
  const auto written_serials = overwrites(image, serials);
  MemoryReport report{.model = winner(image, models),
                      .serial = winner(image, serials),
                      .factory_model = text_of(block(image, models.factory)),
                      .factory_serial = text_of(block(image, serials.factory)),
                      .overwrites = written_models | written_serials,
                      .faults = {}};
  const auto set = [&report](MemoryFault fault, bool value) {
    report.faults[static_cast<std::size_t>(fault)] = value;
  };
  const bool has_model = report.model.block != 0;
  const bool has_serial = report.serial.block != 0;
  set(MemoryFault::no_model, !has_model);
  set(MemoryFault::model_overwritten, written_models.any());
  set(MemoryFault::model_unreadable, has_model && !is_model(report.model.text.view()));
  set(MemoryFault::no_serial, !has_serial);
  set(MemoryFault::serial_overwritten, written_serials.any());
  set(MemoryFault::serial_unreadable, has_serial && !has_serial_form(report.serial.text.view()));
  return report;
}

}  // namespace twc::unit
