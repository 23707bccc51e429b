"""Figures that are far from the usual; no ``env`` here."""

from statistics import median, quantiles

#: what two computations of one figure may differ by
TINY = 1e-9


def usual_share(counts, least):
    """The middle share of providers; None where too few are compared.

    :param counts: pairs (number, hits), one for each provider

    >>> usual_share([(100, 4), (50, 1), (40, 12)], 3)
    0.04
    >>> usual_share([(100, 4), (40, 12)], 3) is None
    True
    """
    shares = [hits / count for count, hits in counts]
    return median(shares) if len(shares) >= least else None


def is_high_share(count, hits, percent, usual, times):
    """Whether a share reaches a percentage, and a multiple of the usual share.

    >>> is_high_share(40, 12, 30, 0.1, 3), is_high_share(40, 11, 30, 0.1, 1)
    (True, False)
    >>> is_high_share(40, 12, 10, 0.11, 3), is_high_share(40, 12, 10, None, 3)
    (False, True)
    """
    if hits * 100 < percent * count:
        return False
    return usual is None or hits / count >= times * usual - TINY


def quarters(middles):
    """The lower quartile, the middle and the upper quartile of the providers' middle amounts.

    >>> quarters([280, 300, 310, 340, 900])
    (300.0, 310.0, 340.0)
    """
    return tuple(float(cut) for cut in quantiles(middles, n=4, method="inclusive"))


def distance(middle, cuts, times):
    """How many times the usual amount, or its inverse where it is lower; 0 where it is not far.

    It is far at a multiple of the upper quartile, or at that part of the lower one: one provider
    alone does not move these, however large its amounts are.

    :param cuts: of ``quarters``

    >>> distance(680, (300, 310, 340), 2) == 680 / 310, distance(679, (300, 310, 340), 2)
    (True, 0)
    >>> distance(150, (300, 310, 340), 2) == 310 / 150, distance(151, (300, 310, 340), 2)
    (True, 0)
    """
    low, usual, high = cuts
    if middle + TINY >= times * high:
        return middle / usual
    if middle * times <= low + TINY:
        return usual / middle
    return 0


def is_worse(level, before, times):
    """Whether a figure is that many times as high as before.

    >>> is_worse(0.45, 0.3, 1.5), is_worse(0.44, 0.3, 1.5)
    (True, False)
    """
    return level >= before * times - TINY


def together(owners):
    """Those who have something in common, directly or through others.

    :param dict owners: {value: the ids of its owners}
    :return: list of (sorted ids, sorted values), without those who share nothing

    >>> together({"a": {1, 2}, "b": {2, 3}, "c": {4}, "d": {5, 6}})
    [([1, 2, 3], ['a', 'b']), ([5, 6], ['d'])]
    """
    parts = []
    for value in sorted(owners):
        ids, values = set(owners[value]), [value]
        if len(ids) < 2:
            continue
        near = [part for part in parts if part[0] & ids]
        parts = [part for part in parts if not part[0] & ids]
        for others, theirs in near:
            ids |= others
            values = theirs + values
        parts.append((ids, values))
    return sorted((sorted(ids), sorted(values)) for ids, values in parts)
