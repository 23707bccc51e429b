"""Shared by the tests of issue orders."""

import contextlib
from unittest.mock import patch

from odoo.addons.g2p_deferred.tests.common import in_chunks, pass_pauses, work_off
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

from ..models import g2p_voucher_batch

FAKE = b"%PDF-1.4\n%voucher\n%%EOF\n"
ISSUER = "g2p_voucher_key.group_voucher_issuer"
WORK = "odoo.addons.g2p_deferred.models.g2p_deferred_work"


class BatchCase(VoucherCase):
    """Orders without a renderer, in the test's own transaction."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        stub = patch.object(
            type(cls.env["g2p.voucher.template"]),
            "_pdfs",
            lambda self, vouchers: [(FAKE, None) for _voucher in vouchers],
        )
        stub.start()
        cls.addClassCleanup(stub.stop)
        cls.batches = cls.env["g2p.voucher.batch"]
        cls.lines = cls.env["g2p.voucher.batch.line"]

    @contextlib.contextmanager
    def chunks(self, size):
        """Larger orders are queued, and issued in chunks of this size."""
        issue = in_chunks(self.lines, "_issue_waiting", size)
        with patch.object(g2p_voucher_batch, "CHUNK", size), issue:
            yield

    def work(self, runs=1, **options):
        """Work off the queued vouchers; in further runs what is retried after a pause."""
        for run in range(runs):
            if run:
                pass_pauses(self.env)
            work_off(self.env, channel="voucher", **options)
