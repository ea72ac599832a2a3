// SPDX-License-Identifier: MIT
#include "capture/writer_thread.hpp"

#include <condition_variable>
#include <exception>
#include <mutex>
#include <utility>

namespace twc::tools {

struct WriterThread::Shared {
  void run();
  /// False when the program ends.
  [[nodiscard]] bool write(std::vector<Record>& records);

  std::mutex mutex;  // never held while the disk is waited for
  std::condition_variable has_work;
  std::condition_variable has_ended;
  std::vector<Record> waiting;
  std::uint64_t dropped = 0;  ///< after those that wait
  std::vector<std::string> news;
  bool shall_flush = false;
  bool shall_end = false;
  bool is_over = false;
  std::unique_ptr<CaptureWriter> writer;
};

void WriterThread::Shared::run() {
  std::vector<Record> records;
  records.reserve(most_waiting);
  std::string failure;
  try {
    while (write(records)) {
    }
  } catch (const std::exception& error) {
    failure = error.what();
  }
  const std::scoped_lock lock{mutex};
  if (!failure.empty()) news.push_back(failure);
  is_over = true;
  has_ended.notify_all();
}

bool WriterThread::Shared::write(std::vector<Record>& records) {
  std::unique_lock lock{mutex};
  has_work.wait(lock, [this] { return shall_flush || shall_end; });
  records.clear();
  records.swap(waiting);
  const std::uint64_t lost = std::exchange(dropped, 0);
  const bool is_last = shall_end;
  shall_flush = false;
  lock.unlock();
  for (const Record& record : records) writer->take(record);
  if (lost > 0) writer->lost(lost);
  writer->flush();
  const auto remarks = writer->remarks();
  lock.lock();
  news.insert(news.end(), remarks.begin(), remarks.end());
  return !is_last;
}

WriterThread::WriterThread(std::unique_ptr<CaptureWriter> writer)
    : shared_{std::make_shared<Shared>()} {
  shared_->writer = std::move(writer);
  shared_->waiting.reserve(most_waiting);
  thread_ = std::thread{[shared = shared_] { shared->run(); }};
}

WriterThread::~WriterThread() {
  constexpr Duration moment = std::chrono::seconds{1};
  static_cast<void>(finish(moment));
}

void WriterThread::take(const Record& record) {
  const std::scoped_lock lock{shared_->mutex};
  if (shared_->is_over) return;
  if (shared_->waiting.size() == most_waiting) {
    ++shared_->dropped;
    return;
  }
  shared_->waiting.push_back(record);
  if (shared_->waiting.size() < most_waiting / 4) return;
  shared_->shall_flush = true;
  shared_->has_work.notify_one();
}

void WriterThread::flush() {
  const std::scoped_lock lock{shared_->mutex};
  shared_->shall_flush = true;
  shared_->has_work.notify_one();
}

std::vector<std::string> WriterThread::news() {
  const std::scoped_lock lock{shared_->mutex};
  return std::exchange(shared_->news, {});
}

bool WriterThread::finish(Duration patience) {
  if (!thread_.joinable()) return true;
  std::unique_lock lock{shared_->mutex};
  shared_->shall_end = true;
  shared_->has_work.notify_one();
  const bool has_ended =
      shared_->has_ended.wait_for(lock, patience, [this] { return shared_->is_over; });
  lock.unlock();
  has_ended ? thread_.join() : thread_.detach();
  return has_ended;
}

}  // namespace twc::tools
