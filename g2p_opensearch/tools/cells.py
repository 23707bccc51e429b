"""Small cells: numbers about so few people that somebody could be recognised."""

#: areas with fewer cases are shown as part of their parent
SMALLEST_AREA = 10


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
