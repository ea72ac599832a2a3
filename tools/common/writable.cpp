// SPDX-License-Identifier: MIT
#include "common/writable.hpp"

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace twc::tools {
namespace {

int access_fault(const std::string& path, int access) {
  return ::faccessat(AT_FDCWD, path.c_str(), access, AT_EACCESS) == 0 ? 0 : errno;
}

}  // namespace

int write_fault(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return errno == ENOENT ? folder_fault(path) : errno;
  return S_ISDIR(status.st_mode) ? EISDIR : access_fault(path, W_OK);
}

int folder_fault(const std::string& path) {
  const auto named = std::filesystem::path{path}.parent_path();
  const std::string folder = named.empty() ? "." : named.string();
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return errno;
  return S_ISDIR(status.st_mode) ? access_fault(folder, W_OK | X_OK) : ENOTDIR;
}

}  // namespace twc::tools
