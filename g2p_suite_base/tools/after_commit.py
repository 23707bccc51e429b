"""What is done after a commit cannot change the answer any more: the work is done.

Odoo wakes the scheduler and the bus over connections of their own, and sends some mails, after the
transaction of a request. When the pool or the server has no connection left, that raises, and the
person would read an error about something that was kept. The scheduler finds its work without
being woken, a minute later.
"""

import functools
import logging

from odoo.tools.misc import Callbacks

_logger = logging.getLogger(__name__)


def quietly(func):
    """Call it; a failure is a record in the log."""
    try:
        func()
    except Exception:
        # whatever it was: what it was called for is committed
        _logger.exception("something that follows a commit failed; what was committed stands")


class AfterCommit(Callbacks):
    """The calls after a commit, each for itself."""

    def add(self, func):
        super().add(functools.partial(quietly, func))


def guard(cr):
    """Let nothing that follows the commits of a cursor raise; nothing is queued there yet."""
    if not isinstance(cr.postcommit, AfterCommit):
        cr.postcommit = AfterCommit()
