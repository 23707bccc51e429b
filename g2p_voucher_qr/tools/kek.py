"""The key-encryption key: it lives in the server's configuration, never in the database."""

import base64
import binascii
import configparser
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

ENVIRONMENT = "G2P_VOUCHER_KEK"
SECTION, OPTION = "g2p_voucher_qr", "kek"
SIZE = 32
NONCE = 12


class KekMissing(Exception):
    """There is no usable key-encryption key; the message says why."""


def load(environ, config_path):
    """32 bytes from the environment, else from the configuration file.

    >>> load({ENVIRONMENT: base64.b64encode(bytes(32)).decode()}, None) == bytes(32)
    True
    >>> load({}, None)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    KekMissing: not set
    """
    text = (environ.get(ENVIRONMENT) or _from_file(config_path)).strip()
    if not text:
        raise KekMissing("not set")
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KekMissing("not base64") from None
    if len(key) != SIZE:
        raise KekMissing("not 32 bytes")
    return key


def _from_file(path):
    """The option of the addon's own section: Odoo reads only [options]."""
    parser = configparser.RawConfigParser()
    try:
        parser.read([path] if path else [])
    except configparser.Error:
        return ""
    return parser.get(SECTION, OPTION, fallback="")


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
    """The secret; KekMissing when it was sealed with another key or context."""
    data = base64.b64decode(text)
    try:
        return AESGCM(kek).decrypt(data[:NONCE], data[NONCE:], context.encode())
    except InvalidTag:
        raise KekMissing("another key") from None
