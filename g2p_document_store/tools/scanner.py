"""Port to a malware scanner, and its adapter to ClamAV's daemon; no ``env`` here."""

import abc
import configparser
import functools
import socket
import struct
from typing import NamedTuple

ENVIRONMENT = "G2P_CLAMD_SOCKET"
SECTION, OPTION = "g2p_document_store", "clamd_socket"


class Verdict(NamedTuple):
    """Answer of a scanner: ``clean`` or not, and the name of what was found."""

    clean: bool
    finding: str = ""


class ScannerUnavailable(Exception):
    """The scanner did not answer; the file stays unscanned and is scanned again later."""


class Scanner(abc.ABC):
    """Something that says whether bytes are malware."""

    @abc.abstractmethod
    def scan(self, content: bytes) -> Verdict:
        """Scan the content.

        :raises ScannerUnavailable: when no answer could be had
        """


class ClamdScanner(Scanner):
    """ClamAV's ``clamd`` over its unix socket, command INSTREAM (clamd(8))."""

    CHUNK = 64 * 1024

    def __init__(self, path, timeout=20):
        self.path = path
        self.timeout = timeout

    def scan(self, content):
        try:
            answer = self._instream(content)
        except OSError as error:
            raise ScannerUnavailable(str(error)) from error
        if answer.endswith(" OK"):
            return Verdict(True)
        if answer.endswith(" FOUND"):
            return Verdict(False, answer.removeprefix("stream:").removesuffix("FOUND").strip())
        raise ScannerUnavailable(answer or "no answer")

    def _instream(self, content):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as sock:
            sock.settimeout(self.timeout)
            sock.connect(self.path)
            sock.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), self.CHUNK):
                chunk = content[start : start + self.CHUNK]
                sock.sendall(struct.pack(">I", len(chunk)) + chunk)
            sock.sendall(struct.pack(">I", 0))
            return sock.makefile("rb").read(4096).decode(errors="replace").strip("\0\n ")


def from_configuration(environ, config_path):
    """The scanner that the server is configured for, or None.

    >>> from_configuration({}, None) is None
    True
    >>> from_configuration({ENVIRONMENT: "/run/clamd.sock"}, None).path
    '/run/clamd.sock'
    """
    path = environ.get(ENVIRONMENT) or _from_file(config_path)
    return ClamdScanner(path) if path else None


@functools.lru_cache(maxsize=4)
def _from_file(config_path):
    """The option of the addon's own section, read once: Odoo itself reads only [options]."""
    parser = configparser.RawConfigParser()
    try:
        parser.read(config_path or [])
    except configparser.Error:
        return ""
    return parser.get(SECTION, OPTION, fallback="").strip()
