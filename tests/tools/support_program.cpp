// SPDX-License-Identifier: MIT
#include "tools/support_program.hpp"

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/sanitized.hpp"

namespace twc::test {
namespace {

constexpr int patience = 60'000;  // milliseconds without a byte
/// For one text, where the program says other things meanwhile. Shorter than the limit of a test,
/// so that the test tells what the program said instead.
constexpr std::chrono::seconds patience_for_text{200};

struct Pipe {
  tools::Fd read;
  tools::Fd write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  REQUIRE(pipe2(ends.data(), O_CLOEXEC) == 0);
  return {.read = tools::Fd{ends[0]}, .write = tools::Fd{ends[1]}};
}

[[noreturn]] void become(const char* path, const Program::Arguments& arguments,
                         const Program::Arguments& environment) {
  std::vector<std::string> words{path};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> settings{"TZ=UTC", "PATH=/usr/bin:/bin"};
  // Half of what it takes to start and end is to look for what was not freed, which the tests of
  // the parts do. The rest that is left out takes long; an older g++ does not know it, or it only
  // makes a report longer.
  if (is_sanitized) {
    settings.emplace_back(
        "ASAN_OPTIONS=malloc_context_size=2:detect_leaks=0:detect_stack_use_after_return=0");
  }
  settings.insert(settings.end(), environment.begin(), environment.end());
  const auto pointers = [](std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
  };
  execve(path, pointers(words).data(), pointers(settings).data());
  constexpr int not_found = 127;
  _exit(not_found);
}

}  // namespace

Program::Program(const char* path, const Arguments& arguments, const Arguments& environment)
    : name_{path} {
  std::signal(SIGPIPE, SIG_IGN);  // a program that ends early does not read its input to the end
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe err = make_pipe();
  child_ = fork();
  REQUIRE(child_ >= 0);
  if (child_ == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    // Where the tests are killed or crash, nothing of them is left on any bus.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    dup2(in.read.get(), STDIN_FILENO);
    dup2(out.write.get(), STDOUT_FILENO);
    dup2(err.write.get(), STDERR_FILENO);
    become(path, arguments, environment);
  }
  in_ = std::move(in.write);
  out_ = std::move(out.read);
  err_ = std::move(err.read);
}

Program::~Program() {
  if (child_ < 0) return;
  kill(child_, SIGKILL);
  waitpid(child_, nullptr, 0);
}

void Program::signal(int number) const {
  REQUIRE(kill(child_, number) == 0);
}

/// Reads meanwhile, so that neither side waits for the other.
void Program::type(std::string_view bytes) {
  fcntl(in_.get(), F_SETFL, O_NONBLOCK);
  while (!bytes.empty()) {
    const ssize_t count = write(in_.get(), bytes.data(), bytes.size());
    if (count >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(count));
    } else if (errno == EPIPE) {
      return;
    } else if (!read_some()) {
      return;
    }
  }
}

/// Waits until there is something to read, or room to write. False when both outputs have ended.
bool Program::read_some() {
  if (has_ended()) return false;
  if (!read_within(patience)) {
    kill(child_, SIGKILL);
    FAIL(name_ << " did nothing for a minute");
  }
  return !has_ended();
}

void Program::look() {
  read_within(0);
}

/// False when nothing happened for so long.
bool Program::read_within(int milliseconds) {
  std::array<pollfd, 3> ready{
      pollfd{.fd = out_.get(), .events = POLLIN,  .revents = 0},
      pollfd{.fd = err_.get(), .events = POLLIN,  .revents = 0},
      pollfd{.fd = in_.get(),  .events = POLLOUT, .revents = 0}
  };
  if (poll(ready.data(), ready.size(), milliseconds) <= 0) return false;
  const auto read_one = [](tools::Fd& from, const pollfd& state, std::string& to) {
    if (!from || state.revents == 0) return;
    std::array<char, 65536> block{};
    const ssize_t count = read(from.get(), block.data(), block.size());
    if (count > 0) to.append(block.data(), static_cast<std::size_t>(count));
    if (count == 0) from.reset();
  };
  read_one(out_, ready[0], outcome_.out);
  read_one(err_, ready[1], outcome_.err);
  return true;
}

const std::string& Program::await(const std::string& where, std::string_view text) {
  fcntl(in_.get(), F_SETFL, O_NONBLOCK);
  const auto start = std::chrono::steady_clock::now();
  while (where.find(text) == std::string::npos) {
    INFO("out: " << outcome_.out << "\nerr: " << outcome_.err);
    REQUIRE(std::chrono::steady_clock::now() - start < patience_for_text);
    tools::Fd aside = std::move(in_);  // there is always room to write: that would end the waiting
    const bool goes_on = read_some();
    in_ = std::move(aside);
    REQUIRE(goes_on);
  }
  return where;
}

const std::string& Program::await_out(std::string_view text) {
  return await(outcome_.out, text);
}
const std::string& Program::await_err(std::string_view text) {
  return await(outcome_.err, text);
}

Outcome Program::finish() {
  in_.reset();
  while (read_some()) {
  }
  int status = 0;
  rusage used{};
  REQUIRE(wait4(child_, &status, 0, &used) == child_);
  child_ = -1;
  constexpr int by_signal = 128;
  outcome_.exit = WIFEXITED(status) ? WEXITSTATUS(status) : by_signal + WTERMSIG(status);
  outcome_.peak_kilobytes = used.ru_maxrss;
  return outcome_;
}

Outcome Program::finish_with_open_input() {
  const tools::Fd aside = std::move(in_);
  return finish();
}

Outcome sniff(const Sniffer::Arguments& arguments, std::string_view input,
              const Sniffer::Arguments& environment) {
  Sniffer sniffer{arguments, environment};
  sniffer.type(input);
  return sniffer.finish();
}

Outcome sniff_blocks(const Sniffer::Arguments& arguments,
                     const std::function<std::string_view()>& input) {
  Sniffer sniffer{arguments};
  for (std::string_view block = input(); !block.empty(); block = input()) sniffer.type(block);
  return sniffer.finish();
}

TemporaryFile::TemporaryFile(std::string_view content, std::string_view ending)
    : path_{"/tmp/twc-sniff-test-XXXXXX"} {
  path_ += ending;
  const tools::Fd file{mkstemps(path_.data(), static_cast<int>(ending.size()))};
  REQUIRE(file);
  std::ofstream{path_, std::ios::binary} << content;
}

TemporaryFile::~TemporaryFile() {
  unlink(path_.c_str());
}

std::string TemporaryFile::content() const {
  return read_file(path_);
}

std::string read_file(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  REQUIRE(file.is_open());
  std::ostringstream content;
  content << file.rdbuf();
  return content.str();
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream{text};
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace twc::test
