"""The files that the scanner page stores on the phone, and a version derived from their content."""

import functools
import hashlib
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"
ADDRESS = "/g2p_voucher_scan/static"
SOURCES, BUILT = "src/scanner", "lib/scanner"
KEPT = {".js", ".css", ".svg", ".bin"}
WORKER = "worker.js"  # served by a route of its own


def listed(fallback):
    """(addresses, paths) of the page's files; `fallback` is used without a build.

    :param fallback: (address, path) of Odoo's bundled decoder
    """
    found = [path for path in (STATIC / SOURCES).iterdir() if path.name != WORKER]
    built = [path for path in (STATIC / BUILT).glob("*") if path.suffix in KEPT]
    pairs = [(f"{ADDRESS}/{path.relative_to(STATIC).as_posix()}", path) for path in found + built]
    pairs = sorted(pair for pair in pairs if pair[1].suffix in KEPT)
    return pairs if built else [*pairs, fallback]


def version(pairs, page):
    """A version that changes with the page or one of its files.

    >>> version([], b"page") == version([], b"page") != version([], b"other")
    True
    """
    digest = hashlib.sha256(page)
    for address, path in pairs:
        state = path.stat()
        digest.update(address.encode() + _digest(path, state.st_mtime_ns, state.st_size))
    return digest.hexdigest()[:16]


@functools.lru_cache(maxsize=128)
def _digest(path, _changed, _size):
    """Digest of the content, cached until the file changes."""
    return hashlib.sha256(path.read_bytes()).digest()
