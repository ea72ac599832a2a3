// SPDX-License-Identifier: MIT
/// How fast each capture format is read, in MB of input a second, and that memory stays the same.
/// Fails where a reader is slower than 20 MB/s or grows.

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>
#include <zlib.h>

#include <fmt/format.h>
#include <sys/resource.h>

#include <twc/wire/slip.hpp>

#include "capture/pcap.hpp"
#include "capture/pcapng.hpp"
#include "capture/reader.hpp"
#include "capture/twclog.hpp"
#include "common/show.hpp"
#include "support/traffic.hpp"

namespace {

using twc::Bytes;
using twc::tools::Record;

constexpr double slowest = 20;  // MB/s
constexpr std::size_t sample_size = 1'000'000;
constexpr std::size_t repeats = 16;
constexpr std::uint64_t seed = 1;

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + (static_cast<double>(now.tv_nsec) * 1e-9);
}

long peak_kilobytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return used.ru_maxrss;
}

Bytes bytes_of(const std::string& text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters that are bytes
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

struct Counter final : twc::tools::RecordSink {
  void take(const Record& record) override {
    frames += std::holds_alternative<twc::wire::Frame>(record.heard) ? 1U : 0U;
    ++records;
  }
  std::size_t frames = 0;
  std::size_t records = 0;
};

/// Spells a frame as a sample shows it.
using Spell = std::function<std::string(const twc::wire::Frame& frame, std::uint64_t number)>;

std::string sample_of(const Spell& spell, std::size_t size = sample_size) {
  twc::test::Bus bus{seed};
  std::string sample;
  for (std::uint64_t number = 0; sample.size() < size; ++number) {
    sample += spell(bus.next(), number);
  }
  return sample;
}

std::string wire_of(const twc::wire::Frame& frame) {
  std::string wire = "\xC0";
  for (const std::uint8_t byte : twc::wire::escape(frame.bytes()).bytes()) {
    wire += static_cast<char>(byte);
  }
  return wire + "\xC0\xFC";
}

std::string joined(const std::string& wire, const char* format, std::string_view between) {
  std::string text;
  for (const std::uint8_t byte : bytes_of(wire)) {
    if (!text.empty()) text += between;
    text += fmt::format(fmt::runtime(format), byte);
  }
  return text;
}

/// A line of pairs behind a front, in which {0} counts seconds.
Spell hex_behind(const char* front) {
  return [front](const twc::wire::Frame& frame, std::uint64_t number) {
    return fmt::format(fmt::runtime(front), number % 60, 1'700'000'000 + number) +
           joined(wire_of(frame), "{:02X}", " ") + "\n";
  };
}

Spell literal(const char* front, const char* behind) {
  return [front, behind](const twc::wire::Frame& frame, std::uint64_t /*number*/) {
    return front + joined(wire_of(frame), "\\x{:02x}", "") + behind + "\n";
  };
}

Spell column(const char* front) {
  return [front](const twc::wire::Frame& frame, std::uint64_t /*number*/) {
    return front + joined(wire_of(frame), "{:02x}", std::string{"\n"} + front) + "\n";
  };
}

Record record_of(const twc::wire::Frame& frame, std::uint64_t number) {
  return {
      .when = {twc::tools::Clock::epoch,
               static_cast<std::int64_t>(1'700'000'000 + number) * 1'000'000},
      .direction = twc::tools::Direction::received,
      .heard = frame,
      .end = 0xFC
  };
}

template <typename Format>
Spell written(Format format) {
  return [format](const twc::wire::Frame& frame, std::uint64_t number) mutable {
    std::string out;
    if constexpr (requires { Format::append_header(out); }) {
      if (number == 0) Format::append_header(out);
    }
    format.append(out, record_of(frame, number));
    return out;
  };
}

std::string shown(const twc::wire::Frame& frame, std::uint64_t number) {
  const Record record = record_of(frame, number);
  std::string out = fmt::format("12:00:{:02}.123  ", number % 60);
  twc::tools::append_text(out, twc::tools::decode(record), twc::tools::Paint::plain);
  return out + "\n";
}

/// A dump of everything, in lines of 16 bytes.
std::string dump(bool has_words) {
  const std::string wire = sample_of([](const auto& frame, auto) { return wire_of(frame); });
  std::string text;
  for (std::size_t at = 0; at + 16 <= wire.size() && text.size() < sample_size; at += 16) {
    text += has_words ? fmt::format("{:07x}", at) : fmt::format("{:08x} ", at);
    for (std::size_t byte = at; byte < at + 16; byte += 2) {
      const auto first = static_cast<std::uint8_t>(wire[byte]);
      const auto second = static_cast<std::uint8_t>(wire[byte + 1]);
      text += has_words ? fmt::format(" {:02x}{:02x}", second, first)
                        : fmt::format(" {:02x} {:02x}", first, second);
    }
    text += has_words ? "\n" : "  |................|\n";
  }
  return text;
}

std::string wide(const std::string& text) {
  std::string out{"\xFF\xFE"};
  for (const char c : text) out.append(1, c).append(1, '\0');
  return out;
}

std::string packed(const std::string& text) {
  constexpr int gzip = 16 + MAX_WBITS;
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, gzip, 8, Z_DEFAULT_STRATEGY);
  std::vector<std::uint8_t> out(deflateBound(&stream, text.size()) + 32);
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib does not write to it
  stream.next_in = const_cast<Bytef*>(bytes_of(text).data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return {out.begin(), out.end()};
}

void put(std::string& out, std::uint64_t value, unsigned size) {  // the lowest byte first
  for (unsigned at = 0; at < size; ++at) out += static_cast<char>(value >> (8 * at));
}

std::string big_endian(std::uint64_t value, unsigned size) {
  std::string out;
  for (unsigned at = size; at > 0; --at) out += static_cast<char>(value >> (8 * (at - 1)));
  return out;
}

/// Ethernet, IPv4 and TCP around what a converter says.
Spell conversation() {
  return
      [sequence = std::uint64_t{1}](const twc::wire::Frame& frame, std::uint64_t number) mutable {
        std::string out;
        if (number == 0) {
          put(out, 0xA1B2C3D4, 4);
          put(out, 0x00040002, 4);
          put(out, 0, 8);
          put(out, 65535, 4);
          put(out, 1, 4);
        }
        const std::string payload = wire_of(frame);
        std::string packet(12, '\x01');
        packet += big_endian(0x0800, 2) + big_endian(0x4500, 2) +
                  big_endian(40 + payload.size(), 2) + big_endian(0, 4) + big_endian(0x4006, 2) +
                  big_endian(0, 2) + big_endian(0x0A000001, 4) + big_endian(0x0A000002, 4);
        packet += big_endian(4000, 2) + big_endian(50000, 2) + big_endian(sequence, 4) +
                  big_endian(0, 4) + big_endian(0x5018, 2) + big_endian(0, 6) + payload;
        sequence += payload.size();
        put(out, 1'700'000'000 + number, 4);
        put(out, 0, 4);
        put(out, packet.size(), 4);
        put(out, packet.size(), 4);
        return out + packet;
      };
}

std::string repeated(std::string_view text) {
  std::string out;
  while (out.size() < sample_size) out += text;
  return out;
}

struct Input {
  std::string name;
  std::string bytes;
  bool has_frames = true;
  bool is_one_file = false;  // that cannot stand behind itself
};

using Inputs = std::vector<Input>;

void add_hex(Inputs& inputs) {
  const auto add = [&inputs](const char* name, const Spell& spell) {
    inputs.push_back({name, sample_of(spell)});
  };
  const auto spelled = [](const char* format, const char* between) -> Spell {
    return [format, between](const auto& frame, auto) {
      return joined(wire_of(frame), format, between) + "\n";
    };
  };
  add("hex", hex_behind(""));
  add("hex behind a date", hex_behind("13.08.2024 10:11:{0:02} "));
  add("hex behind ISO", hex_behind("2024-08-13T10:11:{0:02}.123Z "));
  add("hex behind the epoch", hex_behind("{1}.000100 "));
  add("hex behind an index", hex_behind("{0}: "));
  add("hex behind a direction", hex_behind("[10:11:{0:02}.123] RX(23): "));
  add("hex without zeros", spelled("{:X}", " "));
  add("decimal lists", spelled("{}", ","));
  add("bytes of Python", literal("b'", "'"));
  inputs.push_back({"hexdump -C", dump(false)});
  inputs.push_back({"hexdump, words", dump(true)});
}

void add_logs(Inputs& inputs) {
  const auto add = [&inputs](const char* name, const Spell& spell) {
    inputs.push_back({name, sample_of(spell)});
  };
  const auto add_frameless = [&inputs](const char* name, std::string_view line) {
    inputs.push_back({.name = name, .bytes = repeated(line), .has_frames = false});
  };
  add("twclog", written(twc::tools::TwclogFormat{}));
  add("TWCManager", hex_behind("09:25:{0:02} Manager  12 Rx@: (FC) "));
  add("ESPHome, packets", hex_behind("[12:00:{0:02}][D][twc:149]: Recieved Packet: "));
  add("ESPHome, a byte a line", column("[12:00:13][D][twc.protocol:803]: "));
  add("ESPHome, log_string", literal("[12:00:13][D][uart_debug:158]: <<< \"", "\""));
  add("text of twc-sniff", shown);
  add_frameless("status lines",
                "2026-07-09 11:09:40,267 - Slave    20 SHB 2118: 01 06.59/06.00A 0000 0000  M: 00 "
                "00.00/00.00A 0000 0000\n");
  add_frameless("Modbus as hex", "01 03 00 88 00 0a 45 e7\n");
  add_frameless("prose",
                "2026-07-09 11:09:54,603 - Manager 20 Charge when above 6A (minAmpsPerTWC).\n");
  add_frameless("one long line", "To be or not to be, that is the question; ");
}

void add_files(Inputs& inputs) {
  const std::string hex = sample_of(hex_behind(""));
  const auto add_file = [&inputs](const char* name, const Spell& spell) {
    inputs.push_back(
        {.name = name, .bytes = sample_of(spell, repeats * sample_size), .is_one_file = true});
  };
  inputs.push_back(
      {"raw bytes", sample_of([](const auto& frame, auto) { return wire_of(frame); })});
  inputs.push_back({"UTF-16", wide(hex)});
  inputs.push_back({"gzip (MB of what is packed)", hex});
  add_file("pcap", written(twc::tools::PcapFormat{}));
  add_file("pcapng", written(twc::tools::PcapngFormat{}));
  add_file("pcap of TCP", conversation());
}

/// All of it in one reader; false if that is too slow, or needs ever more memory.
bool measure(const Input& input) {
  const bool is_packed = input.name.starts_with("gzip");
  const std::string file = is_packed ? packed(input.bytes) : input.bytes;
  const std::size_t times = input.is_one_file ? 1 : repeats;
  Counter counter;
  const auto reader = twc::tools::make_reader(twc::tools::CaptureFormat{});
  const double begin = thread_seconds();
  std::optional<long> before;  // once the reader has begun
  for (std::size_t again = 0; again < times; ++again) {
    for (Bytes rest = bytes_of(file); !rest.empty();) {
      const std::size_t size = std::min(rest.size(), sample_size);
      reader->feed(rest.first(size), counter);
      rest = rest.subspan(size);
      if (!before) before = peak_kilobytes();
    }
  }
  const double seconds = thread_seconds() - begin;
  reader->finish(counter);
  const long grown = peak_kilobytes() - *before;
  const double speed = static_cast<double>(input.bytes.size() * times) / seconds * 1e-6;
  constexpr long most_growth = 1024;  // kilobytes: a page of a library that is used at last
  const bool is_right = input.has_frames == (counter.frames > 0);
  const bool is_good = speed >= slowest && grown <= most_growth && is_right;
  fmt::print("{:32} {:9.0f} {:10} {:10} {:>8}\n", input.name, speed, counter.frames, grown,
             is_good ? "" : "FAILS");
  return is_good;
}

}  // namespace

int main() {
  fmt::print("\n{:32} {:>9} {:>10} {:>10}\n", "", "MB/s", "frames", "KB grown");
  bool is_good = true;
  Inputs inputs;
  add_hex(inputs);
  add_logs(inputs);
  add_files(inputs);
  for (const Input& input : inputs) is_good = measure(input) && is_good;
  return is_good ? 0 : 1;
}
