"""The value by which ``write()`` recognises a state set by the model's own method; no ``env``
here."""


class Move(str):
    """The state that a record moves to.

    It is passed in the values, so overrides of ``write()`` and automation rules read it as plain
    text, and a copy of the values keeps it. No value received over RPC is ever of this class.
    """

    __slots__ = ()


def settle(vals, field="state"):
    """The values of a move as they are stored; None if they contain no move.

    The move ends here: the stored value is plain text.

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
