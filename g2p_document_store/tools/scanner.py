"""Port to a malware scanner, and its adapter to ClamAV's daemon; no ``env`` here."""

import abc
import functools
import socket
import struct
import time
from typing import NamedTuple

from odoo.addons.g2p_suite_base.tools import own_config

#: longest wait in seconds, of a person who sends a file and of the scheduled action: less than the
#: two minutes after which Odoo kills a worker (``limit_time_real``)
SECONDS, PATIENT_SECONDS = 5, 60
#: seconds for which people's requests skip a scanner that did not answer in time
PAUSE = 60
ENVIRONMENT = "G2P_CLAMD_SOCKET"
SECTION, OPTION = "g2p_document_store", "clamd_socket"


class Verdict(NamedTuple):
    """Answer of a scanner: ``clean`` or not, and the name of the malware."""

    clean: bool
    finding: str = ""


class ScannerUnavailable(Exception):
    """The scanner did not answer; the file stays unscanned and is scanned again later."""


class Scanner(abc.ABC):
    """Port: decides whether bytes are malware."""

    @abc.abstractmethod
    def scan(self, content: bytes) -> Verdict:
        """Scan the content.

        :raises ScannerUnavailable: when there was no answer
        """

    def patient(self):
        """The same scanner with a longer timeout, for background jobs."""
        return self


class ClamdScanner(Scanner):
    """ClamAV's ``clamd`` over its unix socket, command INSTREAM (clamd(8)).

    The total time of a scan is limited; after a timeout the next scans fail at once for a while, so
    that several files do not wait one after the other.

    :ivar float timeout: seconds for connecting, sending and the answer together
    :ivar bool waits: whether it asks even during the pause after a timeout
    """

    CHUNK = 64 * 1024
    #: {path: end of its pause}; in this process
    silent_until = {}

    def __init__(self, path, timeout=SECONDS, waits=False):
        self.path = path
        self.timeout = timeout
        self.waits = waits

    def patient(self):
        return ClamdScanner(self.path, PATIENT_SECONDS, waits=True)

    def scan(self, content):
        if not self.waits and time.monotonic() < self.silent_until.get(self.path, 0):
            raise ScannerUnavailable("no answer a moment ago")
        try:
            answer = self._instream(content)
        except TimeoutError as error:
            self.silent_until[self.path] = time.monotonic() + PAUSE
            raise ScannerUnavailable("no answer in time") from error
        except OSError as error:
            raise ScannerUnavailable(str(error)) from error
        self.silent_until.pop(self.path, None)
        if answer.endswith(" OK"):
            return Verdict(True)
        if answer.endswith(" FOUND"):
            return Verdict(False, answer.removeprefix("stream:").removesuffix("FOUND").strip())
        raise ScannerUnavailable(answer or "no answer")

    def _instream(self, content):
        end = time.monotonic() + self.timeout
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            self._until(sock, end).connect(self.path)
            self._until(sock, end).sendall(b"zINSTREAM\0")
            for start in range(0, len(content), self.CHUNK):
                chunk = content[start : start + self.CHUNK]
                self._until(sock, end).sendall(struct.pack(">I", len(chunk)) + chunk)
            self._until(sock, end).sendall(struct.pack(">I", 0))
            return self._read(sock, end).decode(errors="replace").strip("\0\n ")

    def _until(self, sock, end):
        """The socket, with its timeout set to the remaining time."""
        left = end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        sock.settimeout(left)
        return sock

    def _read(self, sock, end):
        """The answer; a slow one, byte by byte, gets no more time."""
        answer = b""
        while len(answer) < 4096 and b"\0" not in answer:
            part = self._until(sock, end).recv(4096)
            if not part:
                break
            answer += part
        return answer


def from_configuration(environ, config_path):
    """The scanner that the server is configured for, or None.

    >>> from_configuration({}, None) is None
    True
    >>> from_configuration({ENVIRONMENT: "/run/clamd.sock"}, None).path
    '/run/clamd.sock'
    """
    path = environ.get(ENVIRONMENT) or _from_files(config_path)
    return ClamdScanner(path) if path else None


@functools.lru_cache(maxsize=4)
def _from_files(config_path):
    """The option of the configuration file, read once."""
    return own_config.setting({}, config_path, ENVIRONMENT, SECTION, OPTION)
