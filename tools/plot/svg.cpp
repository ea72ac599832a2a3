// SPDX-License-Identifier: MIT
#include "plot/svg.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "common/counted.hpp"
#include "common/quantities.hpp"
#include "plot/ticks.hpp"

namespace twc::tools {
namespace {

// Sizes and distances in the picture.
constexpr double picture_width = 1000;
constexpr double left = 52;
constexpr double right = picture_width - 20;
constexpr double header = 84;
constexpr double panel_title = 34;
constexpr double all_height = 130;
constexpr double unit_height = 96;
constexpr double line_height = 18;
constexpr std::size_t most_ticks = 9;

constexpr std::string_view colors = R"(  <style>
    .paper { fill: #ffffff }
    text { font: 13px system-ui, "DejaVu Sans", Arial, sans-serif; fill: #1f2328 }
    .title { font-size: 17px; font-weight: 600 }
    .name { font-weight: 600 }
    .faint { fill: #59636e }
    .grid { stroke: #d8dee4; stroke-width: 1; fill: none }
    .limit { stroke: #0550ae; stroke-width: 2; fill: none }
    .drawn { fill: #bc4c00; fill-opacity: .35; stroke: #bc4c00; stroke-width: 1 }
    .most { stroke: #82071e; stroke-width: 1.5; stroke-dasharray: 7 4; fill: none }
    .linked { fill: #1a7f37 } .lost { fill: #82071e } .restarted { fill: #8250df }
    .error { fill: #d1242f } .found { stroke: #59636e; stroke-dasharray: 2 3 }
    @media (prefers-color-scheme: dark) {
      .paper { fill: #0d1117 }
      text { fill: #e6edf3 }
      .faint { fill: #9198a1 }
      .grid { stroke: #30363d }
      .limit { stroke: #79c0ff }
      .drawn { fill: #f0883e; stroke: #f0883e }
      .most { stroke: #ff7b72 }
      .linked { fill: #3fb950 } .lost { fill: #ff7b72 } .restarted { fill: #bc8cff }
      .error { fill: #f85149 } .found { stroke: #9198a1 }
    }
  </style>
)";

std::string in_xml(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default: out += c >= ' ' || c < 0 ? c : '?';
    }
  }
  return out;
}

/// Cuts a long text into lines that fit the picture.
std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines;
  while (text.size() > width) {
    const std::size_t blank = text.rfind(' ', width);
    const std::size_t cut = blank == std::string_view::npos || blank == 0 ? width : blank;
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut + (cut == blank ? 1 : 0));
  }
  lines.emplace_back(text);
  return lines;
}

/// One panel: amperes from `top` down to `bottom`.
struct Panel {
  double top = 0;
  double bottom = 0;
  unsigned highest = 0;

  [[nodiscard]] double y(double amps) const {
    return bottom - (bottom - top) * amps / static_cast<double>(highest);
  }
  [[nodiscard]] double y(Centiamps current) const {
    constexpr double hundredths = 100;
    return y(current.value() / hundredths);
  }
};

class Picture {
 public:
  Picture(const History& history, const Timeline* times, const PlotWords& words)
      : history_{history}, times_{times}, words_{words} {
    constexpr Duration least = std::chrono::seconds{1};
    span_ = std::max(history.end() - history.begin(), least);
  }

  std::string draw();

 private:
  template <typename... Values>
  void put(fmt::format_string<const Values&...> form, const Values&... values) {
    fmt::format_to(std::back_inserter(out_), form, values...);
  }
  [[nodiscard]] double x(Time at) const {
    return left + (right - left) * static_cast<double>((at - history_.begin()).count()) /
                      static_cast<double>(span_.count());
  }
  [[nodiscard]] double seconds() const { return static_cast<double>(span_.count()) / 1e6; }
  [[nodiscard]] std::string moment(Time at) const;

  void put_header();
  void put_legend();
  void put_panel(std::string_view name, const Steps& limit, const Steps& drawn, double height);
  void put_grid(const Panel& panel);
  void put_limit(const Panel& panel, const Steps& steps);
  void put_drawn(const Panel& panel, const Steps& steps);
  void put_most(const Panel& panel, const Steps& limits);
  void put_marks(const UnitHistory& unit);
  void put_ticks();
  void put_tick_labels();
  void put_finding_marks(double top);
  void put_findings();
  void put_mark(double at_x, double at_y, MarkKind kind, std::string_view title);

  const History& history_;
  const Timeline* times_;
  const PlotWords& words_;
  Duration span_{};
  double y_ = 0;
  Panel panel_;
  std::vector<std::pair<double, std::string>> ticks_;
  std::string out_;
};

std::string Picture::moment(Time at) const {
  if (times_ != nullptr) return times_->time_of_day(at);
  return fmt::format("frame {}", 1 + (at - history_.begin()) / std::chrono::seconds{1});
}

void Picture::put_ticks() {
  const std::int64_t step = time_step(seconds(), most_ticks);
  const std::int64_t zero = times_ != nullptr ? times_->local(history_.begin()) : std::int64_t{0};
  std::int64_t at = zero / one_second;
  if (at * one_second < zero) ++at;
  at = (at + step - 1) / step * step;
  for (; at * one_second <= zero + span_.count(); at += step) {
    const Time when = history_.begin() + Duration{at * one_second - zero};
    ticks_.emplace_back(x(when), times_ != nullptr ? clock_label(at, step) : fmt::format("{}", at));
  }
}

void Picture::put_header() {
  put("  <text class=\"title\" x=\"{}\" y=\"26\">{}</text>\n", left, in_xml(words_.title));
  const std::size_t count = history_.units().size();
  std::string span = fmt::format("{}, from {} to {}", counted(count, "unit"),
                                 moment(history_.begin()), moment(history_.end()));
  if (times_ != nullptr) span += ", " + span_label(static_cast<std::int64_t>(seconds()));
  put("  <text class=\"faint\" x=\"{}\" y=\"26\" text-anchor=\"end\">{}</text>\n", right, span);
  put_legend();
}

void Picture::put_mark(double at_x, double at_y, MarkKind kind, std::string_view title) {
  static constexpr std::array<std::string_view, 4> shapes{
      "M0 -5L5 4H-5Z",                                                 // linked: up
      "M0 5L5 -4H-5Z",                                                 // lost: down
      "M-5 0L0 -5L5 0L0 5Z",                                           // restarted: a lozenge
      "M-5 -2L-2 -5L0 -3L2 -5L5 -2L3 0L5 2L2 5L0 3L-2 5L-5 2L-3 0Z"};  // error: a cross
  put("  <path class=\"{}\" transform=\"translate({:.1f} {:.1f})\" d=\"{}\">", to_string(kind),
      at_x, at_y, shapes.at(static_cast<std::size_t>(kind)));
  put("<title>{}</title></path>\n", title);
}

void Picture::put_legend() {
  constexpr double y = 54;
  double x = left;
  const auto word = [&](std::string_view text, double room) {
    put("  <text x=\"{}\" y=\"{}\">{}</text>\n", x + 30, y, text);
    x += room;
  };
  put("  <path class=\"limit\" d=\"M{} {}h24\"/>\n", x, y - 4);
  word("limit", 84);
  put("  <path class=\"drawn\" d=\"M{} {}h24v-10h-24Z\"/>\n", x, y);
  word("drawn", 90);
  put("  <path class=\"most\" d=\"M{} {}h24\"/>\n", x, y - 4);
  word("most handed out at once", 204);
  for (const MarkKind kind :
       {MarkKind::linked, MarkKind::lost, MarkKind::restarted, MarkKind::error}) {
    put_mark(x + 18, y - 4, kind, to_string(kind));
    word(to_string(kind), kind == MarkKind::lost ? 72 : 88);
  }
  if (words_.findings.empty()) return;
  put("  <path class=\"found\" d=\"M{} {}v-14\"/>\n", x + 18, y + 2);
  word("finding", 0);
}

void Picture::put_grid(const Panel& panel) {
  for (const unsigned amps : {0U, panel.highest / 2, panel.highest}) {
    const double at = panel.y(static_cast<double>(amps));
    put("  <path class=\"grid\" d=\"M{} {:.1f}H{}\"/>\n", left, at, right);
    put("  <text class=\"faint\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{}</text>\n", left - 6,
        at + 4, amps == panel.highest ? fmt::format("{} A", amps) : fmt::format("{}", amps));
  }
  for (const auto& [at, label] : ticks_) {
    put("  <path class=\"grid\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>\n", at, panel.top, panel.bottom);
  }
}

void Picture::put_limit(const Panel& panel, const Steps& steps) {
  put("  <path class=\"limit\" d=\"");
  bool is_down = false;
  for (const Step& step : steps.all()) {
    if (is_down) put("H{:.1f}", x(step.at));
    if (step.value && is_down) put("V{:.1f}", panel.y(*step.value));
    if (step.value && !is_down) put("M{:.1f} {:.1f}", x(step.at), panel.y(*step.value));
    is_down = step.value.has_value();
  }
  if (is_down) put("H{:.1f}", x(history_.end()));
  put("\"/>\n");
}

void Picture::put_drawn(const Panel& panel, const Steps& steps) {
  put("  <path class=\"drawn\" d=\"");
  bool is_open = false;
  for (const Step& step : steps.all()) {
    if (is_open) put("H{:.1f}", x(step.at));
    if (step.value && !is_open) put("M{:.1f} {:.1f}", x(step.at), panel.bottom);
    if (step.value) put("V{:.1f}", panel.y(*step.value));
    if (!step.value && is_open) put("V{:.1f}Z", panel.bottom);
    is_open = step.value.has_value();
  }
  if (is_open) put("H{:.1f}V{:.1f}Z", x(history_.end()), panel.bottom);
  put("\"/>\n");
}

/// Draws the highest sum of limits. The cap itself is never on the bus; this sum comes close to it.
void Picture::put_most(const Panel& panel, const Steps& limits) {
  const Centiamps most = limits.highest();
  if (most == Centiamps{}) return;
  const double at = panel.y(most);
  put("  <path class=\"most\" d=\"M{} {:.1f}H{}\"/>\n", left, at, right);
  put("  <text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{} A</text>\n", right - 4, at - 4,
      in_amps(most));
}

void Picture::put_panel(std::string_view name, const Steps& limit, const Steps& drawn,
                        double height) {
  constexpr double hundredths = 100;
  put("  <text class=\"name\" x=\"{}\" y=\"{:.1f}\">{}</text>\n", left, y_ + 16, in_xml(name));
  y_ += panel_title;
  const double highest = std::max(limit.highest(), drawn.highest()).value() / hundredths;
  panel_ = {.top = y_, .bottom = y_ + height, .highest = round_top(highest)};
  put_grid(panel_);
  put_drawn(panel_, drawn);
  put_limit(panel_, limit);
  y_ += height + 6;
}

void Picture::put_marks(const UnitHistory& unit) {
  for (const Mark& mark : unit.marks) {
    put_mark(x(mark.at), panel_.top - 7, mark.kind,
             fmt::format("{} {} at {}", in_hex(unit.id), to_string(mark.kind), moment(mark.at)));
  }
}

void Picture::put_tick_labels() {
  constexpr double half_a_label = 28;
  for (const auto& [at, label] : ticks_) {
    const bool is_at_the_edge = at > right - half_a_label;
    put("  <text class=\"faint\" x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n",
        is_at_the_edge ? right : at, y_ + 12, is_at_the_edge ? "end" : "middle", label);
  }
  y_ += line_height + 2;
  if (times_ != nullptr) return;
  put("  <text class=\"faint\" x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">"
      "frames: the source knows no time</text>\n",
      right, y_ + 12);
  y_ += line_height;
}

void Picture::put_finding_marks(double top) {
  std::size_t number = 0;
  for (const FindingMark& found : words_.findings) {
    ++number;
    if (!found.since) continue;
    const double at = std::clamp(x(*found.since), left, right);
    put("  <path class=\"found\" d=\"M{:.1f} {:.1f}V{:.1f}\"/>\n", at, top, y_);
    put("  <text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"middle\">{}</text>\n", at, top - 2,
        number);
  }
}

void Picture::put_findings() {
  constexpr std::size_t characters = 128;
  std::size_t number = 0;
  for (const FindingMark& found : words_.findings) {
    const std::string from = found.since ? moment(*found.since) + "  " : std::string{};
    const std::string text = fmt::format("{}  {}{}", ++number, from, found.text);
    for (const std::string& line : wrapped(text, characters)) {
      y_ += line_height;
      put("  <text x=\"{}\" y=\"{:.1f}\">{}</text>\n", left, y_, in_xml(line));
    }
  }
}

std::string Picture::draw() {
  put_ticks();
  y_ = header - 14;
  put_header();
  const auto& units = history_.units();
  const double panels_from = y_ + 12;
  if (units.empty()) {
    put("  <text x=\"{}\" y=\"{:.1f}\">No unit was heard.</text>\n", left, y_ + 30);
    y_ += 50;
  }
  if (units.size() > 1) {
    const Steps limits = history_.limits_together();
    put_panel("all together", limits, history_.drawn_together(), all_height);
    put_most(panel_, limits);
  }
  for (const UnitHistory& unit : units) {
    std::string name = in_hex(unit.id);
    if (unit.protocol) name += fmt::format(", protocol {}", static_cast<unsigned>(*unit.protocol));
    if (unit.rating) name += fmt::format(", rated {} A", in_amps(*unit.rating));
    put_panel(name, unit.limit, unit.drawn, unit_height);
    if (units.size() == 1) put_most(panel_, unit.limit);
    put_marks(unit);
  }
  put_finding_marks(panels_from);
  put_tick_labels();
  put_findings();
  y_ += 14;
  return fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {1:.0f}\" role=\"img\">\n"
      "  <title>{2}</title>\n{3}  <rect class=\"paper\" width=\"{0}\" height=\"{1:.0f}\"/>\n{4}"
      "</svg>\n",
      picture_width, y_, in_xml(words_.title), colors, out_);
}

}  // namespace

std::string draw(const History& history, const Timeline* times, const PlotWords& words) {
  return Picture{history, times, words}.draw();
}

}  // namespace twc::tools
