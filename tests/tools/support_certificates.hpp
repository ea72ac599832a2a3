// SPDX-License-Identifier: MIT
#pragma once
/// A made-up authority, with a certificate for localhost and one for a bridge.

#include <cstdlib>
#include <string>

#include <fmt/format.h>

#include "support/catch.hpp"
#include "tools/support_pty.hpp"

namespace twc::test {

class Certificates {
 public:
  Certificates() {
    const std::string make =
        "cd " + folder_.path().string() +
        " && key() { openssl ecparam -name prime256v1 -genkey -noout -out $1.key; }"
        " && key ca && openssl req -x509 -new -key ca.key -subj /CN=made-up -days 2 -out ca.crt"
        " && for name in localhost attic; do key $name"
        " && openssl req -new -key $name.key -subj /CN=$name -out $name.csr"
        " && openssl x509 -req -in $name.csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 2"
        " -out $name.crt; done >/dev/null 2>&1";
    REQUIRE(std::system(make.c_str()) == 0);
  }

  /// The path of ca.crt, localhost.key, attic.crt and so on.
  [[nodiscard]] std::string operator/(const char* name) const { return folder_ / name; }
  /// Settings of a broker on localhost that wants certificates of its clients.
  [[nodiscard]] std::string for_broker() const {
    return fmt::format(
        "allow_anonymous true\nrequire_certificate true\ncafile {0}/ca.crt\n"
        "certfile {0}/localhost.crt\nkeyfile {0}/localhost.key\n",
        folder_.path().string());
  }

 private:
  Folder folder_;
};

}  // namespace twc::test
