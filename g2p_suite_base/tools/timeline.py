"""Timelines of records for people outside; no ``env`` here."""

import datetime


def entry(date, title, text="", state="done"):
    """One entry of a timeline, for the template ``g2p_suite_page.timeline``.

    :param date: a day, a moment, or False for the present step
    :param str text: the text for the person
    :param str state: *done*, *stop* where it ended, or *now*

    >>> entry(datetime.date(2026, 3, 1), "Paid")["is_moment"]
    False
    >>> entry(datetime.datetime(2026, 3, 1, 12), "Rejected", state="stop")["is_moment"]
    True
    >>> entry(False, "We wait for your answer.", None, "now")["text"]
    ''
    """
    return {
        "date": date,
        "is_moment": isinstance(date, datetime.datetime),
        "title": title,
        "text": text or "",
        "state": state,
    }
