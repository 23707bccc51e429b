from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, VoucherCase):
    lists_of = "g2p_voucher_batch"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vouchers = cls.env["g2p.voucher"].union(*(cls.create_voucher() for _n in range(MANY)))
        cls.lists = {"g2p_voucher_batch_view_list": (cls.auditor, cls.orders(vouchers))}

    @classmethod
    def orders(cls, vouchers):
        return (
            cls.env["g2p.voucher.batch"]
            .sudo()
            .create(
                [
                    {
                        "user_id": cls.issuer.id,
                        "company_id": cls.company.id,
                        "line_ids": [(0, 0, {"voucher_id": vouchers[n].id})],
                    }
                    for n in range(MANY)
                ]
            )
        )
