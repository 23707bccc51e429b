"""The port to the provider: all that leaves the server passes through it. Tests replace it."""

import abc
import json
from dataclasses import dataclass

from .refusals import Refused


@dataclass(frozen=True)
class Answer:
    """An answer of the provider."""

    status: int
    content_type: str
    body: bytes

    def good(self):
        """This answer, if its status is 200.

        >>> Answer(503, "", b"").good()
        Traceback (most recent call last):
        odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: unreachable: status 503
        """
        if self.status != 200:
            raise Refused("unreachable", f"status {self.status}")
        return self

    def json(self):
        """The object in the body.

        >>> Answer(200, "application/json", b'{"a": 1}').json()
        {'a': 1}
        >>> Answer(200, "application/json", b"[]").json()
        Traceback (most recent call last):
        odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: malformed: no object
        """
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            raise Refused("malformed", "no JSON") from None
        if not isinstance(found, dict):
            raise Refused("malformed", "no object")
        return found

    def is_of(self, content_type):
        """Whether the body is of this type, whatever its parameters.

        >>> Answer(200, "application/JWT; charset=utf-8", b"").is_of("application/jwt")
        True
        """
        return self.content_type.partition(";")[0].strip().lower() == content_type


class Port(abc.ABC):
    """Requests to the provider; each raises ``Refused("unreachable")`` instead of waiting long."""

    @abc.abstractmethod
    def get(self, address, headers=None):
        """The answer to a GET, without following redirects."""

    @abc.abstractmethod
    def post(self, address, form, auth=None):
        """The answer to a form.

        :param auth: (name, password) for HTTP Basic, or None
        """
