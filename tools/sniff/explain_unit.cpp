// SPDX-License-Identifier: MIT
/// The words for what one unit says of itself.

#include <array>

#include "sniff/explain_words.hpp"

namespace twc::tools {
namespace {

std::string in_words(msg::ErrorBits bits) {
  using msg::ErrorBits;
  constexpr std::array<std::pair<ErrorBits, std::string_view>, 3> known{
      {{ErrorBits::rotary_switch, "wrong rotary switch"},
       {ErrorBits::too_many_slaves, "more than three slaves"},
       {ErrorBits::differing_rating, "maximum currents differ"}}
  };
  std::string text;
  for (const auto& [bit, words] : known) {
    if ((static_cast<unsigned>(bits) & static_cast<unsigned>(bit)) == 0) continue;
    text += text.empty() ? "" : ", ";
    text += words;
  }
  return text.empty() ? "for an unknown reason" : text;
}

std::string in_units(bus::Quantity what, std::uint32_t value) {
  using enum bus::Quantity;
  if (what == voltage) return fmt::format("{} V", value);
  if (what == energy) return fmt::format("{}", value);
  return fmt::format("{}.{:02} A", value / 100, value % 100);
}

}  // namespace

Explanation words(const bus::ErrorState& f) {
  return {.name = "error_state",
          .units = {f.unit},
          .what = fmt::format("{} says that it is in the error state", hex(f.unit)),
          .evidence = fmt::format("{} with state 02, and it draws {}",
                                  counted(f.times, "heartbeat"), amps(f.drawn)),
          .advice =
              "Look at its red LED. A master that was silent for too long is a common cause; "
              "holding the reset button for 4 s clears it.",
          .otherwise = "A faulty car or cable can bring a unit into this state, too."};
}

Explanation words(const bus::ErrorCommanded& f) {
  return {
      .name = "error_commanded",
      .units = {f.unit, f.master},
      .what = fmt::format("master {} sends {} into the error state: {}", hex(f.master), hex(f.unit),
                          in_words(f.bits)),
      .evidence = fmt::format("{} with command 02, error bits {:02X}",
                              counted(f.times, "heartbeat"), static_cast<unsigned>(f.bits)),
      .advice = "Remove this cause, then hold the reset button of the unit for 4 s.",
      .otherwise = "A program that plays master may send this by mistake."
  };
}

Explanation words(const bus::Restarted& f) {
  return {
      .name = "restarted",
      .units = {f.unit},
      .what = fmt::format("{} restarted", hex(f.unit)),
      .evidence =
          fmt::format("{}, and its sign changed from {:02X} to {:02X}", counted(f.times, "time"),
                      static_cast<unsigned>(f.before), static_cast<unsigned>(f.after)),
      .advice = "If nobody restarted it, check its supply. The master must send its limit anew.",
      .otherwise = "A loose terminal or a tripping breaker restarts a unit again and again."};
}

Explanation words(const bus::SharedId& f) {
  const auto face = [](const bus::Face& one) {
    return fmt::format("sign {:02X}, {}", static_cast<unsigned>(one.sign), amps(one.rating));
  };
  return {
      .name = "shared_id",
      .units = {f.id},
      .what = fmt::format("two units have the id {}", hex(f.id)),
      .evidence =
          fmt::format("announced in turns as {} and as {}", face(f.faces[0]), face(f.faces[1])),
      .advice = "Give one of them another id, or take it off the bus: neither can be controlled.",
      .otherwise = "A program may emulate a Wall Connector that is there, too."};
}

Explanation words(const bus::ImpossibleText& f) {
  const bool is_serial = f.code == wire::Function::serial;
  const std::string name = is_serial ? "a serial number" : "a VIN";
  const std::string why = f.fault == bus::TextFault::id
                              ? fmt::format("does not end in the id {}", hex(f.unit))
                              : std::string{"contains characters that no text contains"};
  const std::string shown = escaped(f.text.view());
  return {.name = "impossible_text",
          .units = {f.unit},
          .what = fmt::format("{} reports {} that is impossible, although the checksum is right",
                              hex(f.unit), name),
          .evidence = fmt::format("{}: it {}; heard {}", shown.empty() ? "(not shown)" : shown, why,
                                  counted(f.times, "time")),
          .advice = f.times < 2
                        ? "Do not use it. A damaged frame has a right checksum once in 256 "
                          "times: ask again."
                        : "Do not use it. The memory of the unit, or a program that plays it, "
                          "is at fault.",
          .otherwise = "A program that plays a Wall Connector makes its serial number up."};
}

Explanation words(const bus::Impossible& f) {
  constexpr std::array<std::string_view, 6> names{"a rating",  "a limit",   "a drawn current",
                                                  "a voltage", "a current", "an energy counter"};
  const auto name = names.at(static_cast<std::size_t>(f.what));
  std::string evidence = in_units(f.what, f.value);
  if (f.what == bus::Quantity::energy) evidence += fmt::format(" after {}", f.before);
  return {.name = "impossible_value",
          .units = {f.unit},
          .what = fmt::format("{} reports {} that is impossible", hex(f.unit), name),
          .evidence = fmt::format("{}, {}", evidence, counted(f.times, "time")),
          .advice =
              "Do not use it. Check whether the program reads the right bytes, and check the "
              "unit itself.",
          .otherwise = "Programs that play a Wall Connector make such values up."};
}

}  // namespace twc::tools
