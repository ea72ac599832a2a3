// SPDX-License-Identifier: MIT
#pragma once
/// The files of one capture: FILE, and with rotation FILE.1, FILE.2 and so on, the newest without a
/// number.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace twc::tools {

class CaptureFile {
 public:
  enum class Existing : std::uint8_t { append, replace };

  /// `keep` is how many files are kept; without it an existing file is replaced by truncating it.
  /// Throws std::runtime_error with a line for people, as write() does.
  CaptureFile(std::string path, Existing existing, std::optional<unsigned> keep);
  CaptureFile(const CaptureFile&) = delete;
  CaptureFile& operator=(const CaptureFile&) = delete;
  ~CaptureFile();

  void write(std::string_view bytes);
  /// Moves each file to the next number and opens a new one. The oldest goes only where all numbers
  /// are taken. Gives nothing, or what went wrong: then the present file goes on and none is lost.
  [[nodiscard]] std::optional<std::string> begin_next();

  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  /// A pipe or a device takes no room.
  [[nodiscard]] bool takes_room() const { return takes_room_; }
  /// Somebody cut the last line of it short.
  [[nodiscard]] bool ends_within_line() const;

 private:
  CaptureFile(std::string path, std::optional<unsigned> keep);
  [[noreturn]] void fail(const char* what, int error) const;
  [[nodiscard]] std::string name(unsigned number) const;
  [[nodiscard]] std::optional<std::string> move_all() const;

  std::string path_;
  std::optional<unsigned> keep_;
  int fd_ = -1;
  std::uint64_t size_ = 0;
  bool takes_room_ = false;
};

}  // namespace twc::tools
