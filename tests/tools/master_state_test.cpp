// SPDX-License-Identifier: MIT
/// --state: what twc-fakemaster remembers when it is started again.

#include <csignal>
#include <string>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

Program::Arguments with_state(const std::string& path, const Program::Arguments& more = {}) {
  Program::Arguments all{"sim:2", "--max-current", "32", "--state", path, "--speed", "30"};
  all.insert(all.end(), more.begin(), more.end());
  return all;
}

/// Waits until the file holds `text`.
void await_in_file(const std::string& path, const std::string& text) {
  const auto has_it = [&] {
    return std::filesystem::exists(path) && read_file(path).find(text) != std::string::npos;
  };
  while (!has_it()) ::poll(nullptr, 0, 5);
}

}  // namespace

TEST_CASE("twc-fakemaster: limit and policy survive a restart", "[master][state]") {
  const Folder folder;
  const std::string path = folder / "state";
  CHECK(run_master(with_state(path), "limit 20.5\npolicy rotate\nquit\n").exit == 0);
  CHECK(read_file(path) == "twc-fakemaster state 1\nlimit 20.50\npolicy rotate\nend\n");
  const Outcome second =
      run_master(with_state(path, {"--limit", "12", "--policy", "fair"}), "status\nquit\n");
  CHECK_THAT(second.out, ContainsSubstring("ok requested=20.50 granted=20.00") &&
                             ContainsSubstring("policy=rotate"));
  CHECK_THAT(second.err,
             ContainsSubstring("remembered in " + path + ": limit 20.50 A, policy rotate"));
}

TEST_CASE(
    "twc-fakemaster: a command that was answered is remembered although the program is killed",
    "[master][state]") {
  const Folder folder;
  const std::string path = folder / "state";
  FakeMaster master{with_state(path)};
  await_in_file(path, "end\n");
  master.type("limit 16\n");
  master.await_out("ok requested=16.00");
  await_in_file(path, "limit 16.00\nend\n");
  master.signal(SIGKILL);
  CHECK(master.finish().exit == 128 + SIGKILL);
  CHECK_THAT(run_master(with_state(path), "status\nquit\n").out,
             ContainsSubstring("ok requested=16.00"));
}

TEST_CASE("twc-fakemaster: the stops of --on-exit are not remembered", "[master][state]") {
  const Folder folder;
  const std::string path = folder / "state";
  FakeMaster master{with_state(path, {"--on-exit", "stop"})};
  master.await_out("echoed=16.00 drawn=15.");
  master.type("limit 2019 12\nquit\n");
  CHECK(master.finish().exit == 0);
  CHECK(read_file(path) == "twc-fakemaster state 1\nunit 2019 ceiling 12.00\nend\n");
}

TEST_CASE("twc-fakemaster: a state belongs to one master at a time", "[master][state]") {
  const Folder folder;
  const std::string path = folder / "state";
  FakeMaster first{with_state(path)};
  await_in_file(path, "end\n");
  for (const Program::Arguments& more : {Program::Arguments{}, {"--check-config"}}) {
    const Outcome second = run_master(with_state(path, more));
    CHECK(second.exit == 1);
    CHECK(second.err == "twc-fakemaster: --state " + path +
                            ": another twc-fakemaster keeps its state there; expected a file for "
                            "each master\n");
  }
  CHECK(run_master(with_state(path, {"--dry-run"}), "quit\n").exit == 0);
  first.signal(SIGKILL);
  CHECK(first.finish().exit == 128 + SIGKILL);
  CHECK(run_master(with_state(path, {"--check-config"})).exit == 0);
  CHECK(run_master(with_state(path), "quit\n").exit == 0);
  CHECK_FALSE(std::filesystem::exists(path + ".lock"));
}

TEST_CASE("twc-fakemaster: a state that is damaged or foreign ends it with 2", "[master][state]") {
  const TemporaryFile damaged{"twc-fakemaster state 1\nlimit 16.00\n"};
  const TemporaryFile foreign{"max-current = 32\n"};
  const auto check = [](const std::string& path, const std::string& why) {
    for (const Program::Arguments& more : {Program::Arguments{}, {"--check-config"}}) {
      const Outcome outcome = run_master(with_state(path, more));
      CHECK(outcome.exit == 2);
      CHECK(outcome.out.empty());
      CHECK_THAT(outcome.err, StartsWith("twc-fakemaster: --state " + path + ": " + why));
      CHECK(lines_of(outcome.err).size() == 1);
    }
  };
  check(damaged.path(), "is damaged: expected 'end' as its last line; mend it or remove it");
  check(foreign.path(), "is no state of twc-fakemaster");
  check("/tmp", "Is a directory");
  CHECK(damaged.content() == "twc-fakemaster state 1\nlimit 16.00\n");
}

TEST_CASE("twc-fakemaster: a state that cannot be written is told once and stops nothing",
          "[master][state]") {
  const std::string path = "/no/such/folder/state";
  FakeMaster master{with_state(path)};
  master.type("limit 16\n");
  master.await_err("--state " + path + ": No such file or directory; going on without it");
  master.type("limit 12\n");
  master.await_out("echoed=6.00");
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  CHECK(outcome.err.find("No such file") == outcome.err.rfind("No such file"));
}

TEST_CASE("twc-fakemaster: a dry run and a check leave no state", "[master][state]") {
  const Folder folder;
  const std::string path = folder / "state";
  CHECK(run_master(with_state(path, {"--dry-run"}), "limit 16\nquit\n").exit == 0);
  CHECK(run_master(with_state(path, {"--check-config"})).exit == 0);
  CHECK(std::filesystem::is_empty(folder.path()));
}
