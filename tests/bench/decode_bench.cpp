// SPDX-License-Identifier: MIT
/// Decoding speed on 64 MB of a simulated bus, each step as a ratio to the memchr hop over the same
/// bytes in the same run. MB/s differ from machine to machine and minute to minute; ratios less so.

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <twc/twc.hpp>

#include "support/traffic.hpp"

namespace {

constexpr std::size_t file_size = 64'000'000;
constexpr std::size_t rounds = 9;
constexpr std::uint64_t seed = 1;

/// Keeps a result from being optimised away.
template <typename T>
void keep(const T& value) {
  asm volatile("" : : "g"(&value) : "memory");
}

double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + (static_cast<double>(now.tv_nsec) * 1e-9);
}

double timed(const std::function<void()>& work) {
  const double begin = thread_seconds();
  work();
  return thread_seconds() - begin;
}

/// CPU seconds of a whole twc-sniff, start-up and reading the file included.
double sniff(const std::string& file, const std::string& output) {
  const std::string format = "-F" + output + ":/dev/null";
  const pid_t child = fork();
  if (child == 0) {
    execl(TWC_SNIFF, "twc-sniff", "-q", "--read=bin", format.c_str(), file.c_str(), nullptr);
    _exit(127);
  }
  int status = 0;
  rusage used{};
  if (wait4(child, &status, 0, &used) != child || status != 0) {
    fmt::print(stderr, "decode_bench: {} {} failed\n", TWC_SNIFF, format);
    std::exit(1);
  }
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + (static_cast<double>(time.tv_usec) * 1e-6);
  };
  return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void hop(twc::Bytes wire) {
  std::size_t count = 0;
  const std::uint8_t* at = wire.data();
  const std::uint8_t* const end = at + wire.size();
  while (at != end) {
    const void* const found =
        std::memchr(at, twc::wire::slip_end, static_cast<std::size_t>(end - at));
    if (found == nullptr) break;
    at = static_cast<const std::uint8_t*>(found) + 1;
    ++count;
  }
  keep(count);
}

/// Counts what comes, and touches two bytes of each frame.
struct FrameSink {
  std::size_t frames = 0;
  std::size_t others = 0;
  unsigned touched = 0;

  void operator()(const twc::wire::Frame& frame) {
    ++frames;
    touched += frame.bytes()[1] + unsigned{frame.bytes()[2]};
  }
  template <typename Other>
  void operator()(const Other& /*event*/) {
    ++others;
  }
};

/// The same with the message behind each frame.
struct MessageSink {
  std::size_t frames = 0;
  std::size_t others = 0;
  unsigned touched = 0;

  void operator()(const twc::wire::Frame& frame) {
    ++frames;
    const twc::msg::Message message = twc::msg::decode(frame);
    touched += static_cast<unsigned>(message.index());
    if (const auto* const beat = std::get_if<twc::msg::SlaveHeartbeat>(&message)) {
      touched += beat->drawn.value();
    }
  }
  template <typename Other>
  void operator()(const Other& /*event*/) {
    ++others;
  }
};

template <typename Sink>
void decode(twc::Bytes wire, std::size_t expected) {
  twc::wire::Decoder decoder;
  Sink sink;
  decoder.feed({}, wire, sink);
  keep(sink);
  if (sink.frames != expected) {
    fmt::print(stderr, "decode_bench: {} frames instead of {}\n", sink.frames, expected);
    std::exit(1);
  }
}

struct Step {
  std::string name;
  std::function<double()> run;
  std::vector<double> seconds;
  std::vector<double> ratios;  // the hop's time to this one's, in the same round
};

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

std::string write_temporary(twc::Bytes wire) {
  std::string path = "/tmp/decode_bench.XXXXXX";
  const int file = mkstemp(path.data());
  std::FILE* const stream = file >= 0 ? fdopen(file, "wb") : nullptr;
  if (stream == nullptr || std::fwrite(wire.data(), 1, wire.size(), stream) != wire.size() ||
      std::fclose(stream) != 0) {
    fmt::print(stderr, "decode_bench: cannot write {}\n", path);
    std::exit(1);
  }
  return path;
}

void print_table(const std::vector<Step>& steps, std::size_t bytes, std::size_t frames) {
  fmt::print("{} bytes, {} frames, seed {}; medians of {} interleaved rounds\n\n", bytes, frames,
             seed, rounds);
  fmt::print("{:32} {:>9} {:>10} {:>10}\n", "", "MB/s", "ns/frame", "x memchr");
  for (const Step& step : steps) {
    const double seconds = median(step.seconds);
    fmt::print("{:32} {:9.0f} {:10.2f} {:10.3f}\n", step.name,
               static_cast<double>(bytes) / seconds * 1e-6,
               seconds / static_cast<double>(frames) * 1e9, median(step.ratios));
  }
}

}  // namespace

int main() {
  twc::test::Dice dice{seed};
  twc::test::Bus bus{seed};
  const auto [wire, placed] = twc::test::transmit([&bus] { return bus.next(); }, file_size, dice);
  const std::size_t frames = placed.size();
  const std::string file = write_temporary(wire);
  std::vector<std::uint8_t> copy(wire.size());

  std::vector<Step> steps{
      {"memchr for C0",       [&] { return timed([&] { hop(wire); }); },                       {}, {}},
      {"memcpy",
       [&] {
         return timed([&] {
           std::memcpy(copy.data(), wire.data(), wire.size());
           keep(copy);
         });
       },                                                                                      {},
       {}                                                                                            },
      {"frames",              [&] { return timed([&] { decode<FrameSink>(wire, frames); }); }, {}, {}},
      {"frames and messages",
       [&] { return timed([&] { decode<MessageSink>(wire, frames); }); },
       {},
       {}                                                                                            },
      {"twc-sniff -F null",   [&] { return sniff(file, "null"); },                             {}, {}},
      {"twc-sniff -F json",   [&] { return sniff(file, "json"); },                             {}, {}},
      {"twc-sniff -F text",   [&] { return sniff(file, "text"); },                             {}, {}},
  };
  for (Step& step : steps) step.run();  // not counted: warms caches and page tables
  for (std::size_t round = 0; round < rounds; ++round) {
    for (Step& step : steps) step.seconds.push_back(step.run());
    for (Step& step : steps) step.ratios.push_back(steps[0].seconds.back() / step.seconds.back());
  }
  unlink(file.c_str());
  print_table(steps, wire.size(), frames);
}
