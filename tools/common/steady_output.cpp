// SPDX-License-Identifier: MIT
#include "common/steady_output.hpp"

#include <system_error>
#include <utility>

#include <fcntl.h>
#include <fmt/format.h>

#include "common/counted.hpp"

namespace twc::tools {

SteadyOutput::SteadyOutput(int fd, std::string name, OnTrouble on_trouble)
    : SteadyOutput{[fd] { return Fd{::fcntl(fd, F_DUPFD_CLOEXEC, 3)}; }, most_waiting,
                   std::move(name), std::move(on_trouble)} {}

SteadyOutput::SteadyOutput(WriteQueue::Open open, std::size_t most, std::string name,
                           OnTrouble on_trouble)
    : name_{std::move(name)}, on_trouble_{std::move(on_trouble)}, queue_{std::move(open), most} {}

bool SteadyOutput::put_line(std::string_view line) {
  return put(std::string{line} + '\n');
}

bool SteadyOutput::put(std::string_view lines) {
  tell_news();
  if (queue_.put(lines)) return true;
  if (!std::exchange(was_slow_, true)) trouble("is not read fast enough; lines are left out");
  return false;
}

void SteadyOutput::tell_news() {
  const int error = queue_.error();
  if (error != 0 && !std::exchange(has_failed_, true)) {
    const std::string why =
        means_closed(error) ? "is closed" : std::generic_category().message(error);
    trouble(why + "; going on without it");
  }
  if (const auto dropped = queue_.take_dropped()) tell_dropped(dropped);
}

void SteadyOutput::tell_dropped(std::uint64_t lines) {
  trouble(counted(lines, "line was", "lines were") + " left out");
}

void SteadyOutput::trouble(std::string_view what) {
  if (on_trouble_) on_trouble_(fmt::format("{}: {}", name_, what));
}

void SteadyOutput::finish() {
  constexpr Duration patience = std::chrono::milliseconds{500};
  queue_.drain(patience);
  tell_news();
  const auto dropped = queue_.give_up();
  if (dropped == 0) return;
  tell_dropped(dropped);
  queue_.drain(patience);  // standard error tells it to itself
}

}  // namespace twc::tools
