"""The secrets of signing: the server's key-encryption key and the private keys under it.

Functions, not methods of a model: a server action could call a method and return the key to
a browser.
"""

import os
from contextlib import contextmanager

from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import own_config

from .tools import kek


def key_encryption_key(env):
    """32 bytes from the server's configuration.

    :raises UserError: if they are missing
    """
    return key_encryption_keys(env)[0]


def key_encryption_keys(env):
    """The key and, during a change, the former one."""
    with _explained(env):
        return _load_all()


def seal(env, private, context):
    """The private key as text that only this server's configuration decrypts."""
    with _explained(env):
        return kek.seal(_load_all()[0], private, context)


def private_part(key):
    """The private key of one record."""
    key.ensure_one()
    env = key.env
    with _explained(env):
        sealed = key.sudo().private_encrypted  # sudo: nobody may read the field
        if not sealed:
            raise UserError(
                env._(
                    "Key %(kid)s has no private key here, as in a neutralised copy of a database: "
                    "it verifies, but cannot sign. Generate a key of this database's own.",
                    kid=key.kid,
                )
            )
        return kek.unseal_any(_load_all(), sealed, _context(key))


def reencrypted(key):
    """The private key of one record, encrypted under the current key-encryption key."""
    return seal(key.env, private_part(key), _context(key))


def _context(key):
    """The context of the encrypted text: it cannot be decrypted in another row."""
    key_sudo = key.sudo()  # sudo: as in private_part
    return f"{key_sudo.kid}|{key_sudo.alg}|{key_sudo.sealed_for}"


def _load_all():
    return kek.load_all(os.environ, own_config.paths())


@contextmanager
def _explained(env):
    """Turn a missing or wrong secret into a sentence for the user."""
    try:
        yield
    except kek.KekMissing as err:
        raise UserError(
            env._(
                "The voucher key-encryption key of this server cannot be used "
                "(%(cause)s), so no voucher can be signed. Ask the server's administrator to "
                "set 32 random bytes in base64 as environment variable %(variable)s, or as "
                "“%(option)s” in section [%(section)s] of the configuration file, and to "
                "restart. (openssl rand -base64 32 generates them; keep a copy in a safe place.)",
                cause=str(err),
                variable=kek.ENVIRONMENT,
                option=kek.OPTION,
                section=kek.SECTION,
            )
        ) from err
