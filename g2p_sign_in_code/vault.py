"""The secrets of one-time codes, under the server's key-encryption key.

Functions, not methods of a model: a server action could call a method and show a code.
"""

from odoo.exceptions import UserError

from odoo.addons.g2p_voucher_key import vault
from odoo.addons.g2p_voucher_key.tools import kek

from .tools import codes


def is_ready(env):
    """Whether this server has the key; without it no code can be sent."""
    try:
        vault.key_encryption_key(env)
    except UserError:
        return False
    return True


def seal(env, text, handle):
    """A text that only this server's configuration decrypts, bound to its handle."""
    key = codes.sealing_key(vault.key_encryption_key(env))
    return kek.seal(key, text.encode(), handle)


def unseal(env, sealed, handle):
    """The text; "" if it was sealed under another key or handle."""
    keys = [codes.sealing_key(key) for key in vault.key_encryption_keys(env)]
    try:
        return kek.unseal_any(keys, sealed, handle).decode()
    except (kek.KekMissing, ValueError):
        return ""


def digest(env, handle, code):
    """The digest under which a code is stored."""
    return codes.digest(vault.key_encryption_key(env), handle, code)


def fits(env, handle, code, stored):
    """Whether the code is the stored one; during a change of the key, under either."""
    keys = vault.key_encryption_keys(env)
    return codes.same([codes.digest(key, handle, code) for key in keys], stored)
