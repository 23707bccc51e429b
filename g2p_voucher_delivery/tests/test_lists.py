from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, VoucherCase):
    lists_of = "g2p_voucher_delivery"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vouchers = cls.env["g2p.voucher"].union(*(cls.create_voucher() for _n in range(MANY)))
        deliveries = cls.deliveries(cls.copies(vouchers))
        cls.lists = {"g2p_voucher_delivery_view_list": (cls.auditor, deliveries)}

    @classmethod
    def many(cls, model, prepare):
        return cls.env[model].sudo().create([prepare(n) for n in range(MANY)])

    @classmethod
    def copies(cls, vouchers):
        return cls.many(
            "g2p.voucher.copy",
            lambda n: {
                "voucher_id": vouchers[n].id,
                "number": 1,
                "cti": vouchers[n].public_id,
                "code": vouchers[n].public_id,
                "payload": "x",
                "key_id": cls.key.id,
            },
        )

    @classmethod
    def deliveries(cls, copies):
        until = fields.Datetime.add(fields.Datetime.now(), days=1)
        shared = {"channel": "email", "valid_until": until, "user_id": cls.issuer.id}
        return cls.many("g2p.voucher.delivery", lambda n: {**shared, "copy_id": copies[n].id})
