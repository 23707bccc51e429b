"""JSON objects posted by strangers: read, or refused with a status and a title (RFC 9457).

Odoo's own JSON routes use JSON-RPC, and answer anonymous callers with the server's stack trace if
members of a request have unexpected types.
"""

import json

MAX_BODY = 65536  # bytes; a voucher's text has fewer than 4096
PROBLEM = "application/problem+json"


class Refused(ValueError):
    """A refused request: the HTTP status, and the reason."""

    def __init__(self, status, title):
        super().__init__(title)
        self.status, self.title = status, title

    @property
    def problem(self):
        """The answer's body."""
        return {"status": self.status, "title": self.title}


def read(httprequest, *required):
    """The object of a request with the required members; `Refused` otherwise."""
    if httprequest.mimetype != "application/json":
        raise Refused(415, "Send JSON, as application/json.")
    if httprequest.content_length is None:
        raise Refused(411, "Send the length of the body.")
    if httprequest.content_length > MAX_BODY:
        raise Refused(413, f"The body is longer than {MAX_BODY} bytes.")
    return parse(httprequest.get_data(cache=False), *required)


def parse(body, *required):
    """The object of the bytes.

    >>> parse(b'{"text": "A", "more": 1}', "text")
    {'text': 'A', 'more': 1}
    >>> parse(b'{"params": {"text": "A"}}', "text")
    Traceback (most recent call last):
    odoo.addons.g2p_voucher_scan.tools.json_post.Refused: The member "text" is missing.
    """
    try:
        sent = json.loads(body)
    except (ValueError, RecursionError):
        raise Refused(400, "The body is not JSON.") from None
    if not isinstance(sent, dict):
        raise Refused(400, "The body is not a JSON object.")
    for name in required:
        if name not in sent:
            raise Refused(400, f'The member "{name}" is missing.')
    return sent
