"""ID numbers and names as they are compared; no ``env`` here.

Both sides of a comparison go through one function. Names in different scripts can only be alike
(``sound``), never the same (``name``).
"""

import re
import unicodedata

from anyascii import anyascii

from .typed_characters import plain_number

#: characters of a text that are compared
LONGEST = 300

# === ID numbers === #


def identifier(number):
    """An ID number as it is compared, whole: letters and digits only, in one case.

    >>> identifier(" nid-9001 1236 ") == identifier("NID\u0669\u0660\u0660\u06611236")
    True
    >>> identifier("\uff21\uff22\u201112.3/4"), identifier("--"), identifier(None)
    ('AB1234', '', '')
    """
    text = unicodedata.normalize("NFKC", plain_number((number or "")[:LONGEST]))
    return "".join(char for char in text.upper() if char.isalnum())[:LONGEST]


# === Names === #

#: letters that Arabic script writes in several ways, and the form they are compared in
ARABIC = str.maketrans(
    "\u0623\u0625\u0622\u0671\u0649\u06cc\u06d2\u0626\u0624\u0629\u06c0\u06c1\u06d5\u06be\u06a9\u06aa",
    "\u0627\u0627\u0627\u0627\u064a\u064a\u064a\u064a\u0648\u0647\u0647\u0647\u0647\u0647\u0643\u0643",
    "\u0621\u0640",  # a lone hamza, and the line that only stretches a word
)
#: the syllables that Ethiopic script writes with several letters of one sound, row by row
ETHIOPIC = {
    row + order: kept + (0 if order == 3 and kept in (0x1200, 0x12A0) else order)
    for kept, rows in (
        (0x1200, (0x1200, 0x1210, 0x1280)),
        (0x1230, (0x1220,)),
        (0x12A0, (0x12A0, 0x12D0)),
        (0x1338, (0x1340,)),
    )
    for row in rows
    for order in range(7)
}
#: scripts whose marks over and under letters are left out in everyday writing
UNMARKED = ("ARABIC", "HEBREW", "SYRIAC", "GREEK", "CYRILLIC")
#: Latin letters that passports and people write as two
DOUBLED = (("ae", "a"), ("oe", "o"), ("ue", "u"), ("aa", "a"))
#: the article, alone or before its word; in "Allah" it is no article, nor in "Alisa"
ARTICLE = re.compile(
    r"^(?:[ae]l(?=[b-df-hj-np-tv-z][a-z]{2})|\u0627\u0644(?!\u0644\u0647$)(?=\w{2}))"
)
ARTICLES = {"al", "el", "\u0627\u0644"}
#: "servant of": written with the word that follows, or apart from it
SERVANT = re.compile(
    r"^(abd|\u0639\u0628\u062f)(?:(?:ou|[aeiou])?l|\u0627\u0644(?!\u0644\u0647$))?(?=\w{2})"
)
SERVANTS = {"abd", "abdul", "abdel", "abdal", "abdoul", "\u0639\u0628\u062f"}


def name(*parts):
    """The words of a name in their own script, in the order in which they are written.

    >>> name("\u0141UKASZ", " Wei\u00df,"), name("\u0130brahim"), name("M\u00fcller")
    (['lukasz', 'weiss'], ['ibrahim'], ['muller'])
    >>> name("Al-Hariri") == name("el hariri") == name("ALHARIRI") == ["hariri"]
    True
    >>> name("\u0623\u062d\u0645\u062f") == name("\u0627\u062d\u0640\u0645\u062f")
    True
    >>> name("Abd al-Rahman") == name("Abdulrahman") == name("Abdel Rahman")
    True
    >>> name("", None, "-")
    []
    """
    words = []
    for part in parts:
        text = unicodedata.normalize("NFKC", (part or "")[:LONGEST]).casefold()
        text = re.sub(r"['\u2018\u2019\u02bc\u02bb\u02bf\u02be`\u00b4]", "", text)  # O'Neil
        words += filter(None, map(_word, re.split(r"[\s,;.\-\u2010-\u2015/()]+", text)))
    return _joined(words)


def _word(word):
    """One word: its letters and digits in the form common to all spellings of its script."""
    folded = "".join(map(_letter, word.translate(ARABIC | ETHIOPIC)))
    for two, one in DOUBLED:
        folded = folded.replace(two, one)
    return folded


def _letter(char):
    category, script = unicodedata.category(char)[0], script_of(char)
    if script == "LATIN" or category == "N":
        return "".join(filter(str.isalnum, anyascii(char).lower()))
    if category == "M":
        return char if script and script not in UNMARKED else ""
    if category != "L":
        return ""
    if script not in UNMARKED:
        return char
    return "".join(c for c in unicodedata.normalize("NFKD", char) if c.isalpha())


def _joined(words):
    """Words without their articles, and with "servant of" before the word that it belongs to."""
    found, servant = [], ""
    for at, word in enumerate(words):
        last = at == len(words) - 1
        if word in ARTICLES and not last:
            continue
        if word in SERVANTS and not last:
            servant = "abd" if word.isascii() else "\u0639\u0628\u062f"
            continue
        word = SERVANT.sub(r"\1", ARTICLE.sub("", word))
        found.append(servant + word)
        servant = ""
    return found


def script_of(char):
    """The script of a letter; empty for a digit or a sign, and for marks of every script.

    >>> script_of("a"), script_of("\u0627"), script_of("7"), script_of("\u674e")
    ('LATIN', 'ARABIC', '', 'CJK')
    """
    if not unicodedata.category(char)[0] in "LM":
        return ""
    script = unicodedata.name(char, "").split(" ")[0].split("-")[0]
    return "" if script == "COMBINING" else script


def same_name(words, others):
    """Whether one name contains the other, in any order; a single word never matches a longer name.

    >>> same_name(["sita", "devi"], ["devi", "rani", "sita"])
    True
    >>> same_name(["sita", "devi"], ["sita", "rani"]), same_name(["devi"], ["sita", "devi"])
    (False, False)
    >>> same_name(["mary", "anne", "smith"], ["smith", "maryanne"]), same_name([], [])
    (True, False)
    """
    if not words or not others:
        return False
    mine, theirs = set(words), set(others)
    shorter = min(mine, theirs, key=len)
    if mine == theirs or (len(shorter) > 1 and shorter == mine & theirs):
        return True
    rest = ["".join(w for w in side if w not in mine & theirs) for side in (words, others)]
    return rest[0] == rest[1]


# === Likeness across scripts === #

#: sounds that scripts and countries write differently
SOUNDS = (
    ("sch", "s"),
    ("tch", "s"),
    ("sh", "s"),
    ("ch", "s"),
    ("sz", "s"),
    ("kh", "h"),
    ("gh", "g"),
    ("dh", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("ck", "k"),
    ("x", "ks"),
)
ALIKE = str.maketrans("qcjvz", "kkgfs", "aeiouyw")


def sound(words):
    """The consonants of each word as Latin letters write them; [] where too few are left.

    >>> sound(name("\u0623\u062d\u0645\u062f \u0627\u0644\u062d\u0631\u064a\u0631\u064a"))
    ['hmd', 'hrr']
    >>> sound(name("Ahmad Al-Hariri")), sound(name("\u0418\u0432\u0430\u043d")), sound(["a"])
    (['hmd', 'hrr'], ['fn'], [])
    """
    spoken = [part for word in words for part in re.findall(r"[A-Z]?[^A-Z]+", anyascii(word))]
    found = [sounded for word in spoken if (sounded := _sound(word.lower()))]
    return found if len("".join(found)) > 1 else []


def _sound(word):
    word = re.sub(r"[^a-z]", "", word)
    word = re.sub(r"(.)\1+", r"\1", word)
    for written, spoken in SOUNDS:
        word = word.replace(written, spoken)
    return re.sub(r"(?<=.)h$", "", word).translate(ALIKE)


def alike(words, others):
    """Whether two names of different scripts sound alike.

    >>> alike(name("\u0623\u062d\u0645\u062f"), name("Ahmad")), alike(["ahmad"], ["ahmed"])
    (True, False)
    """
    if _scripts(words) == _scripts(others):
        return False
    return same_name(sound(words), sound(others))


def _scripts(words):
    return {script for word in words for char in word if (script := script_of(char))}
