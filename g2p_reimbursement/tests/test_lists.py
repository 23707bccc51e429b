from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, ReimbursementCase):
    lists_of = "g2p_reimbursement"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        claims = cls.env["g2p.reimbursement.claim"].union(
            *(cls._create_draft(cls._redeem(10)) for _n in range(MANY))
        )
        money = {"company_id": cls.company.id, "currency_id": cls.currency.id}
        batches = cls.env["g2p.claim.payment.batch"].create(
            [
                {
                    **money,
                    "maker_id": cls.cashier.id,
                    "payment_ids": [(0, 0, {**money, "claim_id": claim.id, "amount": 10})],
                }
                for claim in claims
            ]
        )
        cls.lists = {
            "g2p_reimbursement_claim_view_list": (cls.officer_1, claims),
            "g2p_claim_payment_batch_view_list": (cls.cashier, batches),
            "g2p_claim_payment_view_list": (cls.cashier, batches.payment_ids),
        }
