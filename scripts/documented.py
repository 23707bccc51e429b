"""The files and commands of docs/operations.md, as a person copies them from the page.

A block that has a name behind its language (``sh backup``) is one of them; scripts/deploy_test.sh
installs a server with them.
"""

import re
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "operations.md"
BLOCK = re.compile(r"^( *)```\w+ ([\w.-]+)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)


def blocks(text=None):
    """{name: text} of the named blocks; those of a list lose its indent.

    >>> blocks("1. Do:\\n\\n   ```sh go\\n   one\\n     two\\n   ```\\n\\n```\\nno name\\n```\\n")
    {'go': 'one\\n  two\\n'}
    """
    found = {}
    for indent, name, body in BLOCK.findall(PAGE.read_text() if text is None else text):
        lines = [line.removeprefix(indent) for line in body.splitlines(keepends=True)]
        found[name] = "".join(lines)
    return found


def block(name, changes=()):
    """The text of a block, with what is of another machine put in its place.

    :param changes: (what the page says, what stands here) in turn; each has to be there, so that
        a page that was changed does not go untried
    """
    text = blocks()[name]
    for old, new in changes:
        if old not in text:
            raise ValueError(f"the block {name} of {PAGE.name} has no “{old}”")
        text = text.replace(old, new)
    return text
