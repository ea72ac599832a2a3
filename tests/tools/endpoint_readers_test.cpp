// SPDX-License-Identifier: MIT
/// A serial port that another process has open: each byte comes to one reader only.

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "endpoint/serial_port.hpp"
#include "support/catch.hpp"
#include "tools/support_holder.hpp"
#include "tools/support_line.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

twc::tools::EndpointOptions speaking() {
  auto options = quick;
  options.sends = true;
  return options;
}

twc::tools::EndpointOptions sharing() {
  auto options = quick;
  options.is_shared = true;
  return options;
}

/// A name that is kept while adapters come and go.
class Adapter {
 public:
  Adapter() { plug(); }
  void plug() {
    port_.emplace();
    std::filesystem::create_symlink(port_->device, name_);
  }
  void pull() {
    std::filesystem::remove(name_);
    port_.reset();
  }
  [[nodiscard]] const std::string& name() const { return name_; }

 private:
  Folder folder_;
  std::string name_ = folder_ / "adapter";
  std::optional<PtyPort> port_;
};

/// A line whose adapter is pulled out.
struct PulledOut {
  explicit PulledOut(const twc::tools::EndpointOptions& options) : line{adapter.name(), options} {
    line.until_line("up ");
    adapter.pull();
    line.until_line("lost ");
  }
  /// The name leads to another port from now on.
  void lead_to(const std::string& device) {
    std::filesystem::create_symlink(device, adapter.name());
  }

  Adapter adapter;
  Line line;
};

}  // namespace

TEST_CASE("readers: a tool that sends starts on no port that another process reads",
          "[endpoint][serial]") {
  const PtyPort port;
  {
    const PortHolderProcess reader{port.device, Holds::reader};
    CHECK_THAT(Line(port.device, speaking()).failure(),
               StartsWith("never opened " + port.device + ": ") &&
                   ContainsSubstring(reader.process() + " reads this port") &&
                   ContainsSubstring("with -w"));
  }
  Line line{port.device, speaking()};
  line.until_line("up ");
}

TEST_CASE("readers: a reader that came in an outage is told of, and keeps no master from its bus",
          "[endpoint][serial]") {
  PulledOut pulled{speaking()};
  Line& line = pulled.line;
  // The reader is faster: the name is there only when it has the port.
  const PtyPort next;
  const auto holds = GENERATE(Holds::reader, Holds::daemon);
  const PortHolderProcess reader{next.device, holds};
  pulled.lead_to(next.device);
  line.until_line("up ");
  REQUIRE(line.log.lines.size() == 4);
  CHECK_THAT(line.log.lines[2],
             StartsWith("note ") && ContainsSubstring(reader.process() + " reads this port"));
}

TEST_CASE("readers: the program that made a pseudo-terminal, like socat, is no reader of it",
          "[endpoint][serial]") {
  const PtyPort port;
  const auto holds = GENERATE(Holds::owner, Holds::child);
  const PortHolderProcess owner{port.device, holds};
  for (const auto& options : {quick, speaking()}) {
    Line line{port.device, options};
    line.until_line("up ");
  }
}

TEST_CASE("readers: the terminal of another session is taken by no tool", "[endpoint][serial]") {
  const PtyPort port;
  const auto ours = open_device(port.device);
  const auto before = settings_of(ours.get()).c_lflag;
  const PortHolderProcess reader{port.device, Holds::reader};  // and it is found first
  const PortHolderProcess shell{port.device, Holds::terminal};
  for (const auto& options : {quick, sharing(), speaking()}) {
    CHECK_THAT(Line(port.device, options).failure(),
               ContainsSubstring("is the terminal of ") &&
                   ContainsSubstring(shell.process() + ", not a bus"));
  }
  CHECK(settings_of(ours.get()).c_lflag == before);
}

TEST_CASE("readers: a console is known by its whole name", "[endpoint][serial]") {
  CHECK(twc::tools::is_among("ttyAMA0", "tty1 ttyAMA0"));
  CHECK(twc::tools::is_among("tty1", "tty1 ttyAMA0"));
  CHECK_FALSE(twc::tools::is_among("ttyAMA", "tty1 ttyAMA0"));
  CHECK_FALSE(twc::tools::is_among("ttyUSB0", "tty1 ttyAMA0"));
  CHECK_FALSE(twc::tools::is_among("ttyUSB0", ""));
}

TEST_CASE("readers: a program that looks at the port for a moment keeps nobody from it",
          "[endpoint][serial]") {
  const PtyPort port;
  auto reader = std::make_unique<PortHolderProcess>(port.device, Holds::reader);
  std::thread goes{[&reader] {
    std::this_thread::sleep_for(std::chrono::milliseconds{30});
    reader.reset();
  }};
  Line line{port.device, speaking()};
  line.until_line("up ");
  goes.join();
}

TEST_CASE("readers: a link that leads to a stranger's terminal after a while is not followed",
          "[endpoint][serial]") {
  PulledOut pulled{speaking()};
  Line& line = pulled.line;
  const PtyPort elsewhere;
  const PortHolderProcess shell{elsewhere.device, Holds::terminal};
  pulled.lead_to(elsewhere.device);
  // The reason is another than that of the loss, so it is told: once, however often this is tried.
  line.until_line("note ");
  for (int handlers = 0; handlers < 10; ++handlers) line.io.run_one();
  CHECK(line.log.lines.size() == 3);
  CHECK_THAT(line.log.lines.back(), ContainsSubstring("is the terminal of "));
}

TEST_CASE("readers: a listener says what keeps it from a port that is back", "[endpoint][serial]") {
  PulledOut pulled{quick};
  Line& line = pulled.line;
  const PtyPort next;
  Line master{next.device, speaking()};
  master.until_line("up ");
  pulled.lead_to(next.device);
  line.until_line("note ");
  CHECK_THAT(line.log.lines.back(), ContainsSubstring("another program has this port to itself"));
}
