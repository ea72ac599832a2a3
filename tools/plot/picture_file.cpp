// SPDX-License-Identifier: MIT
#include "plot/picture_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/exit.hpp"
#include "common/output_file.hpp"
#include "common/writable.hpp"

namespace twc::tools {
namespace {

/// A pipe or a device is written to, and never replaced.
bool is_passed_on(const std::string& path) {
  struct stat status {};
  return path == "-" || (::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode));
}

bool holds_a_picture(const std::string& path) {
  std::array<char, 5> front{};
  std::ifstream{path, std::ios::binary}.read(front.data(), front.size());
  const std::string_view begins{front.data(), front.size()};
  return begins.starts_with("<svg") || begins.starts_with("<?xml");
}

/// The file that a link names, so that the link stays a link.
std::string behind_links(const std::string& path) {
  std::error_code error;
  const auto target = std::filesystem::canonical(path, error);
  return error ? path : target.string();
}

std::string not_written(const std::string& path, int error) {
  return fmt::format("{}: cannot be written: {}", path, std::strerror(error));
}

}  // namespace

std::optional<std::string> objection_to_picture(const std::string& path) {
  struct stat status {};
  const bool is_there = path != "-" && ::stat(path.c_str(), &status) == 0;
  if (!is_there || !S_ISREG(status.st_mode) || status.st_size == 0) return std::nullopt;
  if (holds_a_picture(path)) return std::nullopt;
  return fmt::format("--plot: {} is there already, and is no picture; expected another name", path);
}

std::optional<std::string> obstacle_to_picture(const std::string& path) {
  if (path == "-") return std::nullopt;
  int fault = write_fault(path);
  if (fault == 0 && !is_passed_on(path)) fault = folder_fault(behind_links(path));
  if (fault == 0) return std::nullopt;
  return not_written(path, fault);
}

void write_picture(const std::string& path, std::string_view svg) {
  const auto write_to = [svg](const std::string& place) {
    OutputFile out{place};
    out.buffer() += svg;
    out.flush();
  };
  if (is_passed_on(path)) return write_to(path);
  if (const auto why = objection_to_picture(path)) throw Failure{Exit::failure, *why};
  const std::string target = behind_links(path);
  const std::string fresh = fmt::format("{}.{}.new", target, ::getpid());
  try {
    write_to(fresh);
  } catch (const Failure&) {
    ::unlink(fresh.c_str());
    throw;
  }
  if (std::rename(fresh.c_str(), target.c_str()) == 0) return;
  const int error = errno;
  ::unlink(fresh.c_str());
  throw Failure{Exit::failure, not_written(path, error)};
}

}  // namespace twc::tools
