// SPDX-License-Identifier: MIT
/// One-time memory, by three units whose memory was read out (TMC 72830). The images are built from
/// what is told of them, block by block; the dumps themselves are not copied.

#include <algorithm>
#include <span>
#include <string_view>
#include <vector>

#include <twc/unit/one_time_memory.hpp>
#include <twc/unit/serial_number.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using unit::MemoryFault;

class Image {
 public:
  Image() { words_.fill(0xFFFF); }
  /// Writes characters, one to a word, from word `from` of block `number` on.
  Image& text(std::size_t number, std::string_view characters, std::size_t from = 0) {
    auto at = words_.begin() + static_cast<std::ptrdiff_t>((number - 1) * 16 + from);
    for (const char character : characters) *at++ = static_cast<unsigned char>(character);
    return *this;
  }
  /// A write of zeros leaves these: ten words in a model block, eleven in one of a serial number.
  Image& zeros(std::size_t number) {
    return text(number, std::string(number <= 5 ? 10 : 11, '\0'));
  }
  [[nodiscard]] unit::MemoryReport inspect() const { return unit::inspect(words_); }

 private:
  std::array<std::uint16_t, 256> words_{};
};

std::vector<std::size_t> overwrites(const unit::MemoryReport& report) {
  std::vector<std::size_t> blocks;
  for (std::size_t block = 0; block < report.overwrites.size(); ++block) {
    if (report.overwrites.test(block)) blocks.push_back(block);
  }
  return blocks;
}

std::vector<MemoryFault> faults(const unit::MemoryReport& report) {
  std::vector<MemoryFault> found;
  for (std::size_t fault = 0; fault < report.faults.size(); ++fault) {
    if (report.has(static_cast<MemoryFault>(fault)))
      found.push_back(static_cast<MemoryFault>(fault));
  }
  return found;
}

using Blocks = std::vector<std::size_t>;
using Faults = std::vector<MemoryFault>;

Image good() {
  return Image{}.text(1, "EVWTS80HL").text(6, "A17I0039399");
}

TEST_CASE("one-time memory: a good Protocol 2 unit is healthy", "[unit][memory]") {
  const auto report = good().inspect();
  CHECK(report.is_healthy());
  CHECK(report.model.block == 1);
  CHECK(report.model.text.view() == "EVWTS80HL");
  CHECK(report.serial.block == 6);
  CHECK(report.serial.text.view() == "A17I0039399");
  CHECK(overwrites(report).empty());
  CHECK(unit::protocol2_id(report.serial.text) == TwcId{0x9399});
}

TEST_CASE("one-time memory: a Protocol 2 unit whose model was written over", "[unit][memory]") {
  // Its serial number is sound; zeros win as the model, and it stays in state 02.
  const auto report =
      Image{}.text(1, "EVWTS80HL").zeros(2).zeros(3).zeros(4).text(6, "A17I0039393").inspect();
  CHECK_FALSE(report.is_healthy());
  CHECK(faults(report) == Faults{MemoryFault::model_overwritten, MemoryFault::model_unreadable});
  CHECK(overwrites(report) == Blocks{2, 3, 4});
  CHECK(report.model.block == 4);
  CHECK(report.model.text.view().empty());
  CHECK(report.factory_model.view() == "EVWTS80HL");
  CHECK(report.serial.block == 6);
  CHECK(unit::protocol2_id(report.serial.text) == TwcId{0x9393});
}

TEST_CASE("one-time memory: a Protocol 1 unit whose blocks are used up", "[unit][memory]") {
  Image image;
  image.text(1, "EVWTS80HL").zeros(2).zeros(3).zeros(4).text(6, "A16G0001814");
  for (std::size_t block = 7; block <= 16; ++block) image.zeros(block);
  image.text(12, "\xFF").text(13, "\xEB\x30").text(14, "\xEB\x30", 2).text(16, "\xEB\x30", 2);
  image.text(15, "0", 10);
  const auto report = image.inspect();
  CHECK(faults(report) == Faults{MemoryFault::model_overwritten, MemoryFault::model_unreadable,
                                 MemoryFault::serial_overwritten, MemoryFault::serial_unreadable});
  CHECK(overwrites(report) == Blocks{2, 3, 4, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16});
  CHECK(report.serial.block == 16);
  CHECK(report.factory_serial.view() == "A16G0001814");
  // The address that it advertised after the writes.
  CHECK(unit::protocol1_id(report.serial.text) == TwcId{0xEB30});
}

TEST_CASE("one-time memory: the highest block wins that is not blank", "[unit][memory]") {
  for (std::size_t block = 7; block <= 16; ++block) {
    const auto report = good().text(block, "A18G0017973").inspect();
    CAPTURE(block);
    CHECK(report.serial.block == block);
    CHECK(report.serial.text.view() == "A18G0017973");
    CHECK(faults(report) == Faults{MemoryFault::serial_overwritten});
    CHECK(overwrites(report) == Blocks{block});
  }
  for (std::size_t block = 2; block <= 4; ++block) {
    const auto report = good().text(block, "EVW2T32HLC").inspect();
    CAPTURE(block);
    CHECK(report.model.block == block);
    CHECK(report.model.text.view() == "EVW2T32HLC");
    CHECK(faults(report) == Faults{MemoryFault::model_overwritten});
  }
}

TEST_CASE("one-time memory: block 5 is not read at boot, but is not blank for nothing",
          "[unit][memory]") {
  const auto report = good().zeros(5).inspect();
  CHECK(report.model.block == 1);
  CHECK(overwrites(report) == Blocks{5});
  CHECK(faults(report) == Faults{MemoryFault::model_overwritten});
}

TEST_CASE("one-time memory: a blank one has neither model nor serial number", "[unit][memory]") {
  const auto report = Image{}.inspect();
  CHECK(faults(report) == Faults{MemoryFault::no_model, MemoryFault::no_serial});
  CHECK(report.model.block == 0);
  CHECK(report.serial.block == 0);
}

TEST_CASE("one-time memory: a serial number has a form", "[unit][memory]") {
  for (const auto* const text :
       {"A17I003939", "A17I003939A", "A1730039399", "117I0039399", "a17i0039399"}) {
    CAPTURE(text);
    const auto report = Image{}.text(1, "EVWTS80HL").text(6, text).inspect();
    CHECK(faults(report) == Faults{MemoryFault::serial_unreadable});
  }
}

TEST_CASE("one-time memory: a block counts as written if any word of it is", "[unit][memory]") {
  const auto report = good().text(9, "\x01", 15).inspect();
  CHECK(report.serial.block == 9);
  CHECK(report.serial.text.view().empty());
  CHECK(faults(report) == Faults{MemoryFault::serial_overwritten, MemoryFault::serial_unreadable});
}

}  // namespace
}  // namespace twc::test
