"""Waiting times after wrong codes and passwords; no database here."""

import ipaddress
import math
from datetime import timedelta

WINDOW = timedelta(minutes=15)  # the time that wrong ones count
IPV6_PREFIX = 64  # the prefix of one customer, who can change the rest


def network(address):
    """The part of the address that its user cannot change.

    >>> network("192.0.2.7"), network("2001:db8::1:2:3:4"), network("odd")
    ('192.0.2.7', '2001:db8::', '')
    >>> network("::ffff:192.0.2.7")
    '192.0.2.7'
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return ""
    found = getattr(found, "ipv4_mapped", None) or found
    if found.version == 4:
        return str(found)
    return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False).network_address)


def wait(moments, most, now, window=WINDOW):
    """Seconds until another code may be tried.

    :param moments: times of the last wrong codes, newest first, at most `most`

    >>> from datetime import datetime
    >>> noon = datetime(2026, 1, 1, 12)
    >>> wait([noon, noon - timedelta(minutes=5)], 2, noon), wait([noon], 2, noon), wait([], 2, noon)
    (600, 0, 0)
    """
    if len(moments) < most:
        return 0
    return max(math.ceil((moments[most - 1] + window - now).total_seconds()), 0)
