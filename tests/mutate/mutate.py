#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Changes the core in small ways, one at a time, and tells which changes no test notices.

mutate.py [--named[=RULE]] [--headers] [--list] [COUNT] [SEED]

Works on a copy of the tree in build/mutate. Only what a change touches is built again. The tests of
nodes and of the simulation run first, then the promises with 8 and with 60 seeds. `--named` makes
the changes of named.txt in place of random ones: each breaks a rule, so each has to be noticed.
`--headers` changes the headers, too; after each of those all tests are built again. survivors.txt has the changes that may survive, with the reason. Ends with 1 if another one does.
"""

import argparse
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
WORK = ROOT / "build" / "mutate"
TREE = WORK / "tree"
BUILD = TREE / "build" / "dev"
SOURCES = "libtwc/src/node"
HEADERS = "libtwc/include/twc/node"
STAGES = (
    (["[node],[sim]~[promise]"], {}),
    (["[promise]"], {"TWC_SEEDS": "8"}),
    (["[promise],[service]"], {"TWC_SEEDS": "60"}),
)


class Mutation:
    """One change: a span of a file and what stands there in its place."""

    def __init__(self, path, start, end, new, kind):
        self.path, self.start, self.end, self.new, self.kind = path, start, end, new, kind

    def apply(self, text):
        return text[: self.start] + self.new + text[self.end :]

    def lines(self, text):
        """The line before and after, without what is around them."""
        begin = text.rfind("\n", 0, self.start) + 1
        stop = text.find("\n", self.end)
        before = text[begin:stop]
        after = text[begin : self.start] + self.new + text[self.end : stop]
        return " ".join(before.split()), " ".join(after.split())

    def number(self, text):
        return text.count("\n", 0, self.start) + 1


def blank_out(text):
    """The same length, with blanks for comments, texts, includes and assertions."""
    pattern = r'//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'|^#[^\n]*|static_assert\([^;]*;'
    return re.sub(pattern, lambda found: " " * len(found.group()), text, flags=re.M)


COMPARISONS = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "=="}


def end_of_term(code, at):
    """Where the term that begins at `at` ends: before the next operator or bracket of its level."""
    depth = 0
    while at < len(code):
        char = code[at]
        if char in "([{":
            depth += 1
        elif char in ")]}":
            if depth == 0:
                return at
            depth -= 1
        elif depth == 0 and (char in ";,?:" and code[at : at + 2] != "::" and code[at - 1 : at + 1] != "::"):
            return at
        elif depth == 0 and code[at : at + 2] in ("&&", "||"):
            return at - 1
        at += 1
    return at


def mutations_of(path, text):
    code = blank_out(text)
    found = []

    def add(start, end, new, kind):
        found.append(Mutation(path, start, end, new, kind))

    for match in re.finditer(r" (<=|>=|==|!=|<|>) (?=\S)", code):
        add(match.start(1), match.end(1), COMPARISONS[match.group(1)], "comparison")
    for match in re.finditer(r"\b(\d+)(?=\b|_A)", code):
        if code[match.start() - 1] in "._'x" or code[match.end() : match.end() + 1] in "'.xU":
            continue
        add(match.start(1), match.end(1), str(int(match.group(1)) + 1), "constant")
    for match in re.finditer(r"\b(true|false)\b", code):
        add(match.start(1), match.end(1), "false" if match.group(1) == "true" else "true", "constant")
    for match in re.finditer(r"\bstd::(min|max)\b", code):
        add(match.start(1), match.end(1), "max" if match.group(1) == "min" else "min", "constant")
    for match in re.finditer(r" (&&|\|\|) ", code):
        add(match.start(), end_of_term(code, match.end()), "", "dropped term")
    for match in re.finditer(r" (\+|-) (?=\S)", code):
        add(match.start(1), match.end(1), "-" if match.group(1) == "+" else "+", "arithmetic")
    for match in re.finditer(r"^ +((?:[\w>.\[\]-]+|\*\w+)\([^;{}]*\));$", code, flags=re.M):
        if not match.group(1).startswith(("return", "if", "for", "while", "delete")):
            add(match.start(1), match.end(1), "", "removed call")
    for match in re.finditer(r"\bif \(", code):
        if code[match.start() : match.start() + 12].startswith("if constexpr"):
            continue
        end = end_of_term_bracket(code, match.end())
        if ";" not in code[match.end() : end]:
            add(match.end(), end, "!(" + text[match.end() : end] + ")", "negated condition")
    return found


def end_of_term_bracket(code, at):
    depth = 1
    while depth > 0:
        depth += {"(": 1, ")": -1}.get(code[at], 0)
        at += 1
    return at - 1


def sources(with_headers):
    for place in (SOURCES, HEADERS) if with_headers else (SOURCES,):
        for path in sorted((ROOT / place).glob("*.[ch]pp")):
            yield path.relative_to(ROOT)


def read_table(name, columns):
    rows = []
    for line in (HERE / name).read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split(" | ")]
            if len(cells) != columns:
                sys.exit(f"mutate: {name}: expected {columns} cells: {line}")
            rows.append(cells)
    return rows


def named_mutations(wanted):
    """The listed changes, and the rows whose text does not stand there once any more."""
    found, gone = [], []
    for rule, name, old, new in read_table("named.txt", 4):
        if wanted not in ("", rule):
            continue
        path = pathlib.Path(name)
        text = (ROOT / path).read_text()
        if text.count(old) == 1:
            at = text.index(old)
            found.append(Mutation(path, at, at + len(old), new, rule))
        else:
            gone.append(f"named.txt: expected once in {name}, found {text.count(old)} times: {old}")
    return found, gone


def run(command, **options):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options)


def copy_tree():
    """Leaves files alone that are the same, so that little is built again."""
    names = run(["git", "ls-files", "-z"], cwd=ROOT, check=True).stdout.decode().split("\0")
    for name in filter(None, names):
        source, target = ROOT / name, TREE / name
        if not source.is_file():
            continue
        if not target.exists() or target.read_bytes() != source.read_bytes():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
    # Compiles each file of the library by itself, so that a mutation rebuilds one file and not eight.
    # A mutation may leave names unused: warnings are no errors here.
    alone = "set_target_properties(twc PROPERTIES UNITY_BUILD OFF COMPILE_WARNING_AS_ERROR OFF)\n"
    lists = TREE / "libtwc" / "CMakeLists.txt"
    lists.write_text((ROOT / "libtwc" / "CMakeLists.txt").read_text() + alone)


def build():
    return run(["cmake", "--build", BUILD, "--target", "libtwc-tests", "--", "--quiet", "-j2"])


def prepare():
    copy_tree()
    if not (BUILD / "build.ninja").exists():
        options = ["-DTWC_BUILD_TOOLS=OFF", "-DTWC_BUILD_EXAMPLES=OFF"]
        made = run(["cmake", "--preset", "dev", *options], cwd=TREE)
        if made.returncode != 0:
            sys.exit(made.stdout.decode())
    print("mutate: building what is not changed", flush=True)
    made = build()
    if made.returncode != 0:
        sys.exit(made.stdout.decode())


def tests_notice(limit):
    """The stage whose tests fail or hang; None when all of them pass."""
    for number, (specs, seeds) in enumerate(STAGES, 1):
        try:
            done = run([BUILD / "tests" / "libtwc-tests", "-a", *specs], env={**os.environ, **seeds},
                       timeout=limit)
        except subprocess.TimeoutExpired:
            return f"hangs in stage {number}"
        if done.returncode != 0:
            names = re.findall(r"^-{20,}\n([^\n]+)\n(?:  [^\n]+\n)*-{20,}\n",
                               done.stdout.decode(errors="replace"), re.M)
            return names[-1].strip() if names else f"stage {number}"
    return None


def judge(mutation, limit):
    """Gives what noticed it, "" when nothing did, None when it does not compile."""
    target = TREE / mutation.path
    text = target.read_text()
    target.write_text(mutation.apply(text))
    try:
        return (tests_notice(limit) or "") if build().returncode == 0 else None
    finally:
        target.write_text(text)


def pick(seed, with_headers):
    everything = [m for path in sources(with_headers) for m in mutations_of(path, (ROOT / path).read_text())]
    random.Random(seed).shuffle(everything)
    return everything


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--named", nargs="?", const="", metavar="RULE",
                        help="the changes of named.txt, or those of one rule: --named=R2")
    parser.add_argument("--headers", action="store_true", help="change headers, too")
    parser.add_argument("--list", action="store_true", help="only list what would be changed")
    parser.add_argument("count", nargs="?", type=int, default=20)
    parser.add_argument("seed", nargs="?", type=int, default=1)
    wish = parser.parse_args()
    is_named = wish.named is not None
    chosen, gone = (
        named_mutations(wish.named) if is_named else (pick(wish.seed, wish.headers), [])
    )
    for row in gone:
        print(f"mutate: {row}")
    count = len(chosen) if is_named else wish.count
    reasons = {tuple(row[:3]): row[3] for row in read_table("survivors.txt", 4)}
    if not wish.list:
        prepare()
        begin = time.time()
        noticed = tests_notice(None)
        if noticed:
            sys.exit(f"mutate: the tests fail without a change: {noticed}")
        limit = 60 + 5 * (time.time() - begin)
        print(f"mutate: the tests take {time.time() - begin:.0f} s", flush=True)
    killed = known = 0
    survivors = []
    for mutation in chosen:
        if killed + known + len(survivors) == count:
            break
        # The copy: somebody may go on working on the tree meanwhile.
        text = ((ROOT if wish.list else TREE) / mutation.path).read_text()
        before, after = mutation.lines(text)
        where = f"{mutation.path}:{mutation.number(text)}: {mutation.kind}: {before}  ->  {after}"
        if wish.list:
            print(where)
            killed += 1
            continue
        noticed = judge(mutation, limit)
        if noticed is None:
            print(f"no code   {where}", flush=True)
            if is_named:
                gone.append(where)
            continue
        reason = reasons.get((str(mutation.path), before, after))
        if noticed:
            killed += 1
            print(f"noticed   {where}\n          by {noticed}", flush=True)
        elif reason and not is_named:
            known += 1
            print(f"may be so {where}\n          {reason}", flush=True)
        else:
            survivors.append(where)
            print(f"SURVIVES  {where}", flush=True)
    if wish.list:
        print(f"mutate: {killed} changes, none of them tried")
        return 1 if gone else 0
    print(f"mutate: {killed} noticed, {known} that may survive, {len(survivors)} that survive")
    return 1 if survivors or gone else 0


if __name__ == "__main__":
    sys.exit(main())
