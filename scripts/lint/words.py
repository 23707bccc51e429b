#!/usr/bin/env python3
r"""Words to avoid in code, pages and documents, with better ones; part of `make lint`.

words.py [FILE...] checks the files, by default all of git's, prints path:line and fails on a hit.
Add a pattern when a reviewer marks such a word. LATER only shrinks.

>>> [better for _line, _word, better in hits("# encrypt anew\nx = 1\n", ".py")]
['again, re-…']
>>> [word for _line, word, _better in hits('\"\"\"What a page shows.\"\"\"\n', ".py")]
['What a page shows']
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = (".py", ".xml", ".js", ".md", ".rst")
#: areas not revised yet, and pages with texts of former versions
LATER = ()
ITSELF = ("scripts/lint/words.py", "tests/repo/test_words.py")
#: {pattern: better words}
WORDS = {
    r"\banew\b": "again, re-…",
    r"\b[Ww]hoever\b": "users who …, anybody who …",
    r"\bcan not\b": "cannot",
    r"\bfor ever\b": "forever, permanently",
    r"\btired\b": "exhausted",
    r"(?<!“)\b(his|hers?|him|himself|herself)\b": "their, them, themselves",
    r"\b(is|are|was|were|be|been) told\b": "is notified, is reported, gets a message",
    r"\bhangs? on\b|\bhanging on\b": "depends on, has open matters",
    r"\bpast the officers\b": "override",
    r"\b[Hh]and(s|ed|ing)?[- ]([a-z]+ ){0,3}over\b": "reassign",
    r"\bshort way\b": "emergency procedure",
    r"\bin silence\b": "silently",
    r"\b(broke|broken) off\b": "was cut off, was aborted",
    r"\bof the own\b|\bthe own\b|\ban own\b": "their own, the user's",
    r"\b[Mm]ends?\b|\bmend(ed|ing)\b": "fix, correct",
    r"\bbrothers?\b": "similar",
    r"\bwho is whom\b|\bWho is whom\b": "ties between people",
    r"\bcompany in front\b": "current company",
    r"\bsaid, so that\b": "set explicitly: …",
    r"\bwaits for the next run\b": "is retried on the next run",
    r"\bthrow-away\b|\bthrown away\b": "temporary, dropped",
}
#: a comment or docstring that begins with a free relative clause does not name its subject
CLAUSE = re.compile(
    r'(?:"""|(?:^|\s)#:? |// |/\*\*? |<!-- )'
    r'((?:What|Who|Whose|Whom|Whatever) [^?\n]+?)(?:[.:,;]|"""|$)'
)
PATTERNS = {re.compile(pattern): better for pattern, better in WORDS.items()}


def hits(text, suffix):
    """(line, words, better ones) of each match; code in pages does not count."""
    if suffix in (".md", ".rst"):
        text = re.sub(r"`[^`\n]*`", "``", text)
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, better in PATTERNS.items():
            for found in pattern.finditer(line):
                yield number, found[0], better
        if suffix in (".py", ".xml", ".js"):
            for found in CLAUSE.finditer(line):
                yield number, found[1], "name the thing: “The pages of …”"


def is_checked(name):
    """Whether a file, named from the root, is to be checked."""
    ours = not name.startswith(LATER) and name not in ITSELF and "/lib/" not in name
    return ours and name.endswith(SUFFIXES)


def tracked():
    """Files that git tracks, or would track."""
    command = ["git", "ls-files", "-co", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]


def main(names):
    failed = False
    for name in filter(is_checked, names or tracked()):
        path = ROOT / name
        for line, words, better in hits(path.read_text(encoding="utf-8"), path.suffix):
            failed = True
            sys.stdout.write(f"{name}:{line}: “{words}”: {better}\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
