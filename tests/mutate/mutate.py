#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Changes libtwc/src/node in small ways, one at a time, and tells which changes no test notices.

mutate.py [--named[=RULE]] [--headers] [--list] [--jobs N] [--work DIR] [COUNT] [SEED]

Works on a copy of the tree in build/mutate. The library is a shared one there: for each change one
file is compiled in a folder of its own, the library is linked, and the tests run with it. The tests
of nodes come first, then the promises with 8 seeds, the tests of the simulation, and the promises
with 60 seeds; the first test that fails ends it. `--named` makes the changes of named.txt in place
of random ones: each breaks a rule, so each has to be noticed. `--headers` changes the headers, too;
after each of those all tests are built again. survivors.txt has the changes that may survive, with
the reason. Ends with 1 if another one does.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shlex
import shutil
import subprocess
import sys
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path(__file__).resolve().parent
SOURCES = "libtwc/src/node"
HEADERS = "libtwc/include/twc/node"
STAGES = (
    (["[node]"], {}),
    (["[promise]"], {"TWC_SEEDS": "8"}),
    (["[sim]~[promise]"], {}),
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

    def where(self, text):
        before, after = self.lines(text)
        number = text.count("\n", 0, self.start) + 1
        return f"{self.path}:{number}: {self.kind}: {before}  ->  {after}"


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
        end = end_of_term_bracket(code, match.end())
        is_declaration = code.startswith("const auto", match.end())
        if ";" not in code[match.end() : end] and not is_declaration:
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


def must(command, **options):
    done = run(command, **options)
    if done.returncode != 0:
        sys.exit(done.stdout.decode(errors="replace"))
    return done.stdout.decode()


class Copy:
    """A copy of the tree with its tests, built once with the library as a shared one."""

    def __init__(self, work):
        self.work, self.tree = work, work / "tree"
        self.build_dir = self.tree / "build" / "dev"
        self.tests = self.build_dir / "tests" / "libtwc-tests"

    def prepare(self):
        self.copy_files()
        if not (self.build_dir / "build.ninja").exists():
            options = ["BUILD_SHARED_LIBS=ON", "CMAKE_LINK_DEPENDS_NO_SHARED=ON",
                       "TWC_BUILD_TOOLS=OFF", "TWC_BUILD_EXAMPLES=OFF"]
            must(["cmake", "--preset", "dev", *(f"-D{option}" for option in options)], cwd=self.tree)
        print("mutate: building what is not changed", flush=True)
        done = self.build()
        if done.returncode != 0:
            sys.exit(done.stdout.decode(errors="replace"))
        listed = json.loads((self.build_dir / "compile_commands.json").read_text())
        self.compile = {row["file"]: shlex.split(row["command"]) for row in listed}
        self.link = self.link_command()

    def copy_files(self):
        """Leaves files alone that are the same, so that little is built again."""
        for name in filter(None, must(["git", "ls-files", "-z"], cwd=ROOT).split("\0")):
            content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else None
            if content is not None and name == "libtwc/CMakeLists.txt":
                # Each file of the library is an object of its own. A mutation may leave names unused.
                content += (b"set_target_properties(twc PROPERTIES UNITY_BUILD OFF"
                            b" COMPILE_WARNING_AS_ERROR OFF)\n")
            target = self.tree / name
            if content is None or (target.exists() and target.read_bytes() == content):
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
            shutil.copymode(ROOT / name, target)

    def build(self):
        return run(["cmake", "--build", self.build_dir, "--target", "libtwc-tests", "--", "--quiet",
                    "-j2"])

    def link_command(self):
        """What links the library: the command whose output is a libtwc.so."""
        for line in must(["ninja", "-C", self.build_dir, "-t", "commands", "libtwc-tests"]).splitlines():
            words = shlex.split(line.removeprefix(": && ").removesuffix(" && :"))
            if "-shared" in words and "libtwc.so" in words[words.index("-o") + 1]:
                return words
        sys.exit("mutate: the build has no command that links libtwc.so")

    def time_of_tests(self):
        """All of them pass without a change. That is seen once for each build."""
        record = self.work / "seconds"
        built = [self.tests, self.build_dir / self.link[self.link.index("-o") + 1]]
        if record.exists() and all(record.stat().st_mtime > one.stat().st_mtime for one in built):
            return float(record.read_text())
        begin = time.time()
        noticed = self.notices(None, None)
        if noticed:
            sys.exit(f"mutate: the tests fail without a change: {noticed}")
        record.write_text(str(time.time() - begin))
        print(f"mutate: the tests take {time.time() - begin:.0f} s", flush=True)
        return time.time() - begin

    def notices(self, library, limit):
        """The test that fails or the stage that hangs with `library`; None when all tests pass."""
        place = {**os.environ, "LD_LIBRARY_PATH": str(library)} if library else {**os.environ}
        for number, (specs, seeds) in enumerate(STAGES, 1):
            try:
                done = run([self.tests, "-a", *specs], env={**place, **seeds}, timeout=limit)
            except subprocess.TimeoutExpired:
                return f"hangs in stage {number}"
            if done.returncode != 0:
                names = re.findall(r"^-{20,}\n([^\n]+)\n(?:  [^\n]+\n)*-{20,}\n",
                                   done.stdout.decode(errors="replace"), re.M)
                return names[-1].strip() if names else f"stage {number}"
        return None

    def judge(self, mutation, number, limit):
        """Gives what noticed it, "" when nothing did, None when it does not compile."""
        if str(mutation.path).startswith(HEADERS):
            return self.judge_in_tree(mutation, limit)
        library = self.work / f"changed-{number}"
        return (self.notices(library, limit) or "") if self.change(mutation, library) else None

    def change(self, mutation, library):
        """Makes in the folder `library` the library with the mutation; False if it does not compile."""
        shutil.rmtree(library, ignore_errors=True)
        library.mkdir(parents=True)
        original = self.tree / mutation.path
        changed = library / mutation.path.name
        changed.write_text(mutation.apply(original.read_text()))
        concerned = [original]
        if original.suffix == ".hpp":
            concerned = [path for path in sorted(original.parent.glob("*.cpp"))
                         if f'"{original.name}"' in path.read_text()]
        link = list(self.link)
        link[link.index("-o") + 1] = str(library / self.soname())
        for path in concerned:
            if path != original:
                shutil.copy(path, library)
            words = list(self.compile[str(path)])
            at = words.index("-o") + 1
            link[link.index(words[at])] = words[at] = str(library / (path.name + ".o"))
            words[words.index(str(path))] = str(library / path.name)
            if run([*words, "-iquote", original.parent], cwd=self.build_dir).returncode != 0:
                return False
        return run(link, cwd=self.build_dir).returncode == 0

    def soname(self):
        return next(word for word in self.link if "-soname" in word).split(",")[-1]

    def judge_in_tree(self, mutation, limit):
        target = self.tree / mutation.path
        text = target.read_text()
        target.write_text(mutation.apply(text))
        try:
            return (self.notices(None, limit) or "") if self.build().returncode == 0 else None
        finally:
            target.write_text(text)


class Verdicts:
    """What came of the mutations so far, for several threads."""

    def __init__(self, chosen, count, is_named):
        self.left, self.count, self.is_named = iter(chosen), count, is_named
        self.killed, self.known, self.under_way = 0, 0, 0
        self.survivors, self.broken = [], []
        self.reasons = {tuple(row[:3]): row[3] for row in read_table("survivors.txt", 4)}
        self.lock = threading.Lock()

    def done(self):
        return self.killed + self.known + len(self.survivors)

    def take(self):
        with self.lock:
            if self.done() + self.under_way >= self.count:
                return None
            mutation = next(self.left, None)
            self.under_way += mutation is not None
            return mutation

    def put(self, mutation, text, noticed, seconds):
        before, after = mutation.lines(text)
        where = mutation.where(text)
        reason = self.reasons.get((str(mutation.path), before, after))
        with self.lock:
            self.under_way -= 1
            if noticed is None:
                print(f"no code   {where}", flush=True)
                self.broken.append(where)
            elif noticed:
                self.killed += 1
                print(f"noticed   {where}\n          {seconds:.0f} s, by {noticed}", flush=True)
            elif reason and not self.is_named:
                self.known += 1
                print(f"may be so {where}\n          {reason}", flush=True)
            else:
                self.survivors.append(where)
                print(f"SURVIVES  {where}\n          {seconds:.0f} s", flush=True)


def try_all(copy, verdicts, jobs):
    limit = 60 + 5 * copy.time_of_tests()

    def work(number):
        while (mutation := verdicts.take()) is not None:
            text = (copy.tree / mutation.path).read_text()
            begin = time.time()
            verdicts.put(mutation, text, copy.judge(mutation, number, limit), time.time() - begin)

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for one in [pool.submit(work, number) for number in range(jobs)]:
            one.result()


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
    parser.add_argument("--jobs", type=int, default=2, help="changes to try at a time")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "mutate",
                        help="the folder of the copy")
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
    if wish.list:
        for mutation in chosen[:count]:
            print(mutation.where((ROOT / mutation.path).read_text()))
        print(f"mutate: {min(count, len(chosen))} changes, none of them tried")
        return 1 if gone else 0
    copy = Copy(wish.work.resolve())
    copy.prepare()
    verdicts = Verdicts(chosen, count, is_named)
    try_all(copy, verdicts, 1 if wish.headers else wish.jobs)
    if is_named:
        gone += verdicts.broken
    print(f"mutate: {verdicts.killed} noticed, {verdicts.known} that may survive,"
          f" {len(verdicts.survivors)} that survive")
    return 1 if verdicts.survivors or gone else 0


if __name__ == "__main__":
    sys.exit(main())
