"""JavaScript from 19.0 to 17.0: module paths, tours, and the shim's Interaction."""

import re

from .manifest import SHIM

HEADER = "/** @odoo-module **/\n"
IMPORTS = (
    (
        'import { rpc } from "@web/core/network/rpc"',
        'import { jsonrpc as rpc } from "@web/core/network/rpc_service"',
    ),
    ('"@web/public/interaction"', f'"@{SHIM}/interaction"'),
    ('"@web_tour/tour_utils"', '"@web_tour/tour_service/tour_utils"'),
)
#: prefixes of modules that 17.0 lacks, or has elsewhere
MODULES = {
    "@web/core/user": "read it in Python or from the session",
    "@odoo/hoot": "17.0 has no Hoot",
    "@html_editor": "17.0 has another editor",
    "@website/": "no JavaScript of the website",
}
#: members of 19.0's Interaction that the shim lacks; a new one needs a method there and a test
INTERACTION = re.compile(
    r"\bthis\.(isReady|isDestroyed|protectSyncAfterAsync|waitForAnimationFrame|debounced|throttled"
    r"|locked|insert|removeChildren|renderAt|mountComponent)\b"
    r"|[\"'](t-component|t-on-[\w:-]+(?:\.\w+)*\.(?:capture|once|noUpdate))\b"
)
STEP = re.compile(r"\{[^{}]*\btrigger:[^{}]*\}")
TOUR = re.compile(r'(category\("web_tour\.tours"\)\.add\("[^"]+", \{)')


def _line(text, offset):
    return text.count("\n", 0, offset) + 1


def _find(text, pattern, why):
    for match in re.finditer(pattern, text):
        yield _line(text, match.start()), why


def _interaction(text):
    """Refuse members of Interaction that the shim lacks."""
    if '"@web/public/interaction"' in text:
        for match in INTERACTION.finditer(text):
            member = match[1] or match[2]
            yield _line(text, match.start()), f"{member} is not in the Interaction for 17.0"


def _tours(text):
    """Refuse steps with inner braces, which the conversion would not recognise."""
    if "web_tour.tours" not in text:
        return
    flat = [match.span() for match in STEP.finditer(text)]
    for match in re.finditer(r"\btrigger:", text):
        if not any(start < match.start() < end for start, end in flat):
            yield _line(text, match.start()), "write the tour's step without braces inside it"


def _refusals(text):
    for module, hint in MODULES.items():
        yield from _find(text, re.escape(f'"{module}'), f"{module} is not portable: {hint}")
    yield from _find(text, r"[\"'`]/odoo/", "/odoo/... does not exist in 17.0: use /mail/view")
    yield from _interaction(text)
    yield from _tours(text)


def _step(match):
    """17.0 clicks if a step has no `run`, and has `text` instead of `edit`."""
    step = re.sub(r"\s*expectUnloadPage: true,?", "", match[0]).replace(
        'run: "edit ', 'run: "text '
    )
    if not re.search(r"\brun\b\s*[:(]", step):
        step = re.sub(r",?(\s*)\}$", r", isCheck: true\1}", step)
    return step


def convert(text):
    """The text for 17.0, and the refusals as [(line, reason)]."""
    refusals = sorted(set(_refusals(text)))
    for old, new in IMPORTS:
        text = text.replace(old, new)
    if "web_tour.tours" in text:
        text = TOUR.sub(r"\1\n    test: true,", STEP.sub(_step, text))
    return (text if text.startswith("/** @odoo-module") else HEADER + text), refusals
