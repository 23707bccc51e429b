"""Text messages by HTTP: what most gateways, or a small adapter before them, understand."""

import ipaddress
from urllib.parse import urlsplit

import requests

from .sms import SmsError, SmsGateway

#: seconds until a gateway has to answer
PATIENCE = 10


class SmsByHttp(SmsGateway):
    """Sends each message as a POST of JSON: ``to``, ``text``, ``reference``.

    Any answer of 200 to 299 means that the gateway has accepted it. Redirects are not followed:
    a message would go to a host that nobody has chosen.
    """

    def __init__(self, address, token=""):
        self.address, self.token = address, token

    def send(self, number, text, reference):
        """Post the message; raise SmsError without number and text."""
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        body = {"to": number, "text": text, "reference": reference}
        try:
            answer = requests.post(
                self.address,
                json=body,
                headers=headers,
                timeout=PATIENCE,
                allow_redirects=False,
            )
        except requests.RequestException as err:
            raise SmsError(type(err).__name__) from None  # the error itself may hold the number
        if not 200 <= answer.status_code < 300:
            raise SmsError(f"HTTP {answer.status_code}")


def usable(address):
    """Whether messages may go there: by TLS, or to a gateway on the same machine.

    >>> usable("https://sms.example.org/send"), usable("http://127.0.0.1:8090/"), usable("")
    (True, True, False)
    >>> usable("http://sms.example.org/send"), usable("http://localhost:1"), usable("https://")
    (False, True, False)
    >>> usable("http://[")
    False
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if not parts.hostname:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname))


def _is_here(host):
    """Whether a host is this machine.

    >>> _is_here("::1"), _is_here("192.0.2.7"), _is_here("sms.example.org")
    (True, False, False)
    """
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
