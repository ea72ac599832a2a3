// SPDX-License-Identifier: MIT
#pragma once
/// Tells the file that a path names from another one that somebody has put in its place since.

#include <cstdint>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>

namespace twc::tools {

/// The number of an inode is used again at once, so that the time of birth counts, too.
struct FileIdentity {
  FileIdentity() = default;
  /// Looks at the file, the socket or the link itself.
  explicit FileIdentity(const std::string& path) {
    struct statx status {};
    constexpr unsigned wanted = STATX_INO | STATX_BTIME;
    if (::statx(AT_FDCWD, path.c_str(), AT_SYMLINK_NOFOLLOW, wanted, &status) != 0) return;
    device = (std::uint64_t{status.stx_dev_major} << 32U) | status.stx_dev_minor;
    inode = status.stx_ino;
    born_s = status.stx_btime.tv_sec;
    born_ns = status.stx_btime.tv_nsec;
  }
  /// A path without a file equals none.
  [[nodiscard]] bool operator==(const FileIdentity& other) const {
    return inode != 0 && inode == other.inode && device == other.device && born_s == other.born_s &&
           born_ns == other.born_ns;
  }

  std::uint64_t device = 0;
  std::uint64_t inode = 0;
  std::int64_t born_s = 0;
  std::uint32_t born_ns = 0;
};

}  // namespace twc::tools
