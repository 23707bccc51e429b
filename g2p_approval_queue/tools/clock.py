"""Time that is left, in words and as a level; no ``env`` here."""

from datetime import timedelta

from babel.dates import format_timedelta

#: hours below which a step is due soon, whatever its limit, and the part of the limit
SOON_HOURS, SOON_PART = 2, 0.25
#: working time is summed up so far ahead; beyond it the days are counted
HORIZON = timedelta(days=31)


def overlap(intervals, begin, end):
    """Hours of the intervals that lie between two moments.

    >>> from datetime import datetime
    >>> def at(hour): return datetime(2026, 11, 30, hour)
    >>> overlap([(at(8), at(12)), (at(13), at(17))], at(10), at(14))
    3.0
    >>> overlap([(at(8), at(12))], at(13), at(14)), overlap([], at(1), at(2))
    (0.0, 0.0)
    """
    parts = (min(stop, end) - max(start, begin) for start, stop in intervals)
    return sum(max(part.total_seconds(), 0) for part in parts) / 3600.0


def level(hours, limit):
    """How urgent a step with so many hours left is, of so many at first.

    >>> level(-0.1, 24), level(5, 24), level(7, 24), level(1.9, 0)
    ('overdue', 'soon', 'fine', 'soon')
    """
    if hours < 0:
        return "overdue"
    return "soon" if hours <= max(SOON_HOURS, limit * SOON_PART) else "fine"


def span(hours, locale):
    """A number of hours in words, in the plural form of the language; shorter ones in minutes, and
    long ones in days.

    >>> span(5.7, "en"), span(-1, "en"), span(0.7, "en"), span(0, "en")
    ('5 hours', '1 hour', '42 minutes', '0 minutes')
    >>> span(24 * 40, "en"), span(72, "fr")
    ('40 days', '72\xa0heures')
    """
    hours = abs(hours)
    unit = "minute" if hours < 1 else "hour"
    if hours > HORIZON.total_seconds() / 3600:
        unit = "day"
    seconds = {"minute": 60, "hour": 3600, "day": 86400}[unit]
    whole = int(hours * 3600 / seconds + 1e-6) * seconds
    return format_timedelta(
        timedelta(seconds=whole), granularity=unit, threshold=1e9, locale=locale
    )
