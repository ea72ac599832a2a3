// SPDX-License-Identifier: MIT
/// Asio, compiled once: quicker to build, and its own warnings stay out of ours.

#include <asio/impl/src.hpp>
