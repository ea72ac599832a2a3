#!/bin/sh
# SPDX-License-Identifier: MIT
# Finds headless sentences: those that begin with "Who", "Whoever", "Whose", "What", "Whatever",
# "Which", "Whichever", "Of" or "One that" and so hide who acts. Name the actor, then the verb.
#
#   cmake/plain.sh FILE-OR-FOLDER...
#
# Reads
#   *.cpp *.hpp                          the comments (//) and the strings
#   *.1 *.7                              the text of a man page
#   *.md                                 the text of a page, without its code
#   CMakeLists.txt *.cmake *.sh dev run  the comments (#) and the strings in double quotes; of a
#   *.toml *.yaml *.service *.rules      shell script no text after <<
#
# Prints FILE:LINE: SENTENCE for each that it finds and exits 1; exits 0 if it finds none, 2 if it
# cannot read.
#
# To hold another folder to this rule, mend its sentences and add the folder to `plain_places` in
# ./dev. To allow a sentence, add its beginning, in small letters, to `exceptions`, with "|" between
# two of them. Questions, which end in "?", are allowed anyway.
set -eu
export LC_ALL=C

exceptions='of course|what else it may be:'

[ $# != 0 ] || {
  echo "usage: cmake/plain.sh FILE-OR-FOLDER..." >&2
  exit 2
}
for place in "$@"; do
  [ -r "$place" ] || {
    echo "cmake/plain.sh: cannot read $place" >&2
    exit 2
  }
done

files=$(find "$@" -type f \( -name '*.cpp' -o -name '*.hpp' -o -name '*.1' -o -name '*.7' \
  -o -name '*.md' -o -name CMakeLists.txt -o -name '*.cmake' -o -name '*.sh' -o -name dev \
  -o -name run -o -name '*.toml' -o -name '*.yaml' -o -name '*.service' -o -name '*.rules' \) | sort)
[ -n "$files" ] || {
  echo "cmake/plain.sh: no file that it reads in $*" >&2
  exit 2
}

# File names of this project have no blanks.
# shellcheck disable=SC2086
awk -v allowed="$exceptions" '
  BEGIN { allowed_count = split(allowed, exception, "|") }

  function headless(sentence, low, i) {
    low = tolower(sentence)
    sub(/^[-(*` ]+/, "", low)
    if (low !~ /^(who|whoever|whose|what|whatever|which|whichever|of|one that) /)
      return 0
    if (low ~ /\?[")]*$/)
      return 0
    for (i = 1; i <= allowed_count; i++)
      if (index(low, exception[i]) == 1)
        return 0
    return 1
  }

  # Reports the sentences of the text gathered so far; starts[n] is the line of its n-th word.
  function finish(word_count, words, i, sentence, line) {
    word_count = split(text, words, " ")
    sentence = ""
    for (i = 1; i <= word_count; i++) {
      if (sentence == "")
        line = starts[i]
      sentence = sentence (sentence == "" ? "" : " ") words[i]
      if (words[i] ~ /[.!?][")]*$/ || i == word_count) {
        if (headless(sentence)) {
          print name ":" line ": " sentence
          found = 1
        }
        sentence = ""
      }
    }
    text = ""
    count = 0
  }

  function gather(piece, line, words, pieces, i) {
    pieces = split(piece, words, " ")
    for (i = 1; i <= pieces; i++)
      starts[++count] = line
    text = text " " piece
  }

  # Reports the sentences of a string. A string that begins with a blank goes on with a sentence.
  # The name of a test begins with its subject and a colon.
  function finish_string() {
    if (string != "") {
      finish()
      if (string ~ /^ /)
        string = "_" string
      if (is_test)
        sub(/^[^:"]*: /, "", string)
      gather(string, string_line)
      finish()
    }
    string = ""
    is_test = 0
  }

  # Gathers the strings in a line of code, joined with those right before them, and returns the
  # comment behind the code.
  function comment_behind(rest, gap, literal) {
    gsub(/\047\\?"\047/, "", rest)
    while (match(rest, mark)) {
      gap = substr(rest, 1, RSTART - 1)
      literal = substr(rest, RSTART, RLENGTH)
      rest = substr(rest, RSTART + RLENGTH)
      if (script || gap !~ /^[ \t]*$/)
        finish_string()
      if (literal !~ /^"/)
        return literal
      if (string == "") {
        string_line = FNR
        is_test = gap ~ /(TEST_CASE\(|NAME )$/
      }
      literal = substr(literal, 2, length(literal) - 2)
      gsub(/\\n/, " ", literal)
      string = string literal
    }
    if (rest !~ /^[ \t]*$/)
      finish_string()
    return ""
  }

  FNR == 1 {
    finish_string()
    finish()
    name = FILENAME
    tag = behind = fenced = 0
    until = ""
    page = name ~ /\.[17]$/
    markdown = name ~ /\.md$/
    script = name !~ /\.[ch]pp$/
    shell = name ~ /(\.sh|dev|run)$/
    mark = "\"([^\"\\\\]|\\\\.)*\"|" (script ? "[ \t]#.*$" : "//.*$")
  }

  page && /^\.(B|I|BR|IR|RB|RI|BI|IB) / {
    sub(/^\.[A-Z]+ /, "")
  }
  page && /^[.\047]/ {
    finish()
    tag = /^\.T[PQ]/
    next
  }
  page {
    gsub(/\\f[A-Z]/, "")
    gsub(/\\-/, "-")
    gather($0, FNR)
    if (tag || /^[ \t]*$/)
      finish()
    tag = 0
    next
  }

  markdown && /^[ \t]*```/ {
    finish()
    fenced = !fenced
    next
  }
  markdown && (fenced || (/^    / && text == "")) {
    next
  }
  markdown {
    if (/^[ \t]*$/ || /^[ \t]*([-*#|]|[0-9]+\.)/)
      finish()
    sub(/^[ \t>]*(#+|[-*]|[0-9]+\.) /, "")
    gsub(/\*\*|\]\([^)]*\)/, "")
    gsub(/\[/, "")
    cell_count = split($0, cells, "|")
    for (cell = 1; cell <= cell_count; cell++) {
      gather(cells[cell], FNR)
      if (cell_count > 1)
        finish()
    }
    next
  }

  script && /^#!/ {
    next
  }
  # The text that a script feeds to a program.
  until != "" {
    sub(/^\t+/, "")
    if ($0 == until)
      until = ""
    next
  }
  shell && match($0, /<<-?[\\\047"]?[A-Z]+/) {
    until = substr($0, RSTART, RLENGTH)
    gsub(/[^A-Z]/, "", until)
  }

  # A comment behind code goes on below itself; any other comment there is a new one.
  script ? /^[ \t]*#/ : /^[ \t]*\/\// {
    if (behind && match($0, /[#\/]/) != behind) {
      finish()
      behind = 0
    }
    sub(/^[ \t]*(\/\/+<?|#+)/, "")
    if (/^[ \t]*(-[ \t].*)?$/)
      finish()
    gather($0, FNR)
    next
  }
  {
    finish()
    comment = comment_behind($0)
    behind = comment == "" ? 0 : length($0) - length(comment) + 1
    sub(/^[ \t]*(\/\/+<?|#+)/, "", comment)
    gather(comment, FNR)
  }

  END {
    finish_string()
    finish()
    exit found + 0
  }
' $files
