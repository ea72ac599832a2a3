// SPDX-License-Identifier: MIT
#include "soak/process.hpp"

#include <csignal>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <spawn.h>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace twc::soak {
namespace {

pid_t spawn(const std::vector<std::string>& words, Complaints complaints) {
  std::vector<std::string> copies = words;
  std::vector<char*> pointers;
  for (std::string& word : copies) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  if (complaints == Complaints::hidden) {
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
  }
  pid_t id = -1;
  const int error = posix_spawn(&id, pointers[0], &files, nullptr, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&files);
  if (error != 0) throw std::system_error{error, std::generic_category(), words[0]};
  return id;
}

}  // namespace

Process::Process(const std::vector<std::string>& words, Complaints complaints)
    : name_{std::filesystem::path{words.at(0)}.filename()}, id_{spawn(words, complaints)} {}

Process::~Process() {
  kill(id_, SIGTERM);
  waitpid(id_, nullptr, 0);
}

double Process::cpu_seconds() const {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(id_, &clock) != 0 || clock_gettime(clock, &used) != 0) {
    throw std::runtime_error{name_ + " has ended"};
  }
  return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

Footprint Process::footprint() const {
  const std::string folder = "/proc/" + std::to_string(id_);
  std::ifstream file{folder + "/statm"};
  long size = 0;
  long resident = 0;
  long shared = 0;
  if (!(file >> size >> resident >> shared) || resident == 0) {
    throw std::runtime_error{name_ + " has ended"};
  }
  const long kilobytes_a_page = sysconf(_SC_PAGESIZE) / 1024;
  const std::filesystem::directory_iterator descriptors{folder + "/fd"};
  return {.resident = resident * kilobytes_a_page,
          .own = (resident - shared) * kilobytes_a_page,
          .descriptors = std::distance(begin(descriptors), end(descriptors))};
}

}  // namespace twc::soak
