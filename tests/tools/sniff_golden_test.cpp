/// twc-sniff on every capture of the project, against what it is known to say.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "tools/support_program.hpp"

using namespace twc::test;

namespace {

const std::string capture_folder{TWC_CAPTURES};
const std::string golden{TWC_GOLDEN};

std::vector<std::string> capture_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{capture_folder}) {
    const std::string name = entry.path().filename();
    if (entry.is_regular_file() && name != "README.md") names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

void check_lines(const std::string& heard, const std::string& expected_file) {
  INFO(expected_file);
  const auto lines = lines_of(heard);
  const auto expected = lines_of(read_file(expected_file));
  CHECK(lines.size() == expected.size());
  for (std::size_t at = 0; at < std::min(lines.size(), expected.size()); ++at) {
    INFO("line " << at + 1);
    REQUIRE(lines[at] == expected[at]);
  }
}

}  // namespace

TEST_CASE("twc-sniff: every capture says in text what it is known to say", "[sniff][golden]") {
  for (const std::string& name : capture_names()) {
    const Outcome outcome = sniff({capture_folder + "/" + name});
    CHECK(outcome.exit == 0);
    CHECK(outcome.err.empty());
    check_lines(outcome.out, golden + "/" + name + ".txt");
  }
}

TEST_CASE("twc-sniff: every capture says in JSON what it is known to say", "[sniff][golden]") {
  for (const std::string& name : capture_names()) {
    const Outcome outcome = sniff({"-F", "json", capture_folder + "/" + name});
    CHECK(outcome.exit == 0);
    check_lines(outcome.out, golden + "/" + name + ".json");
  }
}

TEST_CASE("twc-sniff: a capture and its copies in other formats say the same", "[sniff][golden]") {
  const std::string stem = capture_folder + "/ukoda-master-first-power-on";
  const auto says = [](const std::string& file) { return sniff({"-t", "n", file}).out; };
  const std::string expected = says(stem + ".twclog");
  CHECK(lines_of(expected).size() == 44);
  for (const char* const ending : {".bin", ".hexdump", ".pcap", ".pcapng"}) {
    INFO(ending);
    CHECK(says(stem + ending) == expected);
  }
}

TEST_CASE("twc-sniff: a written capture, read again, says the same", "[sniff][golden][long]") {
  for (const std::string& name : capture_names()) {
    for (const char* const ending : {".twclog", ".bin"}) {
      INFO(name << " as " << ending);
      const TemporaryFile copy{"", ending};
      const Outcome first = sniff({"-t", "n", "-w", copy.path(), capture_folder + "/" + name});
      const Outcome again = sniff({"-t", "n", copy.path()});
      const bool keeps_direction = std::string{ending} == ".twclog";
      if (keeps_direction) CHECK(again.out == first.out);
      CHECK(lines_of(again.out).size() == lines_of(first.out).size());
    }
  }
}
