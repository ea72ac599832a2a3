#!/bin/sh
# SPDX-License-Identifier: MIT
# The check for headless sentences finds what is planted, and nothing else: plain_test.sh CHECK
set -eu
check=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0

# Expects the check to exit with $1 and to print exactly the lines of standard input for the file $2.
expect() {
  status=0
  "$check" "$work/$2" >"$work/found" 2>"$work/complaint" || status=$?
  [ "$status" = "$1" ] || {
    echo "$2: the check exits with $status, not $1" >&2
    failed=1
  }
  sed "s|^|$work/$2:|" | diff -u - "$work/found" >&2 || {
    echo "$2: - expected, + found" >&2
    failed=1
  }
}

cat >"$work/comment.hpp" <<'TXT'
/// Picks a unit. It is the one
/// who has waited longest. Of
/// these, it takes the first.
int turn;   // fine
int other;  // of them all
            // there are two
/// - What comes next.
TXT
expect 1 comment.hpp <<'TXT'
2: Of these, it takes the first.
5: of them all there are two
7: - What comes next.
TXT

printf '/// who has waited longest\nint turn;\n' >"$work/planted.cpp"
expect 1 planted.cpp <<'TXT'
1: who has waited longest
TXT

cat >"$work/message.cpp" <<'TXT'
const char quote = '"';
auto planted = say("who has waited longest");
auto second = say("the unit is served. "
                  "Who has waited longest goes first\n");
auto joined = say("the unit "
                  "who has waited longest");
TEST_CASE("share: what one unit leaves goes to others", "[share]") {}
auto built = say(amps + " of 5 A", "https://example.org", "{} of {}", "who");  // Whose it is
TXT
expect 1 message.cpp <<'TXT'
2: who has waited longest
3: Who has waited longest goes first
7: what one unit leaves goes to others
8: Whose it is
TXT

cat >"$work/page.1" <<'TXT'
.SH OPTIONS
.TP
.B \-\-fair
who has
.I waited
longest. This unit
of the bus is next.
.TP
.BR what " is"
The tag is no sentence, but
.B \-\-fair
is one. \fBOf\fR these, one goes.
TXT
expect 1 page.1 <<'TXT'
4: who has waited longest.
9: what " is"
12: Of these, one goes.
TXT

cat >"$work/page.md" <<'TXT'
## What it does

> Picks the unit
> who has waited longest. **Who**
has waited longest [goes](who.md) first.

| unit | what it does |
|---|---|
| one | of two |

    who knows this code

1. Of these, one goes.
```
who knows this code
```
- [What](#what) follows.
TXT
expect 1 page.md <<'TXT'
1: What it does
4: Who has waited longest goes first.
7: what it does
9: of two
13: Of these, one goes.
17: What follows.
TXT

cat >"$work/script.sh" <<'TXT'
#!/bin/sh
# Who has waited
# longest.
echo "who has waited longest" # of them
echo "$# units" '# who'
cat <<'END'
# who has waited longest
END
TXT
expect 1 script.sh <<'TXT'
2: Who has waited longest.
4: who has waited longest
4: of them
TXT

cat >"$work/page.cmake" <<'TXT'
# Picks a unit.
add_test(NAME "share: who has waited longest goes first") # whose turn it is
TXT
expect 1 page.cmake <<'TXT'
2: who has waited longest goes first
2: whose turn it is
TXT

cat >"$work/plain.hpp" <<'TXT'
/// Picks the unit whose heartbeat is most overdue. Of course it passes the gate.
// What is it? "Who asks?"
#include "of.hpp"
auto url = "https://who.example";  // the one of the two
TXT
expect 0 plain.hpp </dev/null

mkdir "$work/empty"
expect 2 empty </dev/null
expect 2 missing </dev/null
exit $failed
