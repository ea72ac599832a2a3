#include "sniff/captures.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/reader.hpp"
#include "endpoint/fd.hpp"

namespace twc::tools {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = [](int /*signal*/) { interrupted = 1; };
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
}

/// One capture that is being read.
class Input {
 public:
  explicit Input(const std::string& path) : name_{path == "-" ? "standard input" : path} {
    if (path != "-") {
      opened_ = Fd{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
      fd_ = opened_.get();
    }
    struct stat status {};
    if (fd_ < 0 || fstat(fd_, &status) != 0) fail(errno);
    if (S_ISDIR(status.st_mode)) fail(EISDIR);
    is_regular_ = S_ISREG(status.st_mode);
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  /// A pipe or a terminal: what comes from it is shown at once.
  [[nodiscard]] bool is_regular() const { return is_regular_; }

  /// False when nothing came for so long.
  [[nodiscard]] bool wait(const std::optional<Duration>& limit) const {
    if (!limit || is_regular_) return true;
    pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(*limit).count();
    return poll(&waiting, 1, static_cast<int>(milliseconds)) != 0;
  }

  /// Empty at the end, and when a signal came.
  [[nodiscard]] Bytes read(std::vector<std::uint8_t>& block) const {
    const ssize_t size = ::read(fd_, block.data(), block.size());
    if (size < 0 && errno == EINTR) return {};
    if (size < 0) fail(errno);
    return Bytes{block}.first(static_cast<std::size_t>(size));
  }

 private:
  [[noreturn]] void fail(int error) const {
    throw Failure{Exit::endpoint, fmt::format("{}: {}; expected a capture or an endpoint", name_,
                                              std::strerror(error))};
  }

  std::string name_;
  Fd opened_;
  int fd_ = STDIN_FILENO;
  bool is_regular_ = false;
};

enum class Ending : std::uint8_t { end, silence };

Ending read_all(const Input& input, const SniffOptions& options, Pipeline& pipeline,
                std::uint64_t& total) {
  constexpr std::size_t block_size = 262'144;
  std::vector<std::uint8_t> block(block_size);
  const auto reader = make_reader(options.read);
  while (!pipeline.is_full() && interrupted == 0) {
    if (!input.wait(options.silence)) {
      reader->finish(pipeline);
      return Ending::silence;
    }
    if (interrupted != 0) break;  // a signal ended the wait: a read would begin another one
    const Bytes read = input.read(block);
    if (read.empty()) break;
    total += read.size();
    reader->feed(read, pipeline);
    if (!input.is_regular()) pipeline.flush();
  }
  reader->finish(pipeline);
  return Ending::end;
}

/// A reader that gives up knows why, but not the name of what it reads.
Ending read_named(const Input& input, const SniffOptions& options, Pipeline& pipeline,
                  std::uint64_t& total) {
  try {
    return read_all(input, options, pipeline, total);
  } catch (const NoCapture& reason) {
    throw Failure{Exit::failure, fmt::format("{}: {}", input.name(), reason.what())};
  }
}

}  // namespace

Exit read_captures(const SniffOptions& options, Pipeline& pipeline) {
  catch_signals();
  for (const std::string& source : options.sources) {
    const Input input{source};
    const std::uint64_t good_before = pipeline.good();
    const std::uint64_t bad_before = pipeline.bad();
    std::uint64_t total = 0;
    const Ending ending = read_named(input, options, pipeline, total);
    if (options.shared.verbosity > 0) {
      fmt::print(stderr, "twc-sniff: {}: {} good frames, {} bad in {} bytes\n", input.name(),
                 pipeline.good() - good_before, pipeline.bad() - bad_before, total);
    }
    if (ending == Ending::silence) return total > 0 ? Exit::done : Exit::silence;
    if (pipeline.good() == good_before && !pipeline.is_full() && interrupted == 0) {
      pipeline.flush();
      fmt::print(stderr, "twc-sniff: {}: no good frame in {} bytes; is it a capture?\n",
                 input.name(), total);
    }
  }
  return Exit::done;
}

}  // namespace twc::tools
