"""A state that a model's own method sets, as ``write()`` recognises it; no ``env`` here."""


class Move(str):
    """The state that a record moves to.

    It travels in the values, so overrides of ``write()`` and automation rules read it as the
    text that it is, and a copy of the values keeps it. No message over RPC is ever of this
    class, whatever its values and its context say.
    """

    __slots__ = ()


def settle(vals, field="state"):
    """The values as they are stored, of a move; None when they are none.

    The move ends here: what is stored and read again is plain text.

    >>> settle({"state": Move("paid"), "reference": "B7"})
    {'state': 'paid', 'reference': 'B7'}
    >>> type(settle({"state": Move("paid")})["state"])
    <class 'str'>
    >>> settle({"state": "paid"}), settle({"reference": "B7"})
    (None, None)
    """
    if type(vals.get(field)) is not Move:
        return None
    return {**vals, field: str(vals[field])}
