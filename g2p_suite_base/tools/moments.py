"""A day, or a moment with its time zone, in words."""

from datetime import timedelta

import pytz
from babel.dates import format_timedelta

from odoo import fields
from odoo.tools.misc import babel_locale_parse, format_date, format_datetime

#: for readers of all countries: 11/12/2026 means two different days
DAY = "d MMM y"
FORMAT = "d MMM y, HH:mm ZZZZ"
#: Babel writes "GMT+00:00", as if it were a time difference
UTC_FORMAT = "d MMM y, HH:mm 'UTC'"


def shown(env, moment, office=None):
    """A moment (UTC) in the time of the reader, else of the office, with the zone.

    :param office: the company whose moment it is; the user's without it
    :return: a text in the reader's language; empty without a moment
    """
    if not moment:
        return ""
    moment, zone = fields.Datetime.to_datetime(moment), zone_of(env, office)
    return format_datetime(env, moment, tz=zone, dt_format=pattern(moment, zone))


def day(env, value):
    """A day in the reader's language: 3 Nov 2026; empty without one."""
    return format_date(env, value, date_format=DAY)


def zone_of(env, office=None):
    """The name of the time zone in which moments are shown to the user."""
    zone = env.context.get("tz") or env.user.tz
    return zone if zone in pytz.all_timezones_set else (office or env.company)._office_zone()


def pattern(moment, zone):
    """The pattern of Babel for a moment (naive, UTC) in a time zone.

    >>> from datetime import datetime
    >>> winter, summer = datetime(2026, 1, 15), datetime(2026, 7, 15)
    >>> pattern(winter, "UTC") == pattern(winter, "Europe/London") == UTC_FORMAT
    True
    >>> pattern(summer, "Europe/London") == pattern(winter, "Africa/Nairobi") == FORMAT
    True
    """
    offset = pytz.utc.localize(moment).astimezone(pytz.timezone(zone)).utcoffset()
    return FORMAT if offset else UTC_FORMAT


def hours(number, lang):
    """A number of hours in words, in the plural form of the language.

    >>> hours(1, "en_US"), hours(72, "en_US"), hours(1, "fr_FR")
    ('1 hour', '72 hours', '1\xa0heure')
    """
    return format_timedelta(
        timedelta(hours=number),
        granularity="hour",
        threshold=1e9,  # never in days
        locale=babel_locale_parse(lang),
    )
