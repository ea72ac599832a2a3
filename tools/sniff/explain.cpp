// SPDX-License-Identifier: MIT
#include "sniff/explain.hpp"

#include "sniff/explain_words.hpp"

namespace twc::tools {

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c >= ' ' && c <= '~' && c != '\\' && c != '"') {
      out += c;
    } else {
      out += fmt::format("<{:02X}>", static_cast<unsigned char>(c));
    }
  }
  return out;
}

std::vector<TwcId> ids_of(const bus::NamedUnits& units) {
  const std::size_t named = std::min(units.count, bus::NamedUnits::most);
  return {units.ids.begin(), units.ids.begin() + static_cast<std::ptrdiff_t>(named)};
}

std::string names_of(const bus::NamedUnits& units) {
  const std::vector<TwcId> ids = ids_of(units);
  const std::size_t further = units.count - ids.size();
  std::string names;
  for (std::size_t at = 0; at < ids.size(); ++at) {
    const bool is_last = at + 1 == ids.size() && further == 0;
    if (at != 0) names += is_last ? " and " : ", ";
    names += hex(ids[at]);
  }
  if (further != 0) names += fmt::format(" and {} more", further);
  return names;
}

Explanation explain(const bus::Cause& cause) {
  Explanation told = std::visit([](const auto& one) { return words(one); }, cause);
  std::erase(told.units, TwcId{});  // a master that the log does not name
  return told;
}

}  // namespace twc::tools
