"""The port on ``requests``: short, bounded, to the named address only."""

import os
import queue
import time
from contextlib import closing
from threading import Thread

import requests

from .addresses import check_endpoint
from .port import Answer, Port
from .refusals import Refused

#: seconds to connect, between two packets, and altogether
CONNECT, SILENCE, TOTAL = 3, 5, 10
#: bytes of an answer; key sets of real providers have some kilobytes
MOST = 256 * 1024


class RequestsPort(Port):
    """No redirects, no credentials of ``.netrc``, no endless answers.

    The server's proxy (``HTTPS_PROXY``, ``NO_PROXY``) and its certificates (``REQUESTS_CA_BUNDLE``)
    are used.
    """

    def __init__(self, loopback=False):
        self.loopback = loopback

    def get(self, address, headers=None):
        return self._send("GET", address, headers=headers)

    def post(self, address, form, auth=None):
        return self._send("POST", address, data=form, auth=auth)

    def _send(self, method, address, **options):
        check_endpoint(address, self.loopback)
        # in a thread: the time-outs of requests are those between two packets, so an answer of a
        # byte a second would occupy this worker for hours; and names are looked up without one
        outcome = queue.SimpleQueue()
        values = (outcome, method, address, options)
        Thread(target=self._ask, args=values, name="g2p_sign_in_oidc", daemon=True).start()
        try:
            found = outcome.get(timeout=TOTAL)
        except queue.Empty:
            raise Refused("unreachable", "the answer takes too long") from None
        if isinstance(found, Exception):
            raise found
        return found

    def _ask(self, outcome, method, address, options):
        try:
            outcome.put(self._answer(method, address, options))
        except Exception as err:  # noqa: BLE001 - raised again where the answer is awaited
            outcome.put(err)

    def _answer(self, method, address, options):
        end = time.monotonic() + TOTAL
        try:
            with requests.Session() as session:
                session.trust_env = False  # it would send passwords of .netrc
                response = session.request(
                    method,
                    address,
                    timeout=(CONNECT, SILENCE),
                    allow_redirects=False,
                    stream=True,
                    proxies=requests.utils.get_environ_proxies(address),
                    verify=os.environ.get("REQUESTS_CA_BUNDLE") or True,
                    **options,
                )
                with closing(response):
                    body = self._read(response, end)
        except requests.RequestException as err:
            # the class only: addresses in the message may hold a code
            raise Refused("unreachable", type(err).__name__) from None
        return Answer(response.status_code, response.headers.get("Content-Type", ""), body)

    @staticmethod
    def _read(response, end):
        body = b""
        for part in response.iter_content(16 * 1024):
            body += part
            if len(body) > MOST:
                raise Refused("unreachable", "the answer is too long")
            if time.monotonic() > end:  # nobody waits for it any more
                raise Refused("unreachable", "the answer takes too long")
        return body
