from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_reimbursement.models import g2p_reimbursement_state_mixin

from .common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestLargeBatches(ReimbursementCase):
    """Thousands of claims in one batch: constant queries and bounded memory per chunk."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        claims = [cls._approved_claim(10 + n, f"INV-{n}") for n in range(9)]
        cls.claims = cls.env["g2p.reimbursement.claim"].union(*claims)

    def chunks_of(self, size):
        return patch.object(g2p_reimbursement_state_mixin, "CHUNK", size)

    def cost(self, work):
        """(queries of the work with an empty cache, its result)."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        answer = work()
        self.env.flush_all()
        return self.cr.sql_log_count - before, answer

    def costs(self, claims):
        """Queries of building, exporting and marking as paid."""
        built, batch = self.cost(lambda: self._build(claims))
        exported, _done = self.cost(batch.action_export)
        paid, _done = self.cost(lambda: batch.action_mark_paid(f"TRX-{batch.id}"))
        self.assertEqual(set(claims.mapped("state")), {"paid"})
        return built, exported, paid

    def test_more_claims_need_no_more_queries(self):
        self.costs(self.claims[:1])  # fills the caches of a running server
        few, many = self.costs(self.claims[1:3]), self.costs(self.claims[3:])
        for name, small, large in zip(("built", "exported", "paid"), few, many, strict=True):
            # four claims more; a query that a server runs once in a while falls to either
            self.assertLess(large - small, 4, name)

    def test_at_most_one_chunk_is_read_at_a_time(self):
        model, read = type(self.claims), []
        proof = model._approval_check_each

        def spied(claims):
            read.append((len(claims), len(set(claims._prefetch_ids))))
            return proof(claims)

        with self.chunks_of(4), patch.object(model, "_approval_check_each", spied):
            batch = self._build(self.claims)
            batch.action_export()
        self.assertEqual([length for length, _read in read], [4, 4, 1] * 2)
        self.assertLessEqual(max(together for _length, together in read), 4)

    def test_a_batch_in_chunks_is_complete(self):
        with self.chunks_of(2):
            batch = self._build(self.claims)
            batch.action_export()
            rows = batch.sudo().document_id._content().decode().splitlines()[1:]
            batch.action_mark_paid("TRX-1")
        self.assertEqual((batch.payment_count, batch.amount_total), (9, sum(range(10, 19))))
        self.assertEqual(batch.state, "paid")
        payments = batch.sudo().payment_ids
        self.assertEqual(len(set(payments.mapped("name"))), 9)
        self.assertEqual(payments.mapped("state"), ["paid"] * 9)
        self.assertEqual(
            [row.split(",")[1] for row in rows], self.claims.sorted("id").mapped("name")
        )
        self.assertEqual(set(self.claims.mapped("state")), {"paid"})
        self.assertEqual(set(self.claims.mapped("payment_reference")), {"TRX-1"})

    def test_a_changed_claim_in_any_chunk_stops_the_file(self):
        with self.chunks_of(2):
            batch = self._build(self.claims)
            last = self.claims.sorted("id")[-1]
            self.env.flush_all()
            self.cr.execute(
                "UPDATE g2p_reimbursement_claim SET invoice_number = 'X' WHERE id = %s", [last.id]
            )
            self.env.invalidate_all()
            refused = self.assertRaisesRegex(UserError, f"{last.name} was changed after it was")
            with refused, self.cr.savepoint():
                batch.action_export()
        self.assertEqual(batch.state, "draft")
        self.assertFalse(batch.document_id)
        self.assertEqual(set(batch.sudo().payment_ids.mapped("state")), {"draft"})

    def test_a_user_who_decided_one_claim_pays_the_others_in_all_chunks(self):
        both = self.officer_and_cashier
        self.policy.stage_ids[1].officer_ids = [(4, both.id)]
        mine = self._create_claim(self._redeem(70), "INV-mine")
        self._approve(mine, self.officer_1)
        self._approve(mine, both)
        with self.chunks_of(3):
            batch = self._build(self.claims | mine, both)
            self.assertEqual(batch.payment_count, 9)
            self.assertEqual(mine.state, "approved")
            with self.assertRaisesRegex(AccessError, "You took part in deciding claim"):
                self._build(mine, both)

    def test_a_cancelled_batch_keeps_its_former_total(self):
        with self.chunks_of(4):
            batch = self._build(self.claims)
            batch.action_cancel()
        self.assertEqual((batch.payment_count, batch.amount_total), (9, sum(range(10, 19))))
        self.assertEqual(set(self.claims.mapped("state")), {"approved"})
        self.assertEqual(self._build(self.claims).payment_count, 9)
