"""Foreign files are read in a separate process; no ``env`` here.

There a damaged or hostile file can exhaust only that process's memory and time, settings that Odoo
makes for its own process (Pillow's ``LOAD_TRUNCATED_IMAGES``) do not apply, and the environment
contains no key of the server.
"""

import hashlib
import json
import logging
import os
import subprocess
import sys
from pathlib import Path

_logger = logging.getLogger(__name__)

#: seconds; the process itself stops at less processor time (apart_child.py)
TIMEOUT = 90
#: cached answers, and the largest picture in one, in bytes
KEPT, KEPT_SIZE = 64, 64 * 1024
_known = {}
_CHILD = str(Path(__file__).with_name("apart_child.py"))


class Unreadable(ValueError):
    """``args[0]``: *password*, *damaged*, *image*, or *given_up* (memory or time ran out)."""


def clean_image(content, mimetype):
    """``content.clean_image`` in a separate process.

    :raises Unreadable: when the picture is incomplete or has too many pixels
    """
    return _ask("image", content, mimetype)[1]


def look_into_pdf(content):
    """``pdf.look`` in a separate process.

    :raises Unreadable: when nobody can read it, or only with a password
    """
    return _ask("pdf", content)[0]["carries"]


def _ask(task, content, *arguments):
    """(answer, picture) about a file; answers for the latest small files are cached.

    Odoo retries a request after a conflict, and people press a button twice.
    """
    key = (task, arguments, hashlib.sha256(content).digest())
    found = _known.get(key)
    if not found:
        found = _run(task, content, arguments)
        if len(found[1]) <= KEPT_SIZE:
            _known[key] = found
    while len(_known) > KEPT:
        _known.pop(next(iter(_known)), None)
    if "error" in found[0]:
        raise Unreadable(found[0]["error"])
    return found


def _run(task, content, arguments):
    environ = {
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
    }
    try:
        done = subprocess.run(  # noqa: S603 - the command is ours, the file is its input
            [sys.executable, _CHILD, task, *arguments],
            input=content,
            capture_output=True,
            timeout=TIMEOUT,
            env=environ,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Unreadable("given_up") from error
    head, _newline, body = done.stdout.partition(b"\n")
    if done.returncode or not head:
        # only the class of the error: its message may quote the file
        last = (done.stderr.decode(errors="replace").strip().splitlines() or [""])[-1]
        _logger.warning(
            "reading a file apart ended with %s %s", done.returncode, last.split(":")[0]
        )
        raise Unreadable("given_up")
    return json.loads(head), body
