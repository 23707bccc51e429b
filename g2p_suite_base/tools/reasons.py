"""An officer's reason, as the refusal of an action reads it."""

from odoo.exceptions import UserError

from . import typed


def read(env, value, missing):
    """The reason as it is stored, without blanks around it.

    :param env: of the officer, whose language the refusal has
    :param value: what came from a dialog or an RPC
    :param str missing: the sentence of the refusal when nothing was written
    :raises UserError: when nothing was written, or more than ``typed.LONGEST_REASON`` characters
    """
    try:
        reason = typed.reason(value)
    except typed.Unreadable:
        raise UserError(
            env._(
                "A reason has at most %(most)s characters: make it shorter.",
                most=typed.LONGEST_REASON,
            )
        ) from None
    if not reason:
        raise UserError(missing)
    return reason
