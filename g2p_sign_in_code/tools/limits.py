"""How often codes may be asked for; no ``env`` here.

Pairs of a time and the number of codes within it. A hospital has one address for many people, so
the limit of an address alone is wide; that of one ID number is not, since each code costs money and
disturbs its owner.
"""

import math
from datetime import timedelta

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
#: a code can be used this long, and for so many tries
LASTS, TRIES = 10 * MINUTE, 5
#: rows are kept until no limit counts them
KEPT = 2 * DAY
#: one number or contact from one address; it from everywhere; one address, whatever the number
HERE = ((MINUTE, 1), (15 * MINUTE, 3), (DAY, 10))
EVERYWHERE = ((HOUR, 6), (DAY, 20))
ADDRESS = ((15 * MINUTE, 60), (DAY, 1000))
#: codes sent to one person, whichever of their numbers was typed
PERSON = ((HOUR, 6), (DAY, 20))
#: codes sent to one telephone or address, which a household shares, for all of its people
CONTACT = ((HOUR, 12), (DAY, 40))


def wait(moments, limits, now):
    """Seconds until another code may be asked for.

    :param moments: times of the former ones, newest first

    >>> from datetime import datetime
    >>> noon = datetime(2026, 1, 1, 12)
    >>> [wait(former, HERE, noon) for former in ([], [noon - MINUTE / 2], [noon - MINUTE])]
    [0, 30, 0]
    >>> wait([noon - 2 * MINUTE, noon - 3 * MINUTE, noon - 5 * MINUTE], HERE, noon)
    600
    >>> wait([noon - n * MINUTE for n in range(7)], EVERYWHERE, noon)
    3300
    """
    seconds = [0]
    for window, most in limits:
        if len(moments) >= most:
            seconds.append(math.ceil((moments[most - 1] + window - now).total_seconds()))
    return max(seconds)


def most(limits):
    """As many former moments as a limit looks at.

    >>> most(HERE), most(ADDRESS)
    (10, 1000)
    """
    return max(count for _window, count in limits)
