// SPDX-License-Identifier: MIT
/// --explain-serial and --otp: no bus is needed to know a unit by its number or its memory.

#include <string>

#include "support/catch.hpp"
#include "tools/support_program.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// One-time memory as raw bytes, low byte first, as TMC 72830 tells of dumps.
class Dump {
 public:
  Dump() : bytes_(2048, '\xFF') {}
  Dump& text(std::size_t block, std::string_view characters, std::size_t from = 0) {
    for (std::size_t at = 0; at < characters.size(); ++at) {
      const std::size_t word = (block - 1) * 16 + from + at;
      bytes_[2 * word] = characters[at];
      bytes_[2 * word + 1] = '\0';
    }
    return *this;
  }
  Dump& zeros(std::size_t block) { return text(block, std::string(block <= 5 ? 10 : 11, '\0')); }
  [[nodiscard]] const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

Outcome explained(const Dump& dump) {
  const TemporaryFile file{dump.bytes(), ".bin"};
  return sniff({"--otp", file.path()});
}

void check_declined(const Outcome& outcome, int exit, const std::string& words) {
  CHECK(outcome.exit == exit);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, ContainsSubstring(words));
  CHECK(lines_of(outcome.err).size() == 1);
}

}  // namespace

TEST_CASE("twc-sniff: a serial number tells id, date and protocol", "[sniff][explain]") {
  const Outcome outcome = sniff({"--explain-serial", "A17I0039399"});
  CHECK(outcome.exit == 0);
  CHECK(outcome.err.empty());
  CHECK(outcome.out ==
        "serial number  A17I0039399\n"
        "made           23 April to 6 May 2017\n"
        "protocol       probably 2, like most made from 2017 on\n"
        "id             9399; if it speaks Protocol 1: 018F\n"
        "model          not told by a serial number; the label and --otp have it\n");
  // TMC 72830: it advertised 032E.
  const Outcome older = sniff({"--explain-serial=a16g0001814"});
  CHECK_THAT(older.out, ContainsSubstring("made           25 March to 7 April 2016\n"));
  CHECK_THAT(older.out, ContainsSubstring("id             032E; if it speaks Protocol 2: 1814\n"));
  CHECK_THAT(older.out, ContainsSubstring("probably 1, like most made before 2017\n"));
}

TEST_CASE("twc-sniff: other words than a serial number are refused", "[sniff][explain]") {
  check_declined(sniff({"--explain-serial", "A17I003939"}), 2,
                 "--explain-serial: expected a serial number such as A17I0039399");
  check_declined(sniff({"--explain-serial", "A17I0039399", "-"}), 2, "expected neither a SOURCE");
  check_declined(sniff({"--explain-serial", "A17I0039399", "-F", "json"}), 2, "nor --format");
}

TEST_CASE("twc-sniff: sound memory is healthy", "[sniff][explain]") {
  const Outcome outcome = explained(Dump{}.text(1, "EVWTS80HL").text(6, "A17I0039399"));
  CHECK(outcome.exit == 0);
  CHECK(outcome.out ==
        "model          EVWTS80HL, from block 1\n"
        "serial number  A17I0039399, from block 6\n"
        "made           23 April to 6 May 2017\n"
        "protocol       probably 2, like most made from 2017 on\n"
        "id             9399; if it speaks Protocol 1: 018F\n"
        "memory         healthy: only the factory has written it\n");
}

TEST_CASE("twc-sniff: memory whose model was overwritten names the blocks", "[sniff][explain]") {
  const Outcome outcome =
      explained(Dump{}.text(1, "EVWTS80HL").zeros(2).zeros(3).zeros(4).text(6, "A17I0039393"));
  CHECK(outcome.exit == 8);
  CHECK(outcome.out ==
        "model          blank, from block 4; block 1 has EVWTS80HL\n"
        "serial number  A17I0039393, from block 6\n"
        "made           23 April to 6 May 2017\n"
        "protocol       probably 2, like most made from 2017 on\n"
        "id             9393; if it speaks Protocol 1: 0189\n"
        "memory         overwritten: blocks 2, 3, 4, which the factory leaves blank; FC 1A writes "
        "there\n"
        "               the model at boot is no text; such a unit starts as a master in state 02\n"
        "               bits only go from 1 to 0: nothing undoes a write\n");
}

TEST_CASE("twc-sniff: memory whose serial number was overwritten has another id",
          "[sniff][explain]") {
  Dump dump;
  dump.text(1, "EVWTS80HL").zeros(2).zeros(3).zeros(4).text(6, "A16G0001814");
  for (std::size_t block = 7; block <= 16; ++block) dump.zeros(block);
  dump.text(16, "\xEB\x30", 2);
  const Outcome outcome = explained(dump);
  CHECK(outcome.exit == 8);
  CHECK_THAT(outcome.out,
             ContainsSubstring("serial number  blank, from block 16; block 6 has A16G0001814\n"));
  CHECK_THAT(outcome.out,
             ContainsSubstring("id             EB30; if it speaks Protocol 2: not known\n"));
  CHECK_THAT(outcome.out, ContainsSubstring("blocks 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, which"));
  CHECK_THAT(outcome.out, ContainsSubstring("FC 19 writes there"));
}

TEST_CASE("twc-sniff: a terminal gets no byte of a memory that is not printable",
          "[sniff][explain]") {
  const Outcome outcome = explained(Dump{}.text(1, "\x1B[2J\x07 x").text(6, "A17I0039393"));
  CHECK_THAT(outcome.out, ContainsSubstring("model          \\x1B[2J\\x07\\x20x, from block 1\n"));
}

TEST_CASE("twc-sniff: a file that is no dump is refused", "[sniff][explain]") {
  const TemporaryFile short_one{"4500 5600\n"};
  check_declined(sniff({"--otp", short_one.path()}), 1, "at least 256 words of 16 bits; got 2");
  const TemporaryFile empty{""};
  check_declined(sniff({"--otp", empty.path()}), 3, "nothing can be read");
  check_declined(sniff({"--otp", "/no/such/dump"}), 3, "--otp /no/such/dump: No such file");
}
