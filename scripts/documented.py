"""The files and commands of docs/operations.md, as copied from the page.

They are the blocks with a name after their language (``sh backup``); scripts/deploy_test.sh
installs a server with them.
"""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
BLOCK = re.compile(r"^( *)```\w+ ([\w.-]+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def blocks(text=None):
    """{name: text} of the named blocks; blocks in a list lose its indentation.

    >>> blocks("1. Do:\\n\\n   ```sh go\\n   one\\n     two\\n   ```\\n\\n```\\nno name\\n```\\n")
    {'go': 'one\\n  two\\n'}
    """
    found = {}
    for indent, name, body in BLOCK.findall(PAGE.read_text() if text is None else text):
        lines = [line.removeprefix(indent) for line in body.splitlines(keepends=True)]
        found[name] = "".join(lines)
    return found


def block(name, changes=()):
    """The text of a block, adapted to another machine.

    :param changes: (text of the page, replacement) in turn; each must occur, so that a changed page
        is noticed
    """
    text = blocks()[name]
    for old, new in changes:
        if old not in text:
            raise ValueError(f"the block {name} of {PAGE.name} has no “{old}”")
        text = text.replace(old, new)
    return text
