import contextlib
import socket
import struct
import tempfile
import threading
import time
from pathlib import Path

from odoo.tests import BaseCase, tagged

from odoo.addons.g2p_document_store.tools.scanner import (
    ENVIRONMENT,
    PATIENT_SECONDS,
    PAUSE,
    ClamdScanner,
    ScannerUnavailable,
    Verdict,
    from_configuration,
)

from .common import EICAR


class FakeClamd(threading.Thread):
    """Implements the part of clamd's INSTREAM that one scan needs; it does not scan."""

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

    def test_an_error_of_the_scanner_is_never_reported_as_clean(self):
        for answer in (b"INSTREAM size limit exceeded. ERROR\0", b"", b"NOT OKAY\0"):
            Path(self.path).unlink(missing_ok=True)
            with self.subTest(answer), self.assertRaises(ScannerUnavailable):
                self._scan(b"x", answer)

    def _silent(self, answer=b""):
        """A scanner that accepts connections, and sends a byte now and then."""
        server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        server.bind(self.path)
        server.listen(8)
        self.addCleanup(server.close)
        self.addCleanup(ClamdScanner.silent_until.clear)
        if answer:
            thread = threading.Thread(target=self._drip, args=(server, answer), daemon=True)
            thread.start()
            self.addCleanup(thread.join, 5)

    def _drip(self, server, answer):
        connection, _address = server.accept()
        with connection, contextlib.suppress(OSError):
            for sign in answer:
                connection.sendall(bytes([sign]))
                time.sleep(0.1)

    def _seconds(self, scanner, content=b"x"):
        begin = time.monotonic()
        with self.assertRaises(ScannerUnavailable):
            scanner.scan(content)
        return time.monotonic() - begin

    def test_a_silent_scanner_is_waited_for_once_and_not_for_long(self):
        self._silent()
        scanner = ClamdScanner(self.path, timeout=0.5)
        first = self._seconds(scanner)
        self.assertTrue(0.4 < first < 2, first)
        more = sum(self._seconds(ClamdScanner(self.path, timeout=0.5)) for _file in range(10))
        self.assertLess(more, 0.3)

    def test_a_scanner_that_accepts_nothing_is_not_waited_for_either(self):
        self._silent()
        self.assertLess(self._seconds(ClamdScanner(self.path, timeout=0.5), bytes(5_000_000)), 2)

    def test_a_slow_answer_gets_no_more_time(self):
        self._silent(b"stream: everything is fine and I go on talking OK\0")
        self.assertLess(self._seconds(ClamdScanner(self.path, timeout=0.5)), 2)

    def test_the_scheduled_action_asks_in_the_pause_too(self):
        self._silent()
        scanner = ClamdScanner(self.path, timeout=0.2)
        self._seconds(scanner)
        patient = scanner.patient()
        self.assertEqual(patient.timeout, PATIENT_SECONDS)
        patient.timeout = 0.2
        self.assertGreater(self._seconds(patient), 0.15)

    def test_after_the_pause_it_is_asked_again(self):
        self._silent()
        self._seconds(ClamdScanner(self.path, timeout=0.2))
        Path(self.path).unlink()
        ClamdScanner.silent_until[self.path] -= PAUSE
        self.assertEqual(self._scan(b"x"), Verdict(True, ""))
        self.assertFalse(ClamdScanner.silent_until)

    def test_people_wait_for_a_few_seconds_at_most(self):
        self.assertLessEqual(from_configuration({ENVIRONMENT: self.path}, None).timeout, 5)

    def test_no_scanner_at_the_socket(self):
        with self.assertRaises(ScannerUnavailable):
            ClamdScanner(self.path).scan(b"x")
