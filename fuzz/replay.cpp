// SPDX-License-Identifier: MIT
/// Stands in for libFuzzer: gives every file of the folders named to the target once, and parts of
/// it, so that an empty folder or a target that is not called cannot pass for a success.

#include <cstdint>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

std::string content(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream{path, std::ios::binary}.rdbuf();
  return text.str();
}

void replay(const std::filesystem::path& path) {
  const std::string text = content(path);
  const std::vector<std::uint8_t> bytes(text.begin(), text.end());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size());
  LLVMFuzzerTestOneInput(bytes.data(), bytes.size() / 2);
}

int replay_all(const std::vector<std::string>& folders) {
  std::size_t files = 0;
  for (const std::string& folder : folders) {
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
      if (!entry.is_regular_file()) continue;
      std::cerr << entry.path() << std::endl;  // the last one is to blame for an abort
      replay(entry.path());
      ++files;
    }
  }
  return files > 0 ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return replay_all({argv + 1, argv + argc});
  } catch (const std::exception& failure) {
    std::cerr << failure.what() << '\n';
    return 1;
  }
}
