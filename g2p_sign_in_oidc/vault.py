"""Secrets of the clients, encrypted under the server's key-encryption key.

Functions, not methods of a model: a server action could call a method and return the secret to a
browser.
"""

import os
from contextlib import contextmanager

from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import own_config
from odoo.addons.g2p_voucher_key.tools import kek

from .tools.client import Signer
from .tools.refusals import Refused


def seal(env, secret, context):
    """A secret as text that only this server's configuration decrypts."""
    with _explained(env):
        return kek.seal(_keys()[0], secret.encode(), _bound(env, context))


def unseal(env, sealed, context):
    """The secret.

    :raises Refused: if this server cannot decrypt it; administrators read the cause in the log of
        sign-ins
    """
    try:
        return kek.unseal_any(_keys(), sealed, _bound(env, context)).decode()
    except kek.KekMissing as err:
        raise Refused("key", str(err)) from None


def resealed(env, sealed, context):
    """The same secret under the current key; None if this server cannot decrypt it."""
    try:
        secret = unseal(env, sealed, context)
    except Refused:
        return None
    return seal(env, secret, context)


def signer_of(key):
    """A client's key with its private part."""
    sealed = key.sudo().private_encrypted  # sudo: nobody may read the field
    if not sealed:
        raise Refused("key", "no private key in this database")
    return Signer(key.kid, key.alg, unseal(key.env, sealed, key_context(key.kid)))


def secret_of(provider):
    """The client's secret at a provider; empty if it has none."""
    sealed = provider.sudo().secret_encrypted  # sudo: nobody may read the field
    return unseal(provider.env, sealed, secret_context(provider.id)) if sealed else ""


def key_context(kid):
    """The context to which an encrypted key is bound."""
    return f"g2p.sign.in.key|{kid}"


def secret_context(provider_id):
    """The context to which an encrypted secret is bound."""
    return f"g2p.sign.in.provider|{provider_id}"


def _bound(env, context):
    # sudo: the identifier of the database is no secret
    home = env["ir.config_parameter"].sudo().get_param("database.uuid")
    return f"{context}|{home}"


def _keys():
    return kek.load_all(os.environ, own_config.paths())


@contextmanager
def _explained(env):
    """Turn a missing or wrong key-encryption key into a sentence for the administrator."""
    try:
        yield
    except kek.KekMissing as err:
        raise UserError(
            env._(
                "The key-encryption key of this server cannot be used (%(cause)s), so no key or "
                "secret can be stored. Ask the server's administrator to set 32 random bytes in "
                "base64 as environment variable %(variable)s, or as “%(option)s” in section "
                "[%(section)s] of the configuration file, and to restart.",
                cause=str(err),
                variable=kek.ENVIRONMENT,
                option=kek.OPTION,
                section=kek.SECTION,
            )
        ) from err
