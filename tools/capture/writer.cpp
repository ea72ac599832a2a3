#include "capture/writer.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <stdexcept>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "capture/bin.hpp"
#include "capture/pcap.hpp"
#include "capture/pcapng.hpp"
#include "capture/twclog.hpp"

namespace twc::tools {
namespace {

class OutputFile {
 public:
  explicit OutputFile(const std::string& path)
      : path_{path}, file_{std::fopen(path.c_str(), "wbe")} {
    if (!file_) fail("cannot open");
  }
  void write(const std::string& bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size() ||
        std::fflush(file_.get()) != 0) {
      fail("cannot write");
    }
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { static_cast<void>(std::fclose(file)); }
  };
  [[noreturn]] void fail(const char* what) const {
    const int error = errno;
    throw std::runtime_error{fmt::format("{}: {}: {}", path_, what, std::strerror(error))};
  }

  std::string path_;
  std::unique_ptr<std::FILE, Close> file_;
};

template <typename Format>
class FileWriter final : public CaptureWriter {
 public:
  explicit FileWriter(const std::string& path) : path_{path}, file_{path} {
    buffer_.reserve(enough + longest_record);
    if constexpr (requires { Format::append_header(buffer_); }) Format::append_header(buffer_);
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
    format_.append(buffer_, record);
    if (buffer_.size() >= enough) write();
  }
  std::string remark() override {
    if constexpr (requires { format_.has_lost_direction(); }) {
      const bool is_news = format_.has_lost_direction() && !std::exchange(is_told_, true);
      if (is_news) {
        return path_ +
               ": pcap cannot say which frames were sent; a name that ends with .pcapng "
               "keeps the direction";
      }
    }
    return {};
  }
  void flush() override {
    if constexpr (requires { format_.append_end(buffer_); }) format_.append_end(buffer_);
    write();
  }

 private:
  static constexpr std::size_t enough = 64UL * 1024;
  static constexpr std::size_t longest_record = 1024;

  /// What could not be written is not tried again.
  void write() {
    writing_.swap(buffer_);
    buffer_.clear();
    file_.write(writing_);
  }

  std::string path_;
  OutputFile file_;
  bool is_told_ = false;
  Format format_;
  std::string buffer_;
  std::string writing_;
};

}  // namespace

void check_ending(const std::string& path) {
  for (const std::string_view ending : {".twclog", ".pcapng", ".pcap", ".bin"}) {
    if (path.ends_with(ending)) return;
  }
  throw std::invalid_argument{fmt::format(
      "expected a name that ends with .twclog, .pcapng, .pcap or .bin; got '{}'", path)};
}

std::unique_ptr<CaptureWriter> make_writer(const std::string& path) {
  check_ending(path);
  if (path.ends_with(".twclog")) return std::make_unique<FileWriter<TwclogFormat>>(path);
  if (path.ends_with(".pcapng")) return std::make_unique<FileWriter<PcapngFormat>>(path);
  if (path.ends_with(".pcap")) return std::make_unique<FileWriter<PcapFormat>>(path);
  return std::make_unique<FileWriter<BinFormat>>(path);
}

}  // namespace twc::tools
