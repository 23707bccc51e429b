#!/usr/bin/env python3
"""Words that the suite's texts avoid, with the better word: part of `make lint`.

words.py [FILE...]: checks the files, or all of git's; prints path:line, and fails on a hit.
The list holds what a reviewer would mark in any text: add a pattern when a new one turns up.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = (".py", ".xml", ".js", ".md", ".rst")
#: (pattern, better words)
WORDS = (
    (r"\banew\b", "again; re-…"),
    (r"\bwhoever\b", "anybody who …; users who …"),
    (r"\bcan not\b", "cannot"),
    (r"\bfor ever\b", "forever; permanently"),
    (r"\btired\b", "exhausted"),
    (r"\bhis\b|\bhers?\b|\bhimself\b|\bherself\b", "their; themselves"),
    (r"\b(?:is|are|was|were|be|been|being) told\b", "is notified; is reported; gets a message"),
    (r"\bsays? so, and\b", "says so; … explicitly"),
    (r"\bhang(?:s|ing)? on\b", "depends on; open matters"),
    (r"\bhand(?:s|ed|ing)? (?:it |a step |the step |the case )?over\b", "reassign; pass"),
    (r"\bpast the officers\b", "override"),
    (r"\bshort way\b", "emergency procedure"),
    (r"\bin silence\b", "silently"),
    (r"\bput up for\b", "submit for"),
    (r"\bbroke off\b|\bbroken off\b", "was aborted; was cut off"),
    (r"\bgo(?:es)? along\b|\bcomes? along\b|\btakes? along\b", "move with; be sent too"),
    (r"\bby itself in\b", "automatically in"),
    (r"\bthe company in front\b|\bcompany that is in front\b", "the current company"),
    (r"\bwhat hangs\b", "open matters"),
    (r"\bmakes? (?:it )?known\b", "report; publish"),
    (r"\bthrow-away\b|\bthrown away\b", "temporary; dropped"),
    (r"\bof (?:one's|its|their) own accord\b", "automatically"),
    (r"\bmend(?:s|ed|ing)?\b", "fix; correct"),
    (r"\bbrothers?\b", "similar"),
    (
        r"(?:^|[.:;\"#*(|] ?|\"\"\")(?:What|Who|Whoever) [^?\n]{0,60}\b(?:is|are|was|has|have|stays?|goes|comes)\b(?![^\n]*\?)",
        "no free relative clause as subject: name the thing",
    ),
)
