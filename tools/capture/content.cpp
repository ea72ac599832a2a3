// SPDX-License-Identifier: MIT
#include "capture/content.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace twc::tools {
namespace {

struct Mark {
  std::string_view bytes;
  Content content;
};
constexpr auto content_marks = std::to_array({
    Mark{"\x89PNG\r\n\x1A\n", Content::picture },
    Mark{"\xFF\xD8\xFF\xE0",  Content::picture }, // JPEG, as JFIF or with what a camera knows
    Mark{"\xFF\xD8\xFF\xE1",  Content::picture },
    Mark{"\xFF\xD8\xFF\xDB",  Content::picture },
    Mark{"GIF87a",            Content::picture },
    Mark{"GIF89a",            Content::picture },
    Mark{"%PDF-",             Content::document},
    Mark{"PK\x03\x04",        Content::archive },
});

char lower_of(std::uint8_t byte) {
  return static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte - 'A' + 'a' : byte);
}

}  // namespace

Content content_of(Bytes front) {
  for (const Mark& mark : content_marks) {
    const auto same = [](std::uint8_t byte, char c) { return static_cast<char>(byte) == c; };
    if (front.size() < mark.bytes.size()) continue;
    if (std::ranges::equal(front.first(mark.bytes.size()), mark.bytes, same)) return mark.content;
  }
  return Content::bytes;
}

bool is_web_page(Bytes front) {
  const auto is_blank = [](std::uint8_t byte) { return byte <= ' ' || byte > 0x7F; };
  const auto begin = std::ranges::find_if_not(front, is_blank);
  const Bytes rest = front.subspan(static_cast<std::size_t>(begin - front.begin()));
  constexpr std::array<std::string_view, 2> begins{"<!doctype html", "<html"};
  return std::ranges::any_of(begins, [rest](std::string_view text) {
    if (rest.size() < text.size()) return false;
    return std::ranges::equal(rest.first(text.size()), text, {}, lower_of);
  });
}

}  // namespace twc::tools
