"""Small cells: numbers about so few people that somebody could be recognised."""

#: fewer cases than this are not shown in the report on equity
SMALLEST = 5
#: areas with fewer cases are shown as part of their parent
SMALLEST_AREA = 10


def shown(counts, smallest=SMALLEST):
    """The keys of a breakdown whose numbers can be shown.

    What is hidden is the total minus the others, so these are at least two cells, and together as
    many people as a cell that is shown.

    >>> shown({"a": 20, "b": 9, "c": 3})
    {'a'}
    >>> sorted(shown({"a": 20, "b": 9, "c": 0}))
    ['a', 'b', 'c']
    >>> sorted(shown({"a": 20, "b": 9, "c": 3, "d": 2}))
    ['a', 'b']
    >>> shown({"a": 20, "b": 9, "c": 1, "d": 1})
    {'a'}
    """
    hidden = {key for key, count in counts.items() if 0 < count < smallest}
    others = sorted((count, key) for key, count in counts.items() if count and key not in hidden)
    while others and hidden and (len(hidden) == 1 or _total(counts, hidden) < smallest):
        hidden.add(others.pop(0)[1])
    return set(counts) - hidden


def _total(counts, keys):
    return sum(counts[key] for key in keys)


def shares(outcomes, keys, smallest=SMALLEST):
    """Those of the shown keys of which the number of approvals can be shown too.

    The approvals of the others are the total minus these, and must not be few either.

    :param dict outcomes: {key: (approved, not approved)} of all cells, hidden ones as well
    :param set keys: the shown ones

    >>> sorted(shares({"a": (10, 6), "b": (20, 0)}, {"a", "b"}))
    ['a', 'b']
    >>> sorted(shares({"a": (10, 6), "b": (2, 10)}, {"a", "b"}))
    []
    >>> sorted(shares({"a": (10, 6), "b": (30, 8), "c": (2, 10)}, {"a", "b", "c"}))
    ['b']
    """
    yes, no = ({key: pair[at] for key, pair in outcomes.items()} for at in (0, 1))
    found = {key for key in keys if yes[key] >= smallest and not 0 < no[key] < smallest}
    for _count, key in sorted((sum(outcomes[key]), key) for key in found):
        hidden = set(outcomes) - found
        if not any(0 < _total(part, hidden) < smallest for part in (yes, no)):
            break
        found.remove(key)
    return found


def published(parents, counts, smallest=SMALLEST_AREA):
    """The areas that are shown under their own name; the others count for their parent.

    An area is shown if the cases under its name, its own and those of its hidden parts, are many
    enough. Otherwise its smallest shown part is hidden as well, since these cases would be the
    difference.

    :param dict parents: {area: parent or None}
    :param dict counts: {area: cases in it, without its parts}

    >>> tree = {"P": None, "a": "P", "b": "P", "c": "P"}
    >>> sorted(published(tree, {"a": 50, "b": 30, "c": 2}))
    ['P', 'a']
    >>> sorted(published(tree, {"a": 50, "b": 30, "c": 0}))
    ['P', 'a', 'b', 'c']
    >>> sorted(published(tree, {"a": 2, "b": 1, "c": 1}))
    []
    """
    children = {area: [] for area in parents}
    roots = []
    for area, parent in parents.items():
        children.get(parent, roots).append(area)
    names, carried = set(), {}
    for area in _from_below(roots, children):
        _settle(area, children[area], counts.get(area, 0), names, carried, smallest)
    return names


def _from_below(roots, children):
    order, todo = [], list(roots)
    while todo:
        area = todo.pop()
        order.append(area)
        todo += children[area]
    return reversed(order)


def _settle(area, parts, own, names, carried, smallest):
    """Decide on an area whose parts are decided."""
    total = own + sum(carried[part] for part in parts if part not in names)
    named = sorted((part for part in parts if part in names and carried[part]), key=carried.get)
    while 0 < total < smallest and named:
        part = named.pop(0)
        names.discard(part)
        total += carried[part]
    carried[area] = total
    if total == 0 or total >= smallest:
        names.add(area)
