"""Whether there are people enough for the stages of a procedure; no ``env`` here."""


def too_few(stages, distinct):
    """Indexes of the stages for which too few people are left.

    :param list stages: (how many must approve, ids of the people who may), in their order
    :param bool distinct: nobody may approve two stages

    >>> too_few([(1, [1, 2]), (2, [2, 3])], distinct=True)
    []
    >>> too_few([(1, [1]), (1, [1])], distinct=True), too_few([(1, [1]), (1, [1])], distinct=False)
    ([1], [])
    >>> too_few([(1, [1, 2]), (1, [1]), (1, [2, 3])], distinct=True)
    []
    >>> too_few([(2, [1])], distinct=False), too_few([(1, [])], distinct=True)
    ([0], [0])
    """
    if not distinct:
        return [at for at, (needed, people) in enumerate(stages) if len({*people}) < needed]
    seats = [(at, people) for at, (needed, people) in enumerate(stages) for _seat in range(needed)]
    seat_of = {}
    empty = {
        seats[seat][0] for seat in range(len(seats)) if not _place(seat, seats, seat_of, set())
    }
    return sorted(empty)


def too_few_for_two(stages, distinct):
    """The same for two sets of people of whom nobody is in both.

    Where one person may approve several stages each stage is counted for itself.

    >>> too_few_for_two([(1, [1, 2]), (1, [3, 4])], distinct=True)
    []
    >>> too_few_for_two([(1, [1, 2]), (1, [2, 3])], distinct=True)
    [1]
    >>> too_few_for_two([(1, [1, 2]), (1, [1, 2])], distinct=False)
    []
    >>> too_few_for_two([(2, [1, 2])], distinct=False)
    [0]
    """
    return too_few([(2 * needed, people) for needed, people in stages], distinct)


def _place(seat, seats, seat_of, seen):
    """Give the seat to somebody, who may leave another seat that somebody else can take."""
    for person in seats[seat][1]:
        if person in seen:
            continue
        seen.add(person)
        if person not in seat_of or _place(seat_of[person], seats, seat_of, seen):
            seat_of[person] = seat
            return True
    return False
