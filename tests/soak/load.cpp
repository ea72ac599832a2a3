// SPDX-License-Identifier: MIT
#include "soak/load.hpp"

#include <csignal>
#include <fstream>
#include <string>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace twc::soak {

Load::Load() {
  const long processors = sysconf(_SC_NPROCESSORS_ONLN);
  for (long number = 0; number < processors; ++number) {
    const pid_t child = fork();
    if (child == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      for (const volatile bool spin = true; spin;) {
      }
    }
    children_.push_back(child);
  }
}

Load::~Load() {
  for (const pid_t child : children_) {
    if (child < 0) continue;
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  }
}

Usage::Ticks Usage::read() {
  std::ifstream file{"/proc/stat"};
  std::string name;
  file >> name;
  Ticks ticks;
  constexpr int states = 8;  // user, nice, system, idle, iowait, irq, softirq, steal
  for (int state = 0; state < states; ++state) {
    double count = 0;
    file >> count;
    ticks.all += count;
    if (state == 3 || state == 4) ticks.idle += count;
  }
  return ticks;
}

double Usage::share() const {
  const Ticks now = read();
  const double all = now.all - begin_.all;
  return all > 0 ? 1 - (now.idle - begin_.idle) / all : 0;
}

}  // namespace twc::soak
