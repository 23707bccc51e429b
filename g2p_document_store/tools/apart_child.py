"""The process that ``apart.py`` starts: one file in, one answer out.

Standard input is the file; standard output is one line of JSON, then the picture if it is one.
"""

import json
import os
import resource
import sys

#: bytes and seconds; a picture of content.MAX_PIXELS needs about half of them
MEMORY = 2 * 1024**3
PROCESSOR = 40


def _limit():
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, PROCESSOR)):
        _soft, hard = resource.getrlimit(what)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (most, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _image(content, mimetype):
    import content as content_tools

    try:
        return {}, content_tools.clean_image(content, mimetype)
    except ValueError:
        return {"error": "image"}, b""


def _pdf(content):
    import pdf

    try:
        return {"carries": pdf.look(content)}, b""
    except pdf.Unreadable as error:
        return {"error": error.args[0]}, b""
    except Exception:  # noqa: BLE001 - the library raises anything on a damaged file
        return {"error": "damaged"}, b""


def main():
    """Run one task and print its result."""
    sys.path.append(sys.path.pop(0))  # this folder last, so that its modules hide no library
    _limit()
    task, *arguments = sys.argv[1:]
    # a library that prints must not mix with the answer
    answer_to = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer, body = {"image": _image, "pdf": _pdf}[task](sys.stdin.buffer.read(), *arguments)
    with answer_to:
        answer_to.write(json.dumps(answer).encode() + b"\n" + body)


if __name__ == "__main__":
    main()
