"""JSON-RPC 2.0 for strangers: whatever is sent is answered or refused, without a traceback.

Odoo's own JSON routes answer an anonymous caller with the server's stack when the members of
a request have another type than expected.
"""

import json
from dataclasses import dataclass

from werkzeug.exceptions import (
    BadRequest,
    LengthRequired,
    RequestEntityTooLarge,
    UnsupportedMediaType,
)

MAX_BODY = 65536  # bytes; a voucher's text has less than 4096


@dataclass(frozen=True)
class Call:
    """What was asked."""

    ident: object
    params: dict


def read(httprequest):
    """Call of the request; an HTTP refusal (400, 411, 413, 415) otherwise."""
    if httprequest.mimetype != "application/json":
        raise UnsupportedMediaType("Send JSON.")
    if httprequest.content_length is None:
        raise LengthRequired("Say how long it is.")
    if httprequest.content_length > MAX_BODY:
        raise RequestEntityTooLarge("This is too long for a voucher.")
    return parse(httprequest.get_data(cache=False))


def parse(body):
    """Call of the bytes.

    >>> parse(b'{"id": 1, "params": {"text": "A"}}')
    Call(ident=1, params={'text': 'A'})
    >>> parse(b'{"params": [1]}')  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    BadRequest: 400 Bad Request: Not a JSON-RPC call.
    """
    try:
        call = json.loads(body)
    except (ValueError, RecursionError):
        raise BadRequest("Not JSON.") from None
    params = call.get("params", {}) if isinstance(call, dict) else None
    ident = call.get("id") if isinstance(call, dict) else None
    if not isinstance(params, dict) or not isinstance(ident, (str, int, type(None))):
        raise BadRequest("Not a JSON-RPC call.")
    return Call(ident, params)
