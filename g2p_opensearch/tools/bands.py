"""Coarse values in place of exact ones."""

from datetime import timedelta

UNKNOWN = "unknown"
#: first age of each band, and its name
AGES = ((60, "60+"), (40, "40-59"), (18, "18-39"), (5, "5-17"), (0, "0-4"))
HOUSEHOLDS = ((9, "9+"), (6, "6-8"), (4, "4-5"), (2, "2-3"), (1, "1"))


def age_band(born, on):
    """The age band of a person on a day.

    >>> from datetime import date
    >>> age_band(date(1990, 2, 3), date(2026, 2, 2)), age_band(date(2021, 2, 3), date(2026, 2, 3))
    ('18-39', '5-17')
    >>> age_band(None, date(2026, 2, 2)), age_band(date(2027, 1, 1), date(2026, 2, 2))
    ('unknown', 'unknown')
    """
    if not born or not on or born > on:
        return UNKNOWN
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return band(years, AGES)


def band(number, bands):
    """The band of a number; unknown below all of them.

    >>> band(7, HOUSEHOLDS), band(0, HOUSEHOLDS)
    ('6-8', 'unknown')
    """
    return next((name for first, name in bands if number >= first), UNKNOWN)


def week(day):
    """The Monday of the week of a date or time, as a date; None for none.

    >>> from datetime import datetime
    >>> week(datetime(2026, 11, 29, 17, 30))
    datetime.date(2026, 11, 23)
    """
    if not day:
        return None
    day = day.date() if hasattr(day, "date") else day
    return day - timedelta(days=day.weekday())


def month(day):
    """The first day of the month.

    >>> from datetime import date
    >>> month(date(2026, 11, 29))
    datetime.date(2026, 11, 1)
    """
    day = day.date() if hasattr(day, "date") else day
    return day.replace(day=1)


def hours(start, end):
    """Hours between two times; None if one is missing.

    >>> from datetime import datetime
    >>> hours(datetime(2026, 1, 1, 8), datetime(2026, 1, 1, 9, 30)), hours(None, None)
    (1.5, None)
    """
    if not start or not end:
        return None
    return (end - start).total_seconds() / 3600
