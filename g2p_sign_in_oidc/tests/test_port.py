from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..tools import requests_port
from ..tools.refusals import Refused


class Handler(BaseHTTPRequestHandler):
    """A server on loopback with the answers that a port must not believe."""

    def do_GET(self):
        self.server.asked.append(self.path)
        if self.path == "/elsewhere":
            self.send_response(302)
            self.send_header("Location", "/secret")
            self.end_headers()
            return
        if self.path == "/slow":
            self.answer_slowly()
            return
        body = b"x" * (requests_port.MOST + 1) if self.path == "/long" else b'{"a": 1}'
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_slowly(self):
        """A byte now and then, each within the time-out between two packets."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        while not self.server.is_over.wait(0.05):
            self.wfile.write(b"x")
            self.wfile.flush()

    def log_message(self, *args):
        """No log: warnings fail the run."""


@tagged("post_install", "-at_install")
class TestPort(BaseCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        cls.server.asked, cls.server.is_over = [], Event()
        thread = Thread(target=cls.server.serve_forever, daemon=True)
        thread.start()
        cls.addClassCleanup(thread.join)
        cls.addClassCleanup(cls.server.server_close)
        cls.addClassCleanup(cls.server.shutdown)
        cls.address = f"http://127.0.0.1:{cls.server.server_port}"

    @classmethod
    def _request_handler(cls, session, prepared, /, **options):
        """Odoo's check of what tests send compares the time-out, which is a pair here."""
        longest = max(options.pop("timeout"))
        return super()._request_handler(session, prepared, **options, timeout=longest)

    def refused(self, port, address):
        with self.assertRaises(Refused) as caught:
            port.get(address)
        return caught.exception.code

    def test_an_answer_is_read(self):
        answer = requests_port.RequestsPort(loopback=True).get(f"{self.address}/a")
        self.assertEqual(answer.good().json(), {"a": 1})

    def test_a_redirect_is_not_followed(self):
        answer = requests_port.RequestsPort(loopback=True).get(f"{self.address}/elsewhere")
        self.assertEqual(answer.status, 302)
        self.assertNotIn("/secret", self.server.asked)

    def test_a_long_answer_is_not_read(self):
        port = requests_port.RequestsPort(loopback=True)
        self.assertEqual(self.refused(port, f"{self.address}/long"), "unreachable")

    def test_an_answer_that_never_ends_is_not_awaited(self):
        self.addCleanup(self.server.is_over.set)
        with patch.object(requests_port, "TOTAL", 1), self.assertRaises(Refused) as caught:
            requests_port.RequestsPort(loopback=True).get(f"{self.address}/slow")
        self.assertEqual(str(caught.exception), "unreachable: the answer takes too long")

    def test_nothing_is_asked_over_http_or_of_a_closed_port(self):
        self.assertEqual(self.refused(requests_port.RequestsPort(), self.address), "metadata")
        port = requests_port.RequestsPort(loopback=True)
        self.assertEqual(self.refused(port, "http://127.0.0.1:1/"), "unreachable")
        self.assertEqual(self.refused(port, "http://10.0.0.1/"), "metadata")
