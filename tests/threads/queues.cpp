// SPDX-License-Identifier: MIT
/// Both queues between the loop and the threads that wait for readers and disks, for the thread
/// sanitizer: many rounds of everything that the two sides do at the same time. cmake/threads.sh
/// builds and runs it.

#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

#include <fcntl.h>
#include <unistd.h>

#include "capture/writer_thread.hpp"
#include "common/steady_output.hpp"

namespace {

using namespace twc;
using std::chrono::milliseconds;
using tools::Fd;

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "queues: %s\n", what);
  std::exit(1);
}

/// Reads now fast, now not at all, until the other side closes. Gives the number of lines.
std::size_t read_lines(int fd) {
  std::size_t lines = 0;
  std::array<char, 4096> block{};
  for (int round = 0;; ++round) {
    const ssize_t count = ::read(fd, block.data(), round % 3 == 0 ? 64 : block.size());
    if (count <= 0) return lines;
    for (ssize_t at = 0; at < count; ++at) {
      if (block[static_cast<std::size_t>(at)] == '\n') ++lines;
    }
    if (round % 50 == 0) std::this_thread::sleep_for(milliseconds{1});
  }
}

void write_to_a_slow_reader(int round) {
  std::array<int, 2> ends{};
  require(::pipe(ends.data()) == 0, "no pipe");
  const Fd read_end{ends[0]};
  Fd write_end{ends[1]};
  std::size_t lines = 0;
  std::thread reader{[&] { lines = read_lines(read_end.get()); }};
  std::size_t troubles = 0;
  {
    tools::SteadyOutput output{
        [fd = write_end.get()] { return Fd{::fcntl(fd, F_DUPFD_CLOEXEC, 3)}; }, 4096, "output",
        [&](std::string_view) { ++troubles; }};
    for (int number = 0; number < 2000; ++number) {
      output.put_line("line " + std::to_string(number));
      if (number % 100 == round) output.tell_news();
    }
    output.finish();
    require(output.error() == 0, "an error without a cause");
  }
  write_end.reset();
  reader.join();
  require(lines > 0 && lines <= 2000, "lines are lost, or too many");
}

void write_to_a_reader_that_goes() {
  std::array<int, 2> ends{};
  require(::pipe(ends.data()) == 0, "no pipe");
  Fd read_end{ends[0]};
  const Fd write_end{ends[1]};
  tools::SteadyOutput output{write_end.get(), "output", [](std::string_view) {}};
  for (int number = 0; number < 200; ++number) {
    output.put_line("line");
    if (number == 100) read_end.reset();
  }
  output.finish();
}

/// Takes its time, and fails in the end where it is to.
class Disk final : public tools::CaptureWriter {
 public:
  explicit Disk(bool fails) : fails_{fails} {}
  void take(const tools::Record&) override {
    if (fails_ && ++taken_ == 5000) throw std::runtime_error{"the disk is full"};
  }
  void lost(std::uint64_t) override {}
  void flush() override { std::this_thread::sleep_for(milliseconds{1}); }
  std::vector<std::string> remarks() override { return {"a remark"}; }

 private:
  bool fails_;
  int taken_ = 0;
};

void write_a_capture(bool fails) {
  tools::WriterThread writer{std::make_unique<Disk>(fails)};
  const tools::Record record{};
  std::size_t news = 0;
  for (int number = 0; number < 20'000; ++number) {
    writer.take(record);
    if (number % 500 == 0) {
      writer.flush();
      news += writer.news().size();
    }
  }
  require(writer.finish(std::chrono::seconds{10}), "the thread does not end");
  require(news + writer.news().size() > 0, "no news");
}

}  // namespace

int main() {
  std::signal(SIGPIPE, SIG_IGN);
  for (int round = 0; round < 10; ++round) {
    write_to_a_slow_reader(round);
    write_to_a_reader_that_goes();
    write_a_capture(round % 2 == 0);
  }
  std::puts("queues: clean");
}
