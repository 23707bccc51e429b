import socket
import struct
import tempfile
import threading
from pathlib import Path

from odoo.tests import BaseCase, tagged

from odoo.addons.g2p_document_store.tools.scanner import (
    ClamdScanner,
    ScannerUnavailable,
    Verdict,
)

from .common import EICAR


class FakeClamd(threading.Thread):
    """Speaks as much of clamd's INSTREAM as one scan needs; it is no scanner."""

    def __init__(self, path, answer=None):
        super().__init__(daemon=True)
        self.answer = answer
        self.command = self.received = b""
        self.server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.server.bind(path)
        self.server.listen(1)

    def run(self):
        connection, _address = self.server.accept()
        with connection, connection.makefile("rb") as stream:
            self.command = stream.read(len(b"zINSTREAM\0"))
            while size := struct.unpack(">I", stream.read(4))[0]:
                self.received += stream.read(size)
            found = b"stream: Eicar-Test-Signature FOUND\0"
            clean = b"stream: OK\0"
            default = found if EICAR in self.received else clean
            connection.sendall(default if self.answer is None else self.answer)
        self.server.close()


@tagged("post_install", "-at_install")
class TestClamdClient(BaseCase):
    def setUp(self):
        super().setUp()
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = str(Path(folder.name, "clamd.sock"))

    def _scan(self, content, answer=None):
        self.clamd = FakeClamd(self.path, answer)
        self.clamd.start()
        self.addCleanup(self.clamd.join, 5)
        return ClamdScanner(self.path, timeout=5).scan(content)

    def test_a_clean_file_of_several_chunks_arrives_whole(self):
        content = b"0123456789abcdef" * 10_000
        self.assertEqual(self._scan(content), Verdict(True, ""))
        self.clamd.join(5)
        self.assertEqual(self.clamd.command, b"zINSTREAM\0")
        self.assertEqual(self.clamd.received, content)

    def test_malware_is_named(self):
        self.assertEqual(self._scan(EICAR), Verdict(False, "Eicar-Test-Signature"))

    def test_an_error_of_the_scanner_is_never_taken_for_clean(self):
        for answer in (b"INSTREAM size limit exceeded. ERROR\0", b"", b"NOT OKAY\0"):
            Path(self.path).unlink(missing_ok=True)
            with self.subTest(answer), self.assertRaises(ScannerUnavailable):
                self._scan(b"x", answer)

    def test_no_scanner_at_the_socket(self):
        with self.assertRaises(ScannerUnavailable):
            ClamdScanner(self.path).scan(b"x")
