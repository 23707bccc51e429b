"""Addresses of static files that change with their content, so that browsers can keep them."""

import functools
import hashlib
from pathlib import Path


def versioned(address, path):
    """The address of a file with a version in it.

    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile(suffix=".css") as file:
    ...     versioned("/a/static/x.css", file.name)
    '/a/static/x.css?v=e3b0c44298fc'
    """
    state = Path(path).stat()
    return f"{address}?v={_digest(str(path), state.st_mtime_ns, state.st_size)}"


@functools.lru_cache(maxsize=128)
def _digest(path, _changed, _size):
    """Digest of the content, cached until the file changes."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
