#!/bin/sh
# SPDX-License-Identifier: MIT
# Prints each sentence that twc-sniff --diagnose and the two players can print: sentences.sh PROJECT
#
# Reads the strings of their sources, joins those that stand side by side, and takes a string of two
# words or more for a sentence. {} stands for a name, a number or another part of the sentence.
set -eu
export LC_ALL=C
cd "$1"

print_from() { # a title; source files
  echo "# $1"
  shift
  awk '
    function put(is_continued) {
      if (is_continued)
        sentence = sentence "{}"
      bare = sentence
      gsub(/\\n/, " ", sentence)
      gsub(/\\"/, "\"", sentence)
      gsub(/\{[^}]*\}/, "{}", sentence)
      gsub(/  +/, " ", sentence)
      gsub(/^ +| +$/, "", sentence)
      gsub(/\{[^}]*\}|\\[a-z0-9]+/, " ", bare)
      is_long = bare ~ /[A-Za-z][A-Za-z]+[^A-Za-z{}]* [^A-Za-z]*[A-Za-z]+/
      is_begun = sentence ~ /^[a-z][a-z]+ \{\}$/
      if ((is_long || is_begun) && !(sentence in known)) {
        known[sentence] = 1
        print sentence
      }
      sentence = ""
    }
    FNR == 1 { put(0) }
    /^#/ || /static_assert/ || /throw "/ || /^[ \t]*\/\// { next }
    {
      gsub(/\047\\?"\047/, "")
      gsub(/R"\([^)]*\)"/, "")
      rest = $0
      while (match(rest, /"([^"\\]|\\.)*"|\/\/.*$/)) {
        gap = substr(rest, 1, RSTART - 1)
        if (gap !~ /^[ \t]*$/) {
          put(gap ~ /^[ \t]*\+/)
          if (gap ~ /[^+]\+=?[ \t]*$/)
            sentence = "{}"
        }
        piece = substr(rest, RSTART, RLENGTH)
        rest = substr(rest, RSTART + RLENGTH)
        if (piece ~ /^\//)
          rest = ""
        else
          sentence = sentence substr(piece, 2, length(piece) - 2)
      }
      if (rest !~ /^[ \t]*$/)
        put(rest ~ /^[ \t]*\+/)
    }
    END { put(0) }
  ' "$@" | sort
}

print_from "twc-sniff --diagnose" libtwc/include/twc/wire/function.hpp tools/sniff/diagnosis.cpp \
  tools/sniff/explain*.?pp tools/sniff/no_frames.cpp
print_from "twc-fakemaster" tools/fakemaster/*.?pp tools/twc-fakemaster.cpp
print_from "twc-fakeslave" tools/fakeslave/*.?pp tools/twc-fakeslave.cpp
print_from "both players" tools/common/*.?pp tools/endpoint/*.?pp tools/capture/writer*.?pp
