// SPDX-License-Identifier: MIT
#include "capture/writer.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <type_traits>
#include <utility>

#include <fmt/format.h>

#include "capture/bin.hpp"
#include "capture/note.hpp"
#include "capture/pcap.hpp"
#include "capture/pcapng.hpp"
#include "capture/twclog.hpp"
#include "capture/writer_file.hpp"
#include "common/counted.hpp"
#include "common/units.hpp"

namespace twc::tools {
namespace {

/// Readers of such a format take a note for a comment.
template <typename Format>
concept CanNote = requires(std::string& out, const Note& note) {
  Format::append_note(out, note);
};

template <typename Format>
class FileWriter final : public CaptureWriter {
 public:
  FileWriter(const std::string& path, const CaptureLimits& limits)
      : limits_{limits}, threshold_{limits.max_size}, file_{path, existing, limits.rotate} {
    buffer_.reserve(enough + longest_record);
    if (file_.ends_within_line()) buffer_ += '\n';
    begin();
  }
  FileWriter(const FileWriter&) = delete;
  FileWriter& operator=(const FileWriter&) = delete;
  ~FileWriter() override {
    try {
      flush();
    } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): see flush()
    }
  }

  void take(const Record& record) override {
    if (!has_room()) return;
    when_ = record.when;
    has_taken_ = true;
    format_.append(buffer_, record);
    if (buffer_.size() >= enough) write();
    tell_lost_direction();
  }
  void lost(std::uint64_t records) override {
    if (!has_room()) return;
    lost_ += records;
    note(counted(records, "record was", "records were") + " dropped here: the disk was too slow");
    if (std::exchange(has_told_lost_, true)) return;
    remark(CanNote<Format>
               ? "the disk is too slow; the file counts the records that are dropped"
               : "the disk is too slow; records are dropped, which this format cannot tell");
  }
  std::vector<std::string> remarks() override { return std::exchange(remarks_, {}); }
  void flush() override {
    if (is_over_) return;
    if (has_taken_ || file_.size() == 0) append_end();  // appending nothing leaves a file as it is
    write();
  }

 private:
  static constexpr std::size_t enough = 64UL * 1024;
  /// With the headers before it, and with the note that a file ends with.
  static constexpr std::size_t longest_record = 1024;
  static constexpr auto existing = std::is_same_v<Format, TwclogFormat>
                                       ? CaptureFile::Existing::append
                                       : CaptureFile::Existing::replace;

  void begin() {
    format_ = Format{};
    if constexpr (requires { Format::append_header(buffer_); }) Format::append_header(buffer_);
  }

  void append_end() {
    if constexpr (requires { format_.append_end(buffer_); }) format_.append_end(buffer_);
  }

  /// For a record more, in this file or in the next one.
  [[nodiscard]] bool has_room() {
    if (is_over_) return false;
    if (!file_.takes_room() || file_.size() + buffer_.size() + longest_record <= threshold_) {
      return true;
    }
    write();
    if (limits_.rotate && rotate()) return true;
    end();
    return false;
  }

  /// Where the next file cannot begin, the present one grows to twice its size, and it is tried
  /// again now and then.
  [[nodiscard]] bool rotate() {
    const auto why = file_.begin_next();
    if (!why) {
      threshold_ = limits_.max_size;
      has_failed_ = false;
      begin();
      return true;
    }
    if (!std::exchange(has_failed_, true)) remarks_.push_back(*why + "; the present one goes on");
    constexpr std::uint64_t tries = 8;
    threshold_ =
        std::min(file_.size() + longest_record + limits_.max_size / tries, 2 * limits_.max_size);
    return file_.size() + longest_record <= threshold_;
  }

  /// A file that was full before, and was not added to, has its note already.
  void end() {
    const std::string full = fmt::format("--max-size {} is reached", in_size(limits_.max_size));
    if (has_taken_) note(fmt::format("{}: the capture ends here", full));
    write();
    is_over_ = true;
    remark(full + "; nothing more is written to it");
  }

  void note(const std::string& text) {
    if constexpr (CanNote<Format>) {
      append_end();
      Format::append_note(buffer_, {.when = when_, .text = text, .lost = lost_});
    }
  }
  void remark(const std::string& what) { remarks_.push_back(file_.path() + ": " + what); }
  void tell_lost_direction() {
    if constexpr (requires { format_.has_lost_direction(); }) {
      if (!format_.has_lost_direction() || std::exchange(has_told_direction_, true)) return;
      remark(
          "pcap cannot say which frames were sent; a name that ends with .pcapng keeps the "
          "direction");
    }
  }

  /// Bytes that could not be written are not tried again.
  void write() {
    writing_.swap(buffer_);
    buffer_.clear();
    file_.write(writing_);
  }

  CaptureLimits limits_;
  std::uint64_t threshold_;  ///< that the file must not pass; more than its size after a failure
  CaptureFile file_;
  Format format_;
  std::string buffer_;
  std::string writing_;
  Stamp when_;  ///< when the last record was heard
  std::uint64_t lost_ = 0;
  std::vector<std::string> remarks_;
  bool has_taken_ = false;
  bool has_told_direction_ = false;
  bool has_told_lost_ = false;
  bool has_failed_ = false;
  bool is_over_ = false;
};

template <typename Format>
std::unique_ptr<CaptureWriter> make(const std::string& path, const CaptureLimits& limits) {
  return std::make_unique<FileWriter<Format>>(path, limits);
}

}  // namespace

void check_ending(const std::string& path) {
  for (const std::string_view ending : {".twclog", ".pcapng", ".pcap", ".bin"}) {
    if (path.ends_with(ending)) return;
  }
  throw std::invalid_argument{fmt::format(
      "expected a name that ends with .twclog, .pcapng, .pcap or .bin; got '{}'", path)};
}

std::unique_ptr<CaptureWriter> make_writer(const std::string& path, const CaptureLimits& limits) {
  check_ending(path);
  if (path.ends_with(".twclog")) return make<TwclogFormat>(path, limits);
  if (path.ends_with(".pcapng")) return make<PcapngFormat>(path, limits);
  if (path.ends_with(".pcap")) return make<PcapFormat>(path, limits);
  return make<BinFormat>(path, limits);
}

}  // namespace twc::tools
