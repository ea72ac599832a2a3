// SPDX-License-Identifier: MIT
#pragma once
/// Doing something as an ordinary user: root is let through by file modes and TIOCEXCL.

#include <array>
#include <functional>
#include <grp.h>
#include <optional>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include "endpoint/fd.hpp"
#include "support/catch.hpp"

namespace twc::test {

/// Gives what `job` gives when run in a child process that `prepare` has set up; nothing when the
/// child cannot be set up.
[[nodiscard]] inline std::optional<std::string> in_child(const std::function<bool()>& prepare,
                                                         const std::function<std::string()>& job) {
  std::array<int, 2> ends{};
  REQUIRE(::pipe(ends.data()) == 0);
  tools::Fd reader{ends[0]};
  tools::Fd writer{ends[1]};
  const auto child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    if (!prepare()) ::_exit(1);
    const auto answer = job();
    const auto count = ::write(writer.get(), answer.data(), answer.size());
    ::_exit(count == static_cast<ssize_t>(answer.size()) ? 0 : 2);
  }
  writer.reset();
  std::string answer;
  std::array<char, 512> buffer{};
  for (ssize_t count = 0; (count = ::read(reader.get(), buffer.data(), buffer.size())) > 0;) {
    answer.append(buffer.data(), static_cast<std::size_t>(count));
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  if (status != 0) return std::nullopt;
  return answer;
}

/// Root becomes nobody, in a process of its own; everybody else just does it.
[[nodiscard]] inline std::optional<std::string> as_ordinary_user(
    const std::function<std::string()>& job) {
  if (::geteuid() != 0) return job();
  constexpr unsigned nobody = 65534;
  const auto become_nobody = [] {
    return ::setgroups(0, nullptr) == 0 && ::setgid(nobody) == 0 && ::setuid(nobody) == 0;
  };
  return in_child(become_nobody, job);
}

}  // namespace twc::test
