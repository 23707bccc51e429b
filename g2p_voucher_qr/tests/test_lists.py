from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import VoucherCase

MANAGER = "g2p.program.entitlement.manager.voucher.qr"


@tagged("post_install", "-at_install")
class TestLists(ListCase, VoucherCase):
    lists_of = "g2p_voucher_qr"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        programs = cls.many("g2p.program", lambda n: {"name": f"Aid {n}"})
        keys = cls.env["g2p.voucher.key"]
        keys = keys.union(*(keys._generate(cls.company) for _n in range(MANY)))
        providers = cls.many(
            "g2p.service.provider",
            lambda n: {
                "name": f"Clinic {n}",
                "code": f"L{n}",
                "program_ids": [(6, 0, programs[n].ids)],
                "site_ids": [(0, 0, {"name": "Ward"})],
            },
        )
        vouchers = cls.env["g2p.voucher"].union(*(cls.create_voucher() for _n in range(MANY)))
        copies = cls.copies(vouchers, keys)
        cls.lists = {
            "g2p_entitlement_manager_voucher_qr_view_list": (
                cls.manager,
                cls.many(MANAGER, lambda n: cls.manager_vals(programs[n])),
            ),
            "g2p_service_provider_view_list": (cls.manager, providers),
            "g2p_voucher_redemption_view_list": (cls.auditor, cls.ledger(copies, providers)),
            "g2p_voucher_view_list": (cls.issuer, vouchers),
            "g2p_voucher_view_list_to_issue": (cls.issuer, vouchers),
        }

    @classmethod
    def many(cls, model, prepare):
        return cls.env[model].sudo().create([prepare(n) for n in range(MANY)])

    @classmethod
    def manager_vals(cls, program):
        issuers = [(6, 0, (cls.issuer | cls.stranger).ids)]
        return {"name": "Vouchers", "program_id": program.id, "issuer_ids": issuers}

    @classmethod
    def copies(cls, vouchers, keys):
        return cls.many(
            "g2p.voucher.copy",
            lambda n: {
                "voucher_id": vouchers[n].id,
                "number": 1,
                "cti": vouchers[n].public_id,
                "code": vouchers[n].public_id,
                "payload": "x",
                "key_id": keys[n].id,
            },
        )

    @classmethod
    def ledger(cls, copies, providers):
        return cls.many(
            "g2p.voucher.redemption",
            lambda n: {
                "name": f"L-{n}",
                "voucher_id": copies[n].voucher_id.id,
                "voucher_number": copies[n].voucher_id.name,
                "copy_id": copies[n].id,
                "program_id": copies[n].voucher_id.program_id.id,
                "provider_id": providers[n].id,
                "site_id": providers[n].site_ids.id,
                "user_id": cls.staff.id,
                "company_id": cls.company.id,
                "currency_id": copies[n].voucher_id.currency_id.id,
                "amount": 1,
                "balance_after": 0,
                "idempotency_key": f"lists-{n:010}",
            },
        )
