"""Base of every Python rule: the source with its edits, and the register of rules."""

import ast
from collections import defaultdict

#: node type -> its rules; filled by @rule, read by python_source
RULES = defaultdict(list)


def rule(*node_types):
    """Register ``function(source, node)`` for these types of nodes."""

    def register(function):
        for node_type in node_types:
            RULES[node_type].append(function)
        return function

    return register


class PythonSource:
    """A Python file with the edits and refusals of the rules.

    Edits are made on the text, so that all other code stays unchanged.
    """

    def __init__(self, text):
        self.text = text
        self.tree = ast.parse(text)
        self.refusals = []
        #: (module, name) that the result imports
        self.imports = set()
        self._edits = set()
        self._lines = text.splitlines(keepends=True)
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line))
        #: parts of f-strings: before Python 3.12 they have the position of the whole string
        self.in_fstring = {
            part
            for node in ast.walk(self.tree)
            if isinstance(node, ast.JoinedStr)
            for part in ast.walk(node)
        }

    def _offset(self, line, column):
        """Offset in the text; ast counts columns in bytes of UTF-8."""
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode())

    def span(self, node):
        return (
            self._offset(node.lineno, node.col_offset),
            self._offset(node.end_lineno, node.end_col_offset),
        )

    def code(self, node):
        """The source text of the node."""
        return self.text[slice(*self.span(node))]

    def refuse(self, node, why):
        self.refusals.append((node.lineno, why))

    def replace(self, node, new):
        self._edits.add((*self.span(node), new))

    def replace_string(self, node, value):
        """Replace the value of a string literal, keeping its quotes."""
        quote = "'" if self.code(node).startswith("'") else '"'
        self.replace(node, f"{quote}{value}{quote}")

    def insert(self, offset, new):
        self._edits.add((offset, offset, new))

    def cut(self, start, end):
        self._edits.add((start, end, ""))

    def delete_lines(self, first, last):
        """Delete whole lines, the last one included."""
        self.cut(self._starts[first - 1], self._starts[last])

    def line_after(self, node):
        """Offset of the line that follows a node."""
        return self._starts[node.end_lineno]

    def result(self):
        """The text with all edits. An edit inside a larger one is dropped, since its text is
        replaced."""
        done, position = [], 0
        for start, end, new in sorted(self._edits, key=_place):
            if start < position:
                continue
            done += [self.text[position:start], new]
            position = end
        return "".join([*done, self.text[position:]])


def _place(edit):
    """The order of edits; those at one place by their text, so that each export is the same."""
    start, end, new = edit
    return start, -end, new


def calls(node, *names):
    """Whether it calls one of these functions, by the last part of the name."""
    return ast.unparse(node.func).rpartition(".")[2] in names


def string(node):
    """The value of a string literal, or None."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None
