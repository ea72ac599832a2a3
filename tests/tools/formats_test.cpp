// SPDX-License-Identifier: MIT
/// The man page of twc-sniff lists every capture format at --read, and has a section about each.

#include "capture/formats.hpp"

#include <fstream>
#include <string>

#include "support/catch.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;

namespace {

struct FormatsOnPage {
  std::string at_read;   // the entry of --read
  std::string sections;  // the headings of CAPTURE FORMATS
};

FormatsOnPage formats_on_page() {
  std::ifstream page{TWC_MAN "/twc-sniff.1"};
  REQUIRE(page);
  FormatsOnPage found;
  bool is_entry = false;
  bool is_section = false;
  for (std::string line; std::getline(page, line);) {
    if (line == ".TP") is_entry = false;
    if (line.starts_with(R"(.B \-\-read )")) is_entry = true;
    if (line.starts_with(".SH ")) is_section = line == ".SH CAPTURE FORMATS";
    if (is_entry) found.at_read += line + "\n";
    if (is_section && line.starts_with(".SS ")) found.sections += line + "\n";
  }
  return found;
}

}  // namespace

TEST_CASE("formats: the man page lists each at --read, and has a section about it",
          "[tools][reader][docs]") {
  const FormatsOnPage page = formats_on_page();
  for (const tools::FormatRow& row : tools::capture_formats()) {
    const std::string name{row.name};
    INFO(name);
    CHECK(page.at_read.find(name) != std::string::npos);
    const bool has_section = name != "auto";  // the entry of --read describes it
    if (has_section) CHECK(page.sections.find(" " + name) != std::string::npos);
  }
}

TEST_CASE("formats: auto asks the parser of every log", "[tools][reader]") {
  const std::string lines =
      "Recieved Packet: fde28725ae0c800000000000000000c8\n"
      "Rx@10:48:38: () FC E1 77 77 77 00 00 00 00 00 00 00 00 46\n";
  const std::string from_manager = "rx FCE1777777000000000000000046";
  CHECK(read_text(lines) == Lines{"rx FDE28725AE0C800000000000000000C8", from_manager});
  CHECK(read_text(lines, tools::CaptureFormat{"twcmanager"}) == Lines{from_manager});
}
