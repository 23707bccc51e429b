"""Draws a document as images of its pages, in a separate process; no ``env`` here.

A hostile file can exhaust only that process's memory and time, and finds no key of the server in
its environment. A program that hangs is ended with all that it started.
"""

import contextlib
import json
import logging
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

_logger = logging.getLogger(__name__)

#: seconds for a document; the programs in draw_child.py stop earlier
TIMEOUT = 50
#: of poppler; Debian: poppler-utils
PROGRAMS = ("pdfinfo", "pdftoppm")
PDF = "application/pdf"
_CHILD = str(Path(__file__).with_name("draw_child.py"))


class Undrawable(ValueError):
    """``args[0]``: *damaged*, *large*, *program* (missing), or *given_up* (memory or time)."""


class Image(NamedTuple):
    """One image; number 0 is the thumbnail."""

    number: int
    width: int
    height: int
    content: bytes


def has_programs():
    """Whether the programs that draw PDFs are installed."""
    return all(map(shutil.which, PROGRAMS))


def draw(content, mimetype):
    """The images of a photo or PDF.

    :return: (number of the document's pages, list of ``Image``)
    :raises Undrawable: if there is none
    """
    if mimetype == PDF and not has_programs():
        raise Undrawable("program")
    task = "pdf" if mimetype == PDF else "photo"
    with tempfile.TemporaryDirectory(prefix="g2p-draw.") as folder:
        Path(folder, "original").write_bytes(content)
        answer, body = _run(folder, task)
    if "error" in answer:
        raise Undrawable(answer["error"])
    return answer["pages"], _images(answer["images"], body)


def _images(heads, body):
    """The images one after the other in the answer.

    >>> _images([[1, 3, 2, 4], [0, 1, 1, 2]], b"abcdef")[1]
    Image(number=0, width=1, height=1, content=b'ef')
    """
    images, start = [], 0
    for number, width, height, length in heads:
        images.append(Image(number, width, height, body[start : start + length]))
        start += length
    return images


def _run(folder, task):
    environ = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "PATH": os.environ.get("PATH", os.defpath),
    }
    with subprocess.Popen(  # noqa: S603 - the command is ours, the file is its input
        [sys.executable, _CHILD, task],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
        env=environ,
        start_new_session=True,
    ) as child:
        try:
            out, errors = child.communicate(timeout=TIMEOUT)
        except subprocess.TimeoutExpired as error:
            with contextlib.suppress(ProcessLookupError):  # ended just now
                os.killpg(child.pid, signal.SIGKILL)
            raise Undrawable("given_up") from error
    return _answer(child.returncode, out, errors)


def _answer(code, out, errors):
    head, _newline, body = out.partition(b"\n")
    if code or not head:
        # only the class of the error: its message may quote the file
        last = (errors.decode(errors="replace").strip().splitlines() or [""])[-1]
        _logger.warning("drawing a document ended with %s %s", code, last.split(":")[0])
        raise Undrawable("given_up")
    return json.loads(head), body
