#pragma once
/// Standard output of a program that must not wait for its reader.

#include <functional>
#include <string>
#include <string_view>

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>

#include "endpoint/fd.hpp"
#include "endpoint/lease.hpp"

namespace twc::tools {

/// Lines that the reader does not take in time are left out, whole ones. A reader that has gone, or
/// a full disk, ends nothing.
class SteadyOutput {
 public:
  /// The most bytes that are kept for a slow reader.
  static constexpr std::size_t most_waiting = 65'536;
  using OnTrouble = std::function<void(std::string_view what)>;

  /// `name` is what people call it. `on_trouble` hears of each trouble once.
  SteadyOutput(asio::io_context& io, int fd, std::string name, OnTrouble on_trouble);
  SteadyOutput(const SteadyOutput&) = delete;
  SteadyOutput& operator=(const SteadyOutput&) = delete;
  ~SteadyOutput() = default;

  /// SIGPIPE must be ignored.
  void put_line(std::string_view line);
  /// The program ends: gives a slow reader half a second more.
  void finish();

 private:
  void write();
  [[nodiscard]] bool write_some();
  void wait();
  void fail(int error);
  void trouble(std::string_view what);

  Fd fd_;
  std::string name_;
  OnTrouble on_trouble_;
  asio::posix::stream_descriptor descriptor_;
  std::string waiting_;
  bool is_waiting_ = false;
  bool is_closed_ = false;
  bool was_slow_ = false;
  bool has_failed_ = false;
  Lease lease_;
};

}  // namespace twc::tools
