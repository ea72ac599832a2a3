#include <array>

#include "common/names.hpp"
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
  return text.empty() ? "nobody knows what for" : text;
}

std::string in_units(bus::Quantity what, std::uint32_t value) {
  using enum bus::Quantity;
  if (what == voltage) return fmt::format("{} V", value);
  if (what == energy) return fmt::format("{}", value);
  return fmt::format("{}.{:02} A", value / 100, value % 100);
}

}  // namespace

Explanation explain_unit(const bus::ErrorState& f) {
  return {
      .name = "error_state",
      .units = {f.unit},
      .what = fmt::format("{} says that it is in the error state", hex(f.unit)),
      .evidence = fmt::format("{} heartbeats with state 02, it draws {}", f.times, amps(f.drawn)),
      .advice =
          "Look at its red LED. A master that was silent for too long is a common cause; "
          "holding the reset button for 4 s clears it."};
}

Explanation explain_unit(const bus::ErrorCommanded& f) {
  return {
      .name = "error_commanded",
      .units = {f.unit, f.master},
      .what = fmt::format("master {} sends {} into the error state: {}", hex(f.master), hex(f.unit),
                          in_words(f.bits)),
      .evidence = fmt::format("{} heartbeats with command 02, error bits {:02X}", f.times,
                              static_cast<unsigned>(f.bits)),
      .advice = "Mend what it complains of, then hold the reset button of the unit for 4 s."
  };
}

Explanation explain_unit(const bus::Overdraw& f) {
  return {
      .name = "overdraw",
      .units = {f.unit},
      .what = fmt::format("{} draws more than its limit", hex(f.unit)),
      .evidence = fmt::format("{} drawn at a limit of {}, for {}", amps(f.drawn), amps(f.limit),
                              in_seconds(f.lasted)),
      .advice = "Lower the load or unplug the car: the wiring may carry more than it was told."};
}

Explanation explain_unit(const bus::Lost& f) {
  return {
      .name = "lost",
      .units = {f.unit},
      .what = fmt::format("{} fell silent{}", hex(f.unit), f.is_back ? " and came back" : ""),
      .evidence = fmt::format("no answer for {}, to {} heartbeats", in_seconds(f.silent), f.asked),
      .advice = "Check its power and the wires between it and the master."};
}

Explanation explain_unit(const bus::Restarted& f) {
  return {.name = "restarted",
          .units = {f.unit},
          .what = fmt::format("{} restarted", hex(f.unit)),
          .evidence = fmt::format("{} times, its sign changed from {:02X} to {:02X}", f.times,
                                  static_cast<unsigned>(f.before), static_cast<unsigned>(f.after)),
          .advice = "If nobody did that, check its supply. A master must send its limit anew."};
}

Explanation explain_unit(const bus::NeverEchoed& f) {
  return {
      .name = "limit_not_echoed",
      .units = {f.unit, f.master},
      .what = fmt::format("{} does not take the limit that {} sends", hex(f.unit), hex(f.master)),
      .evidence = fmt::format("sent {} with command {:02X}, reported {} in {} answers",
                              amps(f.sent), f.command.value(), amps(f.reported), f.answers),
      .advice =
          "A Protocol 2 unit that charges obeys 09, not 05, and no limit below 6 A; a "
          "Protocol 1 unit obeys 05. Do not count on the limit until it is echoed."
  };
}

Explanation explain_unit(const bus::DangerSeen& f) {
  const wire::FunctionInfo* const info = wire::find(f.code);
  const bool is_known = info != nullptr && !info->danger.empty();
  return {
      .name = "dangerous_message",
      .units = {},
      .what = fmt::format("a dangerous message was sent: {:04X}, {}", static_cast<unsigned>(f.code),
                          is_known ? info->danger : "the answer of a unit that was written to"),
      .evidence = fmt::format("{} times", f.times),
      .advice = "Stop the program that sends it at once."};
}

Explanation explain_unit(const bus::Impossible& f) {
  constexpr std::array<std::string_view, 6> names{"a rating",  "a limit",   "a drawn current",
                                                  "a voltage", "a current", "an energy counter"};
  const auto name = names.at(static_cast<std::size_t>(f.what));
  std::string evidence = in_units(f.what, f.value);
  if (f.what == bus::Quantity::energy) evidence += fmt::format(" after {}", f.before);
  return {.name = "impossible_value",
          .units = {f.unit},
          .what = fmt::format("{} tells {} that cannot be", hex(f.unit), name),
          .evidence = fmt::format("{}, {} times", evidence, f.times),
          .advice =
              "Do not use it. Check whether the program reads the fields rightly, and the "
              "unit itself."};
}

}  // namespace twc::tools
