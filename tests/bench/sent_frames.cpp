// SPDX-License-Identifier: MIT
/// Prints a hash of the frames that a master sends in each of many simulated worlds, and names the
/// worlds in which an earlier build sent others. A change that decides nothing new changes none.

#include "support/sent_frames.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "support/day.hpp"
#include "support/recorded_bus.hpp"
#include "support/scenario.hpp"
#include "support/service_table.hpp"

namespace {

using namespace twc::test;

constexpr std::string_view usage =
    R"(usage: sent_frames [SEEDS] [WORLD[/SEED]...] [--against FILE] [--frames]
Prints a hash of the frames that a master sends in each of many simulated worlds.
  SEEDS           seeds of each world with chance in it; usually 2000
  WORLD           r1 to r6, s1 to s10, bench, day, service-supply, ...; usually all of them
  --against FILE  the output of an earlier build; names only the worlds that differ
  --frames        prints each frame, too, as lines of a twclog
)";

/// A world to run, and its only seed; 0: all of them.
struct Wanted {
  std::string world;
  std::uint64_t seed = 0;
};

struct Options {
  std::uint64_t seeds = 2000;
  std::vector<Wanted> only;
  std::string against;
  bool shows_frames = false;
};

Options options_of(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t at = 0; at < words.size(); ++at) {
    const std::string& word = words[at];
    const auto slash = word.find('/');
    if (word == "--frames") {
      options.shows_frames = true;
    } else if (word == "--against" && at + 1 < words.size()) {
      options.against = words[++at];
    } else if (word.find_first_not_of("0123456789") == std::string::npos) {
      options.seeds = std::stoull(word);
    } else if (slash != std::string::npos) {
      options.only.push_back({word.substr(0, slash), std::stoull(word.substr(slash + 1))});
    } else {
      options.only.push_back({word, 0});
    }
  }
  return options;
}

/// A world runs with a seed; one without chance in it has a single seed.
struct World {
  std::string name;
  bool has_seeds = false;
  std::function<void(std::uint64_t seed)> run;
};

std::vector<World> all_worlds() {
  std::vector<World> worlds;
  constexpr int promises = 16;
  constexpr int rules = 6;
  for (int at = 0; at < promises; ++at) {
    const std::string name =
        at < rules ? fmt::format("r{}", at + 1) : fmt::format("s{}", at - rules + 1);
    worlds.push_back({name, true, [at](std::uint64_t seed) {
                        static_cast<void>(run_scenario(seed, static_cast<Promise>(at)));
                      }});
  }
  worlds.push_back({"evening", true, [](std::uint64_t seed) {
                      Dice dice{seed};
                      for (const Passed& passed : random_evening(dice, true)) {
                        sent_frames().add(passed.end, passed.frame);
                      }
                    }});
  worlds.push_back({"day", false, [](std::uint64_t /*seed*/) { Day{}.run_to_hour(24); }});
  const std::vector<std::string> parts{"supply", "turns", "asking", "steadiness", "line"};
  for (std::size_t at = 0; at < parts.size(); ++at) {
    worlds.push_back({"service-" + parts[at], false, [at](std::uint64_t /*seed*/) {
                        static_cast<void>(service_rows(service_parts.at(at)));
                      }});
  }
  return worlds;
}

/// The lines of an earlier build: the world and its seed, then the hash and the count.
std::map<std::string, std::string> read(const std::string& name) {
  std::ifstream file{name};
  if (!file) throw std::runtime_error{name + ": cannot be read"};
  std::map<std::string, std::string> lines;
  for (std::string world, seed, hash, count; file >> world >> seed >> hash >> count;) {
    lines[world + ' ' + seed] = hash + ' ' + count;
  }
  return lines;
}

std::string hash_of(const World& world, std::uint64_t seed, bool shows_frames) {
  sent_frames() = SentFrames{};
  if (shows_frames) sent_frames().write_to(std::cout);
  world.run(seed);
  return fmt::format("{:016x} {}", sent_frames().hash(), sent_frames().count());
}

struct Compared {
  std::uint64_t same = 0;
  std::uint64_t different = 0;
};

void run(const World& world, std::uint64_t first, std::uint64_t last, bool shows_frames,
         const std::map<std::string, std::string>& earlier, Compared& compared) {
  for (std::uint64_t seed = first; seed <= (world.has_seeds ? last : first); ++seed) {
    const std::string hash = hash_of(world, seed, shows_frames);
    const std::string key = fmt::format("{} {}", world.name, seed);
    if (earlier.empty()) fmt::print("{} {}\n", key, hash);
    const auto found = earlier.find(key);
    if (found == earlier.end()) continue;
    ++(found->second == hash ? compared.same : compared.different);
    if (found->second != hash) fmt::print("{}: {} before, {} now\n", key, found->second, hash);
  }
}

/// 0: no world differs. 1: some do, or none was compared.
int run(const Options& options) {
  const bool compares = !options.against.empty();
  const auto earlier = compares ? read(options.against) : std::map<std::string, std::string>{};
  std::vector<Wanted> wanted = options.only;
  const std::vector<World> worlds = all_worlds();
  if (wanted.empty()) {
    for (const World& world : worlds) wanted.push_back({world.name, 0});
  }
  Compared compared;
  for (const Wanted& one : wanted) {
    const auto found = std::ranges::find(worlds, one.world, &World::name);
    if (found == worlds.end()) throw std::runtime_error{"no world is called " + one.world};
    const std::uint64_t first = std::max<std::uint64_t>(one.seed, 1);
    run(*found, first, one.seed != 0 ? first : options.seeds, options.shows_frames, earlier,
        compared);
  }
  if (!compares) return 0;
  fmt::print("{} worlds with the same frames, {} with others\n", compared.same, compared.different);
  return compared.different == 0 && compared.same > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const std::vector<std::string> words{argv + 1, argv + argc};
    if (std::ranges::count(words, "--help") > 0) {
      fmt::print("{}", usage);
      return 0;
    }
    return run(options_of(words));
  } catch (const std::exception& error) {
    std::cerr << "sent_frames: " << error.what() << '\n' << usage;
    return 2;
  }
}
