"""Where the processor time of issuing vouchers goes."""

import contextlib
from unittest.mock import patch

import measure
import page

from odoo.addons.g2p_voucher_template.tools import pdf

#: parts that do not contain each other: name, class or model, method
PARTS = (
    ("the renderer: layout and PDF", pdf.Wkhtmltopdf, "render"),
    ("its PDF split into files, the printed codes compared", pdf.PdfRenderer, "pages"),
    ("QR code drawn", "g2p.voucher.template", "_with_qr"),
    ("page composed", "g2p.voucher.template", "_html"),
    ("signed", "g2p.voucher.copy", "_sign"),
    ("PDF stored", "g2p.voucher.copy", "_store_files"),
)
REST = "the rest: checks, rows, history, entitlement, queue"
TEXT = """
The same order once more, counted in parts; with the renderer's processor time.
"""


@contextlib.contextmanager
def counted(env, found):
    """Add the processor seconds of each part to ``found``: {name: seconds}."""

    def wrapper(name, method):
        def run(*args, **kwargs):
            before = measure.cpu()
            try:
                return method(*args, **kwargs)
            finally:
                found[name] = found.get(name, 0) + measure.cpu() - before

        return run

    with contextlib.ExitStack() as stack:
        for name, owner, method in PARTS:
            owner = type(env[owner]) if isinstance(owner, str) else owner
            stub = wrapper(name, getattr(owner, method))
            stack.enter_context(patch.object(owner, method, stub))
        yield


def text(found, total, count):
    """The section's table.

    :param float total: seconds of the whole order
    """
    parts = {**found, REST: total - sum(found.values())}
    rows = [
        [name, f"{seconds / count * 1e3:.1f}", f"{100 * seconds / total:.0f} %"]
        for name, seconds in sorted(parts.items(), key=lambda part: -part[1])
    ]
    return f"{page.table(['part', 'ms of CPU', 'share'], rows)}{TEXT}"
