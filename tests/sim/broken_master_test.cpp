/// Masters with one rule broken at a time: the auditor finds every one of them.

#include <functional>

#include <twc/node/master.hpp>
#include <twc/sim/auditor.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/unit.hpp>
#include <twc/sim/watch.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/world.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using sim::Rule;

/// Changes a heartbeat before it leaves; nothing: it does not leave.
using Break =
    std::function<std::optional<msg::MasterHeartbeat>(Time now, const msg::MasterHeartbeat& meant)>;

/// A sound master whose frames pass through somebody who breaks a rule.
class BrokenMaster : public sim::Participant {
 public:
  BrokenMaster(const node::MasterConfig& config, Break breaks)
      : master_{config, Time{}}, breaks_{std::move(breaks)} {}

  void hear(Time now, const wire::Event& event) override {
    if (const auto* const frame = std::get_if<wire::Frame>(&event)) master_.hear(now, *frame);
  }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override {
    const auto frame = master_.poll(now);
    if (!frame) return frame;
    const msg::Message message = msg::decode(*frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat == nullptr) return frame;
    const auto broken = breaks_(now, *beat);
    if (!broken) return std::nullopt;
    return msg::encode(*broken, frame->size() == 14 ? Protocol::one : Protocol::two);
  }
  [[nodiscard]] std::optional<Time> deadline() const override { return master_.deadline(); }
  [[nodiscard]] node::Master& master() { return master_; }

 private:
  node::Master master_;
  Break breaks_;
};

/// Two Protocol 2 units whose cars charge, at a total that is lowered to 20 A after a minute and
/// raised again after another one.
class Trial {
 public:
  explicit Trial(Break breaks, node::MasterConfig config = eager_master())
      : master_{config, std::move(breaks)},
        bus_{1},
        port_{bus_.connect(master_)},
        auditor_{{.master = config.id, .bus_idle = config.bus_idle}},
        watch_{bus_, auditor_, port_} {
    bus_.observe(watch_);
    auditor_.start(bus_.now());
    auditor_.set_total(bus_.now(), config.max_current);
  }

  void add(const sim::UnitConfig& config, const sim::UnitTerms& terms = {}) {
    units_.push_back(std::make_unique<sim::Unit>(config));
    watch_.add(bus_.connect(*units_.back()), *units_.back());
    auditor_.set_terms(bus_.now(), config.slave.id, terms);
  }
  void run(Duration time) { bus_.run_until(bus_.now() + time); }
  void set_total(Centiamps total) {
    watch_.look(bus_.now());
    auditor_.set_total(bus_.now(), total);
    master_.master().set_limit(bus_.now(), total);
  }

  /// Whether the auditor has something to say, and about `rule` at that.
  bool finds(Rule rule) {
    add(sound_unit(1));
    add(sound_unit(2));
    run(10s);
    for (const auto& unit : units_) unit->plug(bus_.now(), sim::Car{{.wants = 32_A}});
    run(60s);
    set_total(20_A);
    run(60s);
    set_total(32_A);
    run(60s);
    watch_.look(bus_.now());
    UNSCOPED_INFO(auditor_.text());
    return has(rule);
  }
  [[nodiscard]] bool has(Rule rule) const {
    return std::ranges::count(auditor_.violations(), rule, &sim::Violation::rule) > 0;
  }
  [[nodiscard]] bool is_clean() const { return auditor_.violations().empty(); }

 private:
  BrokenMaster master_;
  sim::Bus bus_;
  sim::PortId port_;
  sim::Auditor auditor_;
  sim::Watch watch_;
  std::vector<std::unique_ptr<sim::Unit>> units_;
};

msg::MasterHeartbeat with_limit(msg::MasterHeartbeat beat, Centiamps limit) {
  beat.command = msg::Command::set_limit;
  beat.limit = limit;
  return beat;
}
msg::MasterHeartbeat without_limit(msg::MasterHeartbeat beat) {
  beat.command = msg::Command::none;
  beat.limit = {};
  return beat;
}

TEST_CASE("auditor: finds nothing with a sound master", "[sim][auditor]") {
  Trial trial{[](Time /*now*/, const msg::MasterHeartbeat& meant) { return meant; }};
  CHECK_FALSE(trial.finds(Rule::raise));
  CHECK(trial.is_clean());
}

TEST_CASE("auditor: finds who hands out 2 A more than fits", "[sim][auditor]") {
  Trial trial{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return meant.command.has_limit() ? with_limit(meant, meant.limit + 2_A) : meant;
      }};
  CHECK(trial.finds(Rule::raise));
}

TEST_CASE("auditor: finds who takes a minimum for something that is always there",
          "[sim][auditor]") {
  // 8 A in all; the minimum of 6 A is sent to everybody.
  auto config = eager_master();
  config.max_current = 8_A;
  Trial trial{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return meant.command.has_limit() ? meant : with_limit(meant, 6_A);
      },
      config};
  CHECK(trial.finds(Rule::minimum));
}

TEST_CASE("auditor: finds who offers more than the total", "[sim][auditor]") {
  Trial trial{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return meant.command.has_limit() ? with_limit(meant, 33_A) : meant;
      }};
  CHECK(trial.finds(Rule::offer));
}

TEST_CASE("auditor: finds who never sends a reduction", "[sim][auditor]") {
  Trial trial{[last = Centiamps{}](Time /*now*/, const msg::MasterHeartbeat& meant) mutable
              -> std::optional<msg::MasterHeartbeat> {
    if (!meant.command.has_limit()) return meant;
    const bool falls = meant.limit < last;
    last = std::max(last, meant.limit);
    return falls ? without_limit(meant) : meant;
  }};
  CHECK(trial.finds(Rule::reduction));
  CHECK(trial.has(Rule::in_force));
}

TEST_CASE("auditor: finds who sends a reduction once and hopes", "[sim][auditor]") {
  // The one frame was lost, and what should repeat it does not.
  Trial trial{
      [](Time now, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        const bool is_lowered = now >= Time{} + 70s && now < Time{} + 130s;
        return is_lowered ? without_limit(meant) : meant;
      }};
  CHECK(trial.finds(Rule::in_force));
}

TEST_CASE("auditor: finds who grants in the quiet time", "[sim][auditor]") {
  auto config = eager_master();
  config.bus_idle = false;
  Trial trial{
      [](Time now, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return now < Time{} + 30s ? with_limit(meant, 6_A) : meant;
      },
      config};
  CHECK(trial.finds(Rule::raise));
}

TEST_CASE("auditor: finds who sends a command that no master needs", "[sim][auditor]") {
  Trial trial{
      [](Time now, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        auto beat = meant;
        if (now >= Time{} + 60s && !meant.command.has_limit()) beat.command = msg::Command::raise;
        return beat;
      }};
  CHECK(trial.finds(Rule::commands));
}

TEST_CASE("auditor: finds who forgets a unit for 2 s", "[sim][auditor]") {
  Trial trial{[last = Time{}](Time now, const msg::MasterHeartbeat& meant) mutable
              -> std::optional<msg::MasterHeartbeat> {
    if (meant.to == TwcId{0x2001} && now - last < 2s) return std::nullopt;
    if (meant.to == TwcId{0x2001}) last = now;
    return meant;
  }};
  CHECK(trial.finds(Rule::cadence));
}

TEST_CASE("auditor: finds who leaves a car waiting", "[sim][auditor]") {
  Trial trial{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        return meant.to == TwcId{0x2002} ? without_limit(meant) : meant;
      }};
  CHECK(trial.finds(Rule::starvation));
}

TEST_CASE("auditor: finds who speaks to a unit that never announced itself", "[sim][auditor]") {
  Trial trial{
      [](Time /*now*/, const msg::MasterHeartbeat& meant) -> std::optional<msg::MasterHeartbeat> {
        auto beat = meant;
        beat.to = TwcId{0x2009};
        return beat;
      }};
  CHECK(trial.finds(Rule::unannounced));
}

}  // namespace
}  // namespace twc::test
