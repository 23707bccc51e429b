"""Which area somebody means who writes where they live; no ``env`` here.

Nothing is guessed: words mean an area only if exactly one area has them as its name or as a
spelling that an officer entered.
"""

import difflib

from odoo.addons.g2p_suite_base.tools import folding

#: between a district and a town in a key; folded words have no sign
BESIDE = "|"
#: suggestions that an officer is shown, and how alike they must be (difflib's default is 0.6)
MOST, LIKENESS = 5, 0.65


def key(words):
    """Words as they are compared; False without any.

    >>> key(" Trans-Nzoia "), key("Nzóia Trans"), key("-"), key(None)
    ('trans nzoia', 'nzoia trans', False, False)
    """
    return " ".join(folding.name(words)) or False


def key_of(district, town):
    """The key of a district and a town, or of one of them.

    >>> key_of("North", "Hill Town"), key_of(None, "Hill Town"), key_of("North", ""), key_of("", "")
    ('north|hill town', 'hill town', 'north', False)
    """
    return BESIDE.join(filter(None, (key(district), key(town)))) or False


def meant(district, town, found, paths):
    """The id of the one area that these words mean, else None.

    :param dict found: {key: ids of the areas that have it}
    :param dict paths: {area's id: its path in the tree, such as ``1/7/``}

    A district that is not known, or that contradicts the town, means no area:

    >>> paths = {1: "1/", 7: "1/7/", 2: "2/", 8: "2/8/"}
    >>> found = {"north": {1}, "south": {2}, "hill": {7, 8}, "lake": {8}, "both": {1, 2}}
    >>> meant("North", None, found, paths), meant(None, "Lake", found, paths)
    (1, 8)
    >>> meant("North", "Lake", found, paths), meant("Elsewhere", "Lake", found, paths)
    (None, None)

    A town of the district is more exact than the district; a town with the name of two areas means
    one of them only inside its district:

    >>> meant("South", "Lake", found, paths), meant("North", "Hill", found, paths)
    (8, 7)
    >>> meant(None, "Hill", found, paths), meant("Both", None, found, paths)
    (None, None)
    >>> meant("North", "Unknown", found, paths)
    1

    What was entered for exactly these words of district and town comes first, inside the area
    that they mean otherwise, and never outside the district:

    >>> meant("North", "Lake", {**found, "north|lake": {7}}, paths)
    7
    >>> meant("North", "Hill", {**found, "north|hill": {2}}, paths)
    7
    >>> meant("North", "Lake", {**found, "north|lake": {2}}, paths)
    """
    districts, towns = (found.get(key(words), set()) for words in (district, town))
    area = _meant_apart(district, districts, towns, paths)
    both = found.get(key_of(district, town), set()) if key(district) and key(town) else set()
    fit = {one for one in both if _inside(one, districts, paths)}
    fit = {one for one in fit if _inside(one, {area} if area else set(), paths)}
    return _only(fit) if fit else area


def _meant_apart(district, districts, towns, paths):
    """The same without what was entered for both words together."""
    if not key(district):
        return _only(towns)
    area = _only(districts)
    if not area:
        return None
    inside = {one for one in towns if paths[one].startswith(paths[area])}
    above = {one for one in towns if paths[area].startswith(paths[one])}
    if towns and not inside | above:
        return None
    return _only(inside) or area


def means_another(area, district, town, found, paths):
    """Whether the words already mean an area that the one with this id is no part of.

    Of district and town together it is enough that the area lies inside what each of them means:

    >>> paths = {1: "1/", 7: "1/7/", 2: "2/"}
    >>> found = {"north": {1}, "hill": {7}}
    >>> [means_another(one, "North", "Hill", found, paths) for one in (7, 1, 2)]
    [False, True, True]
    >>> [means_another(one, "North", "Up there", found, paths) for one in (7, 1, 2)]
    [False, False, True]

    A word alone means this area only, or none, and so do words that were entered together:

    >>> [means_another(one, "North", None, found, paths) for one in (1, 7)]
    [False, True]
    >>> means_another(2, "A", "B", {"a|b": {1}}, paths), means_another(2, "A", "B", {}, paths)
    (True, False)
    """
    words = [key(one) for one in (district, town) if key(one)]
    if found.get(key_of(district, town), set()) - {area}:
        return True
    return not all(_inside(area, found.get(word, set()), paths) for word in words)


def _inside(area, areas, paths):
    """Whether an area is one of these or a part of one, or there are none."""
    return not areas or any(paths[area].startswith(paths[one]) for one in areas)


def _only(areas):
    return next(iter(areas)) if len(areas) == 1 else None


def alike(words, keys):
    """Those of the keys that are most like one of the words, the best first.

    >>> alike(["Nakurru"], ["nakuru", "mombasa"]), alike([None, ""], ["nakuru"])
    (['nakuru'], [])
    """
    found = {}
    for folded in filter(None, map(key, words)):
        for one in difflib.get_close_matches(folded, keys, MOST, LIKENESS):
            likeness = difflib.SequenceMatcher(None, folded, one).ratio()
            found[one] = max(likeness, found.get(one, 0))
    return sorted(found, key=lambda one: (-found[one], one))[:MOST]
