"""The key-encryption key: stored in the server's configuration, never in the database."""

import base64
import binascii
import contextlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from odoo.addons.g2p_suite_base.tools import own_config

ENVIRONMENT = "G2P_VOUCHER_KEK"
SECTION, OPTION = "g2p_voucher_key", "kek"
#: the section's name before signing keys had an addon of their own; its values are not used
OLD_SECTION = "g2p_voucher_qr"
#: the former key during a change: it still decrypts, but no longer encrypts
FORMER_ENVIRONMENT, FORMER_OPTION = f"{ENVIRONMENT}_FORMER", f"{OPTION}_former"
SIZE = 32
NONCE = 12


class KekMissing(Exception):
    """There is no usable key-encryption key; the message says why."""


def load(environ, config_path):
    """32 bytes from the environment, or from the configuration file.

    >>> load({ENVIRONMENT: base64.b64encode(bytes(32)).decode()}, None) == bytes(32)
    True
    >>> load({}, None)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    KekMissing: not set
    """
    text = _text(environ, config_path, ENVIRONMENT, OPTION)
    if not text:
        raise KekMissing(_why_not_set(config_path))
    return _decoded(text)


def _why_not_set(config_path):
    """The cause, which names a section that was not renamed.

    >>> _why_not_set(None)
    'not set'
    """
    if own_config.setting({}, config_path, ENVIRONMENT, OLD_SECTION, OPTION):
        return f"not set: rename section [{OLD_SECTION}] of the configuration file to [{SECTION}]"
    return "not set"


def load_all(environ, config_path):
    """The key, and the former one if it is configured.

    >>> one, two = (base64.b64encode(bytes([n] * 32)).decode() for n in (1, 2))
    >>> [key[0] for key in load_all({ENVIRONMENT: one, FORMER_ENVIRONMENT: two}, None)]
    [1, 2]
    >>> [key[0] for key in load_all({ENVIRONMENT: one}, None)]
    [1]
    >>> short = {ENVIRONMENT: one, FORMER_ENVIRONMENT: "AAAA"}
    >>> load_all(short, None)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    KekMissing: the former one: not 32 bytes
    """
    former = _text(environ, config_path, FORMER_ENVIRONMENT, FORMER_OPTION)
    keys = [load(environ, config_path)]
    try:
        return [*keys, _decoded(former)] if former else keys
    except KekMissing as err:
        raise KekMissing(f"the former one: {err}") from None


def _text(environ, config_path, variable, option):
    return own_config.setting(environ, config_path, variable, SECTION, option)


def _decoded(text):
    """32 bytes."""
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KekMissing("not base64") from None
    if len(key) != SIZE:
        raise KekMissing("not 32 bytes")
    return key


def seal(kek, secret, context):
    """Nonce and ciphertext as text, bound to the context.

    >>> unseal(bytes(32), seal(bytes(32), b"secret", "a"), "a")
    b'secret'
    >>> sealed = seal(bytes(32), b"secret", "a")
    >>> unseal(bytes(32), sealed, "b")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    KekMissing: another key
    """
    nonce = os.urandom(NONCE)
    sealed = AESGCM(kek).encrypt(nonce, secret, context.encode())
    return base64.b64encode(nonce + sealed).decode()


def unseal(kek, text, context):
    """The secret; KekMissing if it was sealed with another key or context."""
    return unseal_any([kek], text, context)


def unseal_any(keks, text, context):
    """The secret, by the first key that decrypts it.

    >>> unseal_any([bytes(32), b"f" * 32], seal(b"f" * 32, b"secret", "a"), "a")
    b'secret'
    """
    data = base64.b64decode(text)
    for kek in keks:
        with contextlib.suppress(InvalidTag):
            return AESGCM(kek).decrypt(data[:NONCE], data[NONCE:], context.encode())
    raise KekMissing("another key")
