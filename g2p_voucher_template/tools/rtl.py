"""Isolates words written from right to left, so that the renderer places them correctly.

Qt's WebKit misplaces a line if letters and punctuation of such a script are drawn together: it
begins beyond the margin. Words in separate elements are placed correctly.
"""

import re

_LETTER = (
    "\u0590-\u060b\u060d-\u061a\u061c-\u061e\u0620-\u0659\u066e-\u06d3\u06d5-\u06ef"
    "\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufeff"
)
_WORD = re.compile(rf"[{_LETTER}]+")
_TAG = re.compile(r"(<style>[^<]*</style>|<[^>]*>)")


def isolate(markup):
    """The markup with each right-to-left word in a <span>.

    >>> isolate("<p>Ali</p>")
    '<p>Ali</p>'
    >>> isolate('<p class="ا">ا ب.</p>')
    '<p class="ا"><span>ا</span> <span>ب</span>.</p>'
    """
    if not _WORD.search(markup):
        return markup
    parts = _TAG.split(markup)
    parts[::2] = [_WORD.sub(r"<span>\g<0></span>", text) for text in parts[::2]]
    return "".join(parts)
