#include "capture/shown.hpp"

#include <algorithm>

#include <twc/msg/message.hpp>
#include <twc/wire/slip.hpp>

#include "capture/clock_text.hpp"
#include "capture/spelled_bytes.hpp"
#include "capture/words.hpp"
#include "common/names.hpp"

namespace twc::tools {
namespace {

constexpr std::string_view recovered_mark = "  [recovered]";

struct Ends {
  TwcId from{};
  TwcId to{};
};

using Written = std::optional<wire::Frame>;

/// The frame of a message, in the length of Protocol 2 where it has two; nothing is sent.
template <msg::detail::Encodable M>
Written written(const M& message, const Words& words) {
  if (!words.are_good()) return std::nullopt;
  return msg::detail::write(message, msg::detail::only_size(message));
}

template <typename Value, typename Make>
std::optional<Value> find_named(std::string_view name, Make make) {
  for (unsigned byte = 0; byte <= 0xFF; ++byte) {
    const std::optional<Value> value = make(static_cast<std::uint8_t>(byte));
    if (value && name_of(*value) == name) return value;
  }
  return std::nullopt;
}

std::optional<msg::ChargeState> state_of(std::string_view name, Words& words) {
  if (name == "unknown") return msg::ChargeState{words.word("state").hex_byte()};
  return find_named<msg::ChargeState>(
      name, [](std::uint8_t byte) { return std::optional{msg::ChargeState{byte}}; });
}

template <typename M>
Written read_linkready(Words& words, Ends ends) {
  M message{.from = ends.from};
  if constexpr (requires { message.maximum; }) {
    message.maximum = words.word("max").amps();
    words.word("A");
  }
  message.sign = Sign{words.word("sign").hex_byte()};
  if constexpr (requires { message.claimed; }) {
    if (words.skip("claims")) message.claimed = words.amps();
  }
  return written(message, words);
}

/// Messages that have nothing but ids, or not even those.
template <typename M>
Written read_ids(Words& words, Ends ends) {
  M message;
  if constexpr (requires { message.from; }) message.from = ends.from;
  if constexpr (requires { message.to; }) message.to = ends.to;
  return written(message, words);
}

Written read_master_heartbeat(Words& words, Ends ends) {
  const std::string_view name = words.any_word();
  const auto command = find_named<msg::Command>(name, msg::Command::of);
  if (!command) return std::nullopt;
  msg::MasterHeartbeat message{.from = ends.from, .to = ends.to, .command = *command};
  if (command->has_limit()) {
    message.limit = words.amps();
    words.word("A");
  }
  if (words.skip("master plugged")) message.plug = msg::MasterPlug::in;
  return written(message, words);
}

Written read_slave_heartbeat(Words& words, Ends ends) {
  const std::string_view name = words.any_word();
  const auto state = state_of(name, words);
  if (!state) return std::nullopt;
  msg::SlaveHeartbeat message{.from = ends.from, .to = ends.to, .state = *state};
  message.limit = words.word("limit").amps();
  message.drawn = words.word("A").word("draws").amps();
  return written(message, words);
}

Written read_meter(Words& words, Ends ends) {
  msg::Meter message;
  message.from = ends.from;
  message.energy_raw = words.word("energy").decimal<std::uint32_t>();
  for (std::size_t phase = 0; phase < message.volts.size(); ++phase) {
    if (phase > 0) words.word("/");
    message.volts[phase] = msg::Volts{words.decimal<std::uint16_t>()};
  }
  words.word("V");
  if (words.rest().find('.') == std::string_view::npos) return written(message, words);
  auto& amps = message.amps.emplace();
  for (std::size_t phase = 0; phase < amps.size(); ++phase) {
    constexpr unsigned hundredths_a_step = 50;
    if (phase > 0) words.word("/");
    amps[phase] =
        msg::HalfAmps{static_cast<std::uint8_t>(words.amps().value() / hundredths_a_step)};
  }
  return written(message, words);
}

template <typename M>
Written read_version(Words& words, Ends ends) {
  M message;
  if constexpr (requires { message.from; }) message.from = ends.from;
  for (std::size_t part = 0; part < message.version.size(); ++part) {
    if (part > 0) words.word(".");
    message.version[part] = words.decimal<std::uint8_t>();
  }
  return written(message, words);
}

/// Characters as they are shown: `blank` for none, `\xNN` for what is not printable.
template <std::size_t Size>
msg::Text<Size> read_text(Words& words) {
  std::string_view shown = words.rest();
  shown.remove_prefix(std::min(shown.find_first_not_of(' '), shown.size()));
  std::array<char, Size> chars{};
  if (shown == "blank") return msg::Text<Size>{chars};
  for (std::size_t at = 0; at < Size && !shown.empty(); ++at) {
    std::size_t taken = 1;
    chars[at] = shown.front();
    if (shown.starts_with("\\x") && shown.size() >= 4) {
      Words digits{shown.substr(2, 2)};
      chars[at] = static_cast<char>(digits.hex_byte());
      taken = 4;
    }
    shown.remove_prefix(taken);
  }
  if (!shown.empty()) words.fail();
  return msg::Text<Size>{chars};
}

Written read_serial(Words& words, Ends ends) {
  return written(msg::Serial{.from = ends.from, .number = read_text<11>(words)}, words);
}

template <typename M>
Written read_part(Words& words, Ends ends) {
  M message;
  message.from = ends.from;
  const auto part = words.word("part").template decimal<std::uint8_t>();
  if (part < 1 || part > 3) return std::nullopt;
  message.part = msg::VinPart{part};
  if constexpr (requires { message.to; }) message.to = ends.to;
  if constexpr (requires { message.text; }) message.text = read_text<7>(words);
  return written(message, words);
}

Written read_plug_state(Words& words, Ends ends) {
  const std::string_view name = words.any_word();
  if (words.skip("state")) {
    return written(msg::PlugState{.from = ends.from, .plug = msg::Plug{words.hex_byte()}}, words);
  }
  const auto plug =
      find_named<msg::Plug>(name, [](std::uint8_t byte) { return std::optional{msg::Plug{byte}}; });
  if (!plug) return std::nullopt;
  return written(msg::PlugState{.from = ends.from, .plug = *plug}, words);
}

Written read_legacy_serial(Words& words, Ends /*ends*/) {
  return written(msg::LegacySerial{.number = read_text<11>(words)}, words);
}

Written read_legacy_model(Words& words, Ends /*ends*/) {
  return written(msg::LegacyModel{.model = read_text<11>(words)}, words);
}

struct ShownKind {
  std::string_view name;
  Written (*read)(Words& words, Ends ends);
};
constexpr std::array shown_kinds{
    ShownKind{"master_linkready1",       read_linkready<msg::MasterLinkready1>},
    ShownKind{"master_linkready2",       read_linkready<msg::MasterLinkready2>},
    ShownKind{"slave_linkready",         read_linkready<msg::SlaveLinkready>  },
    ShownKind{"master_heartbeat",        read_master_heartbeat                },
    ShownKind{"slave_heartbeat",         read_slave_heartbeat                 },
    ShownKind{"meter_request",           read_ids<msg::MeterRequest>          },
    ShownKind{"meter",                   read_meter                           },
    ShownKind{"firmware_request",        read_ids<msg::FirmwareRequest>       },
    ShownKind{"firmware",                read_version<msg::Firmware>          },
    ShownKind{"serial_request",          read_ids<msg::SerialRequest>         },
    ShownKind{"serial",                  read_serial                          },
    ShownKind{"vin_request",             read_part<msg::VinRequest>           },
    ShownKind{"vin",                     read_part<msg::Vin>                  },
    ShownKind{"plug_state_request",      read_ids<msg::PlugStateRequest>      },
    ShownKind{"plug_state",              read_plug_state                      },
    ShownKind{"start_charging",          read_ids<msg::StartCharging>         },
    ShownKind{"stop_charging",           read_ids<msg::StopCharging>          },
    ShownKind{"start_charging_ack",      read_ids<msg::StartChargingAck>      },
    ShownKind{"stop_charging_ack",       read_ids<msg::StopChargingAck>       },
    ShownKind{"legacy_serial_request",   read_ids<msg::LegacySerialRequest>   },
    ShownKind{"legacy_serial",           read_legacy_serial                   },
    ShownKind{"legacy_model_request",    read_ids<msg::LegacyModelRequest>    },
    ShownKind{"legacy_model",            read_legacy_model                    },
    ShownKind{"legacy_firmware_request", read_ids<msg::LegacyFirmwareRequest> },
    ShownKind{"legacy_firmware",         read_version<msg::LegacyFirmware>    },
    ShownKind{"idle",                    read_ids<msg::Idle>                  },
};

/// The hex at the end of a line, which some kinds have.
SpelledBytes last_word(std::string_view text) {
  const std::size_t blank = text.find_last_of(' ');
  return SpelledBytes{blank == std::string_view::npos ? text : text.substr(blank + 1)};
}

std::optional<wire::Event> read_frame(std::string_view kind, std::string_view fields, Ends ends) {
  const SpelledBytes raw = last_word(fields);
  const auto* const known = std::ranges::find(shown_kinds, kind, &ShownKind::name);
  const bool shows_bytes = known != shown_kinds.end() || kind == "unknown" || kind == "dangerous";
  if (shows_bytes && raw.bytes().size() >= wire::Frame::shortest) return judge_body(raw.bytes());
  if (known == shown_kinds.end()) return std::nullopt;
  Words words{fields};
  const Written frame = known->read(words, ends);
  return frame ? std::optional<wire::Event>{*frame} : std::nullopt;
}

/// `?` and the cause, or `-` and noise.
std::optional<wire::Event> read_damage(std::string_view text) {
  const SpelledBytes raw = last_word(text);
  if (raw.bytes().empty()) return std::nullopt;
  if (text.starts_with("noise ")) return wire::Noise{wire::Stretch{raw.bytes()}};
  const bool is_truncated = text.starts_with("truncated ");
  const bool is_known = is_truncated || text.starts_with("bad ") || text.starts_with("overlong ");
  if (!is_known) return std::nullopt;
  const auto wire = wire::escape(raw.bytes());
  return is_truncated ? wire::Event{wire::BadFrame{wire::FrameError::truncated, wire}}
                      : wire::judge(wire);
}

/// Takes `[tx]` or `[echo]` off the end.
std::optional<Direction> take_mark(std::string_view& text) {
  for (const Direction direction : {Direction::sent, Direction::echo}) {
    const std::string_view name = name_of(direction);
    const std::size_t size = name.size() + 4;
    if (!text.ends_with(']') || text.size() < size) continue;
    const std::string_view mark = text.substr(text.size() - size);
    if (!mark.starts_with("  [") || mark.substr(3, name.size()) != name) continue;
    text.remove_suffix(size);
    return direction;
  }
  return std::nullopt;
}

/// A line of a player with -v; before its name journald puts a time, behind it the process.
struct Prefix {
  bool is_player = false;
  Stamp when;
};
Prefix take_prefix(std::string_view& line) {
  Prefix prefix;
  const std::size_t at = line.find("twc-fake");
  if (at != std::string_view::npos) {
    const std::size_t colon = line.find(": ", at);
    if (colon == std::string_view::npos) return prefix;
    prefix = {true, find_time_of_day(line.substr(0, at))};
    line.remove_prefix(colon + 2);
    return prefix;
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  DateHabit own;
  if (const auto moment = take_moment(line, own)) {
    prefix.when = *moment;
  } else {
    const bool is_negative = line.starts_with('-');
    std::string_view number = line.substr(is_negative ? 1 : 0);
    if (number.find('.') < 8 && take_seconds(number)) line = number;  // -t d and -t z
  }
  line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
  return prefix;
}

}  // namespace

std::optional<ShownLine> parse_shown_line(std::string_view line) {
  const Prefix prefix = take_prefix(line);
  ShownLine shown{.when = prefix.when, .direction = {}, .heard = {}};
  shown.direction = take_mark(line);
  if (!shown.direction && prefix.is_player) shown.direction = Direction::received;
  const bool is_recovered = line.ends_with(recovered_mark);
  if (is_recovered) line.remove_suffix(recovered_mark.size());
  if (line.starts_with("? ") || line.starts_with("- ")) {
    Words words{line.substr(1)};
    words.skip("");
    shown.heard = read_damage(words.rest());
    if (shown.heard) return shown;
  }
  Words words{line};
  Ends ends;
  if (!words.skip("- ")) {
    ends.from = words.id();
    words.word(">");
    if (!words.skip("*")) ends.to = words.id();
  }
  const std::string_view kind = words.any_word();
  if (!words.are_good() || kind.empty()) return std::nullopt;
  shown.heard = read_frame(kind, words.rest(), ends);
  if (!shown.heard) return std::nullopt;
  if (is_recovered) shown.heard.reset();
  return shown;
}

}  // namespace twc::tools
