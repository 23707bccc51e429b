"""The code that a session asked for: the code itself is not in it, and the number only sealed."""

import json

from odoo.http import request

from .. import vault

KEY = "g2p_code"


def ask(purpose, channel, way, number="", contact="", registrant=None):
    """Ask for a code, and remember it.

    :param str way: the path to go on with afterwards
    :return: the seconds to wait; 0 if it was asked for
    """
    rows = request.env["g2p.sign.in.code"]
    handle, seconds = rows._ask(purpose, channel, number, contact, registrant)
    if not seconds:
        kept = vault.seal(request.env, json.dumps([number, contact]), handle)
        request.session[KEY] = {
            "handle": handle,
            "purpose": purpose,
            "channel": channel,
            "kept": kept,
            "way": way,
        }
    return seconds


def current():
    """The code that this session asked for last; empty if there is none."""
    return request.session.get(KEY) or {}


def typed(asked):
    """(number, contact) as they were typed; empty ones if the server's key has changed."""
    text = vault.unseal(request.env, asked["kept"], asked["handle"])
    return json.loads(text) if text else ("", "")


def drop():
    """Forget it: the code is used."""
    request.session.pop(KEY, None)
