"""Shared by the tests of issue orders."""

from unittest.mock import patch

from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

FAKE = b"%PDF-1.4\n%voucher\n%%EOF\n"
ISSUER = "g2p_voucher_key.group_voucher_issuer"


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
        # a test has one transaction
        commit = patch.object(
            type(cls.env["g2p.voucher.batch"]), "_commit", lambda self, processed=0: 1
        )
        commit.start()
        cls.addClassCleanup(commit.stop)
        cls.batches = cls.env["g2p.voucher.batch"]
