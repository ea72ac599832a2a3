#include <algorithm>

#include <twc/bus/watch.hpp>

namespace twc::bus {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// Why three and 10 s: a master answers within half a second, programs within a few; units announce
/// themselves in bursts after a restart, then every 6 to 10 s.
constexpr std::uint32_t enough_announcements = 3;
constexpr Duration long_ignored = seconds{10};
/// An announcement this soon after a heartbeat was on its way already: bursts last a second.
constexpr Duration crossing = milliseconds{1500};
constexpr std::uint32_t enough_heartbeats = 3;

}  // namespace

void LinkWatch::announce(const When& now, bool master_spoke) {
  // A master that is switched on or off meanwhile makes another case of it.
  if (unheeded_ >= 2 && master_spoke != is_master_there_) {
    longest_ignored_ = ignored();
    unheeded_ = 0;
  }
  if (unheeded_++ == 0) first_ = now;
  is_master_there_ = master_spoke;
  last_ = now;
  announced_ = true;
  const auto since = between(first_heartbeat_, now);
  if (heartbeats_ != 0 && (!since || *since >= crossing)) ++again_;
}

void LinkWatch::heartbeat(const When& now) {
  longest_ignored_ = ignored();
  unheeded_ = 0;
  if (!announced_) return;
  if (heartbeats_++ == 0) first_heartbeat_ = now;
}

void LinkWatch::answer() {
  worst_unheard_ = unheard();
  announced_ = false;
  heartbeats_ = 0;
  again_ = 0;
  first_heartbeat_.reset();
}

std::optional<LinkWatch::Ignored> LinkWatch::ignored() const {
  const auto over = between(first_, last_);
  const bool is_ignored = unheeded_ >= enough_announcements && over && *over >= long_ignored;
  if (!is_ignored || (longest_ignored_ && longest_ignored_->over > *over)) return longest_ignored_;
  return Ignored{.announcements = unheeded_, .over = *over, .is_master_there = is_master_there_};
}

std::optional<LinkWatch::Unheard> LinkWatch::unheard() const {
  // Where times are known, one repetition may still be chance.
  const std::uint32_t enough_again = first_heartbeat_ ? 2 : 1;
  if (again_ < enough_again || heartbeats_ < enough_heartbeats) return worst_unheard_;
  return Unheard{.heartbeats = heartbeats_, .announcements = again_};
}

bool FaceWatch::see(const When& now, const Face& face) {
  constexpr Duration together = seconds{60};
  if (!has_seen_ || face == now_) {
    has_seen_ = true;
    now_ = face;
    return false;
  }
  const bool returns = has_before_ && face == before_;
  const auto turning = between(turned_, now);
  if (!returns || (turning && *turning > together)) {
    turned_ = now;
    returns_ = 0;
  } else if (++returns_ >= 2) {
    is_shared_ = true;
  }
  before_ = now_;
  now_ = face;
  has_before_ = true;
  const bool is_restart = before_.sign != now_.sign && !returns;
  if (is_restart) ++restarts_;
  return is_restart;
}

void LimitWatch::send(const When& now, const msg::MasterHeartbeat& heartbeat) {
  using msg::Command;
  if (heartbeat.command == Command::none) return;
  // 0 is a stop, which no unit mirrors in the same way; 06 and 07 change the limit by themselves.
  if (!heartbeat.command.has_limit() || heartbeat.limit == Centiamps{}) {
    count_ = 0;
    return;
  }
  if (count_ == 0) {
    since_ = now;
    answers_ = 0;
  } else if (sent_[count_ - 1].limit == heartbeat.limit) {
    sent_[count_ - 1] = heartbeat;
    return;
  }
  if (count_ == remembered) {
    std::rotate(sent_.begin(), sent_.begin() + 1, sent_.end());
    --count_;
  }
  sent_[count_++] = heartbeat;
}

void LimitWatch::answer(const When& now, const msg::SlaveHeartbeat& heartbeat) {
  constexpr std::uint32_t enough_answers = 5;
  constexpr Duration long_enough = seconds{10};
  using enum msg::ChargeState;
  if (count_ == 0) return;
  const auto sent = std::span{sent_}.first(count_);
  const bool is_echo =
      std::ranges::find(sent, heartbeat.limit, &msg::MasterHeartbeat::limit) != sent.end();
  // Idle, stopped and failed units keep to a limit of their own, whatever they are sent.
  const bool rests =
      heartbeat.state == ready || heartbeat.state == error || heartbeat.state == do_not_charge;
  if (is_echo || rests) {
    count_ = 0;
    return;
  }
  ++answers_;
  const auto waited = between(since_, now);
  if (answers_ < enough_answers || !waited || *waited < long_enough) return;
  const msg::MasterHeartbeat& last = sent.back();
  failed_ = NeverEchoed{.unit = heartbeat.from,
                        .master = last.from,
                        .command = last.command,
                        .sent = last.limit,
                        .reported = heartbeat.limit,
                        .answers = answers_};
}

void DrawWatch::answer(const When& now, const msg::SlaveHeartbeat& heartbeat) {
  constexpr Duration long_enough = seconds{10};
  constexpr Duration widest_gap = seconds{5};
  const unsigned limit = heartbeat.limit.value();
  const unsigned tolerance = std::max(100U, limit / 20);
  const auto gap = between(last_, now);
  last_ = now;
  if (!now || heartbeat.drawn.value() <= limit + tolerance) {
    since_.reset();
    return;
  }
  if (!since_ || (gap && *gap > widest_gap)) since_ = now;
  const Duration lasted = *now - *since_;
  if (lasted < long_enough || (found_ && found_->lasted > lasted)) return;
  found_ = Overdraw{
      .unit = heartbeat.from, .limit = heartbeat.limit, .drawn = heartbeat.drawn, .lasted = lasted};
}

void SilenceWatch::ask(const When& now, TwcId unit) {
  // Logs of programs may lack what was received: only who used to answer can fall silent.
  constexpr std::uint32_t enough = 5;
  // Why 20 s: a real master gives a unit up after some 26 s, and asks it every 1.3 s until then.
  constexpr Duration long_silent = seconds{20};
  const std::uint32_t asked_before = asked_ - asked_since_;
  ++asked_;
  ++asked_since_;
  const auto silent = between(heard_, now);
  const bool answered_well = answered_ >= enough && 2 * answered_ >= asked_before;
  if (!answered_well || asked_since_ < enough || !silent || *silent < long_silent) return;
  is_silent_ = true;
  if (found_ && found_->silent > *silent) return;
  found_ = Lost{.unit = unit, .silent = *silent, .asked = asked_since_, .is_back = false};
}

void SilenceWatch::hear(const When& now) {
  heard_ = now;
  asked_since_ = 0;
  if (is_silent_) found_->is_back = true;
  is_silent_ = false;
}

}  // namespace twc::bus
