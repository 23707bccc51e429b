from dataclasses import replace
from unittest.mock import patch

from ..tools.deferral import deferral_of


def work_off(env, **options):
    """Do the deferred work that is due, in the transaction of the test; return the number of
    records."""
    jobs = type(env["ir.cron"])
    with patch.object(jobs, "_commit_progress", lambda *args, **kwargs: 1):
        # sudo: the server works, not the user of the test
        return env["g2p.deferred"].sudo()._work_off(**options)


def queued(env, records, method):
    """The rows of queued work on the records."""
    env.flush_all()
    work = [("model", "=", records._name), ("method", "=", method)]
    # sudo: the queue is closed to users
    return env["g2p.deferred"].sudo().search([*work, ("res_id", "in", records.ids)], order="id")


def pass_pauses(env):
    """Let all waiting work be due, as if its pauses were over."""
    env.flush_all()
    env.cr.execute("UPDATE g2p_deferred SET date_due = date_due - interval '2 days'")
    env["g2p.deferred"].invalidate_model(flush=False)


def by_scheduler(rows):
    """Have Odoo's scheduler woken, in a `with`, also where another engine is installed.

    :param rows: the class of `g2p.deferred` in the registry
    """
    return patch.object(
        rows, "_wake", lambda rows, _channel, chunks, at=None: rows._wake_scheduler(chunks, at)
    )


def asleep(rows):
    """Have no engine woken, in a `with`: a test that commits must come before a job runner."""
    return patch.object(rows, "_wake", lambda *args, **kwargs: None)


def in_chunks(records, method, size):
    """Have a method of the model run on at most this many records at once, in a `with`."""
    model = type(records)
    own = [vars(base)[method] for base in model.__mro__ if method in vars(base)]
    marked = next(func for func in own if hasattr(func, "deferral"))
    return patch.object(marked, "deferral", replace(deferral_of(model, method), chunk=size))
