"""Hours in which no text message is sent, in the time of the office."""

from datetime import datetime, time, timedelta

import pytz


def is_quiet(hour, start, end):
    """Whether an hour of the day is between the two; equal ones mean never.

    >>> [is_quiet(hour, 20, 8) for hour in (19.99, 20, 0, 7.5, 8)]
    [False, True, True, True, False]
    >>> is_quiet(13, 12, 14), is_quiet(14, 12, 14), is_quiet(3, 8, 8)
    (True, False, False)
    """
    if start <= end:
        return start <= hour < end
    return hour >= start or hour < end


def loud_from(moment, zone, start, end):
    """The first moment from ``moment`` on (both naive, UTC) outside the quiet hours.

    >>> night = datetime(2026, 11, 30, 22, 0)
    >>> loud_from(night, "UTC", 20, 8), loud_from(night, "UTC", 8, 8) == night
    (datetime.datetime(2026, 12, 1, 8, 0), True)
    >>> loud_from(night, "Africa/Nairobi", 20, 8.5)
    datetime.datetime(2026, 12, 1, 5, 30)

    In the night in which clocks go forward an hour is missing; an end in it is an hour later:

    >>> loud_from(datetime(2026, 3, 28, 22, 0), "Europe/Berlin", 20, 8)
    datetime.datetime(2026, 3, 29, 6, 0)
    >>> loud_from(datetime(2026, 3, 28, 22, 0), "Europe/Berlin", 20, 2.5)
    datetime.datetime(2026, 3, 29, 1, 30)

    In the night in which they go back an hour comes twice; it is quiet both times:

    >>> loud_from(datetime(2026, 10, 24, 22, 0), "Europe/Berlin", 20, 2.5)
    datetime.datetime(2026, 10, 25, 1, 30)
    """
    tz = pytz.timezone(zone)
    local = pytz.utc.localize(moment).astimezone(tz)
    if not is_quiet(_hour(local), start, end):
        return moment
    day = local.date() if _hour(local) < end else local.date() + timedelta(days=1)
    hours, minutes = divmod(round(end * 60), 60)
    ended = datetime.combine(day, time()) + timedelta(hours=hours, minutes=minutes)
    return tz.normalize(tz.localize(ended)).astimezone(pytz.utc).replace(tzinfo=None)


def _hour(local):
    return local.hour + local.minute / 60 + local.second / 3600
