"""Attacks that a state with one writer must withstand, for the tests of each addon."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError

from ..tools import moves

#: contexts that a caller may send
FORGED = {
    "state": "draft",
    "move": True,
    "su": True,
    "install_mode": True,
    "_force_unlink": True,
    "tracking_disable": True,
    "_set_state": True,
    "_write_engine": True,
    "default_state": "paid",
}


class Disguised(str):
    """A text that pretends to be a move."""

    __slots__ = ()
    __class__ = moves.Move


def assert_closed(test, records, state, sentence, field="state"):
    """Nobody writes the state except its writer: tried on each of the records, as their user, with
    an ordinary context and with a forged one."""
    for record in records:
        forged = {**record.env.context, **FORGED}
        for value in (state, Disguised(state)):
            for caller in (record, record.with_context(**forged)):
                with (
                    test.subTest(user=record.env.uid, su=record.env.su, value=type(value)),
                    test.assertRaisesRegex(AccessError, f"^{re.escape(sentence)}$"),
                    test.cr.savepoint(),
                ):
                    caller.write({field: value})


@contextmanager
def overridden(env, model):
    """The values with which the model's ``write`` is called meanwhile, as seen by an automation
    rule (``base_automation`` patches ``write``) and by an addon that copies the values."""
    seen, cls = [], env.registry[model]
    origin = cls.write

    def write(records, vals):
        seen.append(dict(vals))
        return origin(records, dict(vals))

    with patch.object(cls, "write", write):
        yield seen
