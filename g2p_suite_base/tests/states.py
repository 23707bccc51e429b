"""What a state with one writer has to hold against, in the tests of each addon."""

import re
from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import AccessError

from ..tools import moves

#: what somebody may put into the context of a call
FORGED = {
    "state": "draft",
    "move": True,
    "su": True,
    "install_mode": True,
    "tracking_disable": True,
    "_set_state": True,
    "_write_engine": True,
    "default_state": "paid",
}


class Disguised(str):
    """A text that says it is a move."""

    __slots__ = ()
    __class__ = moves.Move


def assert_closed(test, records, state, sentence, field="state"):
    """Nobody writes the state past its writer: each of the records, which are of some user,
    with an ordinary context and with a forged one."""
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
    """The values with which ``write`` of the model is called meanwhile, as an automation rule
    (``base_automation`` puts its own ``write`` over that of the model) and an addon that copies
    the values see them."""
    seen, cls = [], env.registry[model]
    origin = cls.write

    def write(records, vals):
        seen.append(dict(vals))
        return origin(records, dict(vals))

    with patch.object(cls, "write", write):
        yield seen
