// SPDX-License-Identifier: MIT
/// gzip and UTF-16 around a capture, and files that hold no frames for certain.

#include <zlib.h>

#include "capture/content.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;
using tools::Content;

namespace {

// tmc-72830: a Protocol 1 master's idle message.
const std::string packed_line = "C0 FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0 FE\n";
const Lines packed_heard{"FC1D00000000000000000000001D end FE"};

std::string gzipped(const std::string& text) {
  constexpr int gzip = 16 + MAX_WBITS;
  z_stream stream{};
  REQUIRE(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, gzip, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::vector<std::uint8_t> out(deflateBound(&stream, text.size()) + 32);
  std::vector<std::uint8_t> in{text.begin(), text.end()};
  stream.next_in = in.data();
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = out.data();
  stream.avail_out = static_cast<uInt>(out.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  out.resize(out.size() - stream.avail_out);
  deflateEnd(&stream);
  return {out.begin(), out.end()};
}

std::string in_utf16(std::string_view text, bool is_big_endian, bool has_mark) {
  std::string out;
  const auto put = [&](char high, char low) {
    out += is_big_endian ? high : low;
    out += is_big_endian ? low : high;
  };
  if (has_mark) put('\xFE', '\xFF');
  for (const char c : text) put('\0', c);
  return out;
}

Content content_after(const std::string& input) {
  RecordList list;
  const auto reader = tools::make_reader(CaptureFormat{});
  reader->feed(bytes_of(input), list);
  reader->finish(list);
  CHECK(list.records.empty());
  return reader->content();
}

}  // namespace

TEST_CASE("packed: gzip is unpacked, whatever is in it", "[tools][reader][packed]") {
  CHECK(read_text(gzipped(packed_line)) == packed_heard);
  CHECK(read_text(gzipped(packed_line), CaptureFormat{"hex"}) == packed_heard);
  CHECK(read_text(gzipped(gzipped(packed_line))) == packed_heard);
  CHECK(read_text(gzipped(in_utf16(packed_line, false, true))) == packed_heard);
  const auto raw = from_hex(packed_line.substr(0, packed_line.size() - 1));
  CHECK(read_text(gzipped({raw.begin(), raw.end()})) == packed_heard);
}

TEST_CASE("packed: gzip files that were joined are read one after the other",
          "[tools][reader][packed]") {
  CHECK(read_text(gzipped(packed_line) + gzipped(packed_line)) ==
        Lines{packed_heard[0], packed_heard[0]});
}

TEST_CASE("packed: gzip that is cut short or damaged gives what it has, and is told",
          "[tools][reader][packed]") {
  const std::string whole = gzipped(packed_line);
  RecordList list;
  const auto reader = tools::make_reader(CaptureFormat{});
  reader->feed(bytes_of(whole.substr(0, whole.size() - 4)), list);
  CHECK_THROWS_WITH(reader->finish(list), "gzip: the file is damaged or cut short");
  CHECK(tell(list.records) == packed_heard);
}

TEST_CASE("packed: UTF-16 is a text, in both byte orders, with its mark or without",
          "[tools][reader][packed]") {
  const bool is_big_endian = GENERATE(true, false);
  const bool has_mark = GENERATE(true, false);
  const std::string text = in_utf16("10:11:00 " + packed_line, is_big_endian, has_mark);
  CHECK(read_text(text) == packed_heard);
  CHECK(read_text(text, CaptureFormat{"hex"}) == packed_heard);
  for (const std::size_t step : {1U, 3U, 8U}) {
    CHECK(tell(read_records(CaptureFormat{}, bytes_of(text), step)) == packed_heard);
  }
}

TEST_CASE("packed: UTF-16 with umlauts and emoji around the hex", "[tools][reader][packed]") {
  using namespace std::string_literals;
  std::string text = in_utf16("gr", false, true) + "\xFC\0\x3D\xD8\x0C\xDD"s;  // ü and a plug
  text += "\xA9\x20" + in_utf16("\n" + packed_line, false, false);
  CHECK(read_text(text) == packed_heard);
}

TEST_CASE("packed: a file that holds no frames is known by its front", "[tools][reader][packed]") {
  using namespace std::string_literals;
  CHECK(content_after("\x89PNG\r\n\x1A\n\0\0\0\rIHDR"s) == Content::picture);
  CHECK(content_after("\xFF\xD8\xFF\xE0\0\x10JFIF\0"s) == Content::picture);
  CHECK(content_after("%PDF-1.7\n%\xE2\xE3\xCF\xD3\n"s) == Content::document);
  CHECK(content_after("PK\x03\x04\x14\0\x06\0"s) == Content::archive);
  CHECK(content_after("\n <!DOCTYPE HTML>\n<html><body>Hello</body></html>\n") ==
        Content::web_page);
  CHECK(content_after("To be or not to be\n") == Content::text);
  CHECK(content_after("# twclog 1\n") == Content::capture);
  CHECK(content_after("") == Content::nothing);
}

TEST_CASE("packed: a web page with a frame in it is read", "[tools][reader][packed]") {
  CHECK(read_text("<!DOCTYPE html>\n<pre>\n" + packed_line + "</pre>\n") == packed_heard);
}
