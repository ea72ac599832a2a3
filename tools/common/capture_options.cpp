// SPDX-License-Identifier: MIT
#include "common/capture_options.hpp"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include <fmt/format.h>

#include "common/options.hpp"
#include "common/units.hpp"
#include "common/writable.hpp"

namespace twc::tools {
namespace {

std::uint64_t parse_max_size(const std::string& text) {
  const std::uint64_t size = parse_size(text);
  if (size >= CaptureLimits::least_size) return size;
  throw std::invalid_argument{
      fmt::format("expected {} or more, for a file that holds something; got '{}'",
                  in_size(CaptureLimits::least_size), text)};
}

unsigned parse_rotate(const std::string& text) {
  constexpr std::uint64_t most = 1000;
  const std::uint64_t count = parse_count(text);
  if (count >= 2 && count <= most) return static_cast<unsigned>(count);
  throw std::invalid_argument{fmt::format(
      "expected how many files to keep, from 2 to 1000, with the newest one; got '{}'", text)};
}

}  // namespace

void add_capture_options(CommandLine& line, CaptureOptions& options, const std::string& help) {
  line.list(
          "-w,--write",
          [&options](const std::string& path) {
            check_ending(path);
            options.files.push_back(path);
          },
          help)
      .type_name("FILE");
  line.value(
          "--max-size",
          [&options](const std::string& text) { options.limits.max_size = parse_max_size(text); },
          "End a file of -w at this size: 512k, 100M, 1G (default)")
      .type_name("SIZE");
  line.value(
          "--rotate",
          [&options](const std::string& text) { options.limits.rotate = parse_rotate(text); },
          "Begin the next file there, and keep N: FILE, FILE.1 and so on")
      .type_name("N");
}

std::optional<std::string> objection_to(const CaptureOptions& options) {
  if (options.limits.rotate && options.files.empty()) {
    return "--rotate: there is no file to rotate; expected --write FILE to go with it";
  }
  for (const std::string& path : options.files) {
    if (std::ranges::count(options.files, path) == 1) continue;
    return fmt::format("--write: {} is given twice; expected a different name for each", path);
  }
  return std::nullopt;
}

std::optional<std::string> obstacle_to(const CaptureOptions& options) {
  for (const std::string& path : options.files) {
    if (const int fault = write_fault(path)) {
      return fmt::format("{}: cannot open: {}", path, std::strerror(fault));
    }
    const int fault = options.limits.rotate ? folder_fault(path) : 0;
    if (fault == 0) continue;
    return fmt::format("{}: cannot be renamed, which --rotate needs: its folder: {}", path,
                       std::strerror(fault));
  }
  return std::nullopt;
}

}  // namespace twc::tools
