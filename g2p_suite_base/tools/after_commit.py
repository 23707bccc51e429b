"""Calls that run after a commit must not change the answer: the work is done.

After the transaction of a request Odoo wakes the scheduler and the bus over separate connections,
and sends some mails. When the pool or the server has no connection left, that raises, and the
person would read an error about saved work. An unwoken scheduler finds its work a minute later.
"""

import functools
import logging

from odoo.tools.misc import Callbacks

_logger = logging.getLogger(__name__)


def quietly(func):
    """Call it; log a failure instead of raising it."""
    try:
        func()
    except Exception:
        # any error: the work it follows is committed
        _logger.exception("a call after a commit failed; the committed work is kept")


class AfterCommit(Callbacks):
    """The calls after a commit; each runs even if another fails."""

    def add(self, func):
        super().add(functools.partial(quietly, func))


def guard(cr):
    """Make sure that no call after the commits of a cursor raises; none is queued there yet."""
    if not isinstance(cr.postcommit, AfterCommit):
        cr.postcommit = AfterCommit()
