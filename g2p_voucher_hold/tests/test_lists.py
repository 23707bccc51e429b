from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, VoucherCase):
    lists_of = "g2p_voucher_hold"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vouchers = cls.env["g2p.voucher"].union(*(cls.create_voucher() for _n in range(MANY)))
        holds = cls.holds(vouchers, cls.copies(vouchers))
        cls.lists = {"g2p_voucher_hold_view_list": (cls.auditor, holds)}

    @classmethod
    def many(cls, model, prepare):
        # sudo: rows that only the engine makes
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
    def holds(cls, vouchers, copies):
        shared = {
            "program_id": cls.program.id,
            "provider_id": cls.provider.id,
            "site_id": cls.provider.site_ids.id,
            "user_id": cls.staff.id,
            "company_id": cls.company.id,
            "currency_id": cls.company.currency_id.id,
            "amount": 10,
            "until": fields.Datetime.add(fields.Datetime.now(), days=1),
        }
        return cls.many(
            "g2p.voucher.hold",
            lambda n: {
                **shared,
                "name": f"H-{n}",
                "voucher_id": vouchers[n].id,
                "voucher_number": vouchers[n].name,
                "copy_id": copies[n].id,
                "idempotency_key": f"of-a-list-{n}",
            },
        )
