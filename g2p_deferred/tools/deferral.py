"""Methods that may run later, outside the request that asked for them.

>>> class Letter:
...     @deferrable("mail", chunk=10, attempts=3, pause=60)
...     def _post(self):
...         '''Send the letters.'''
>>> deferral_of(Letter, "_post").channel
'mail'
>>> deferral_of(Letter, "write") is None
True
"""

from dataclasses import dataclass

#: longest pause between two attempts, in seconds
LONGEST = 24 * 3600


class RetryLater(Exception):
    """The work cannot be done now, for a reason that may pass. Its text is for people."""


@dataclass(frozen=True)
class Deferral:
    """How a method runs later.

    ``channel`` groups the work that one limit applies to, ``chunk`` is the number of records of a
    transaction, ``attempts`` the number after which the work fails, ``pause`` the seconds before
    the second attempt, ``growth`` the factor of each further pause, and ``failed`` the method that
    learns of a failed attempt.
    """

    channel: str
    chunk: int = 1
    attempts: int = 5
    pause: int = 60
    growth: int = 3
    failed: str | None = None

    def seconds(self, attempts):
        """Seconds to wait after that many failed attempts; None if there is no further attempt.

        >>> [Deferral("mail", attempts=4).seconds(number) for number in (1, 2, 3, 4)]
        [60, 180, 540, None]
        >>> Deferral("mail", attempts=99).seconds(98)
        86400
        """
        if attempts >= self.attempts:
            return None
        return min(self.pause * self.growth ** max(attempts - 1, 0), LONGEST)


def deferrable(channel, **options):
    """Mark a method that `_defer` may queue; the options are those of `Deferral`.

    The method runs as the superuser, without the context of the request, on as many records as
    wait, in its own transaction, and perhaps again after an interruption: it checks whether there
    still is something to do, and reads who asked for it from the records.

    ``failed`` names a method ``(reason, again)`` of the single record: a sentence, and the time of
    the next attempt in UTC, or False if there is none.
    """

    def mark(method):
        method.deferral = Deferral(channel, **options)
        return method

    return mark


def deferral_of(model, name):
    """The `Deferral` of a model's method; None if it may not run later, or is not there.

    Overrides need not repeat the mark.
    """
    for base in model.__mro__:
        found = getattr(vars(base).get(name), "deferral", None)
        if found:
            return found
    return None
