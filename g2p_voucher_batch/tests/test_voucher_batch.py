import os
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import queued
from odoo.addons.g2p_suite_base.tests.migration import run_update

from ..models import g2p_voucher_batch
from .common import ISSUER, WORK, BatchCase


@tagged("post_install", "-at_install")
class TestVoucherBatch(BatchCase):
    def vouchers(self, count):
        return self.env["g2p.voucher"].union(*(self.create_voucher() for _n in range(count)))

    def issue(self, vouchers, user=None):
        action = vouchers.with_user(user or self.issuer).action_issue()
        return action, self.batches.search([], limit=1)

    def second_issuer(self, name="vq_colleague"):
        user = new_test_user(self.env, name, groups=ISSUER)
        self.voucher_manager.issuer_ids += user
        return user

    def turn_on(self, user):
        self.voucher_manager.with_user(user).action_auto_on()

    # === Immediate issue === #
    def test_each_voucher_is_checked_separately(self):
        vouchers = self.vouchers(5)
        vouchers[0].entitlement_id.initial_amount = 5000
        vouchers[1].entitlement_id.state = "pending_validation"
        self.issuer.partner_id = vouchers[2].partner_id
        action, batch = self.issue(vouchers)
        self.assertEqual(vouchers.mapped("state"), ["draft"] * 3 + ["issued"] * 2)
        self.assertEqual(action["res_id"], batch.id)
        reasons = {line.voucher_id: line.message for line in batch.line_ids}
        self.assertIn("does not match", reasons[vouchers[0]])
        self.assertIn("no longer approved", reasons[vouchers[1]])
        self.assertIn("took part", reasons[vouchers[2]])
        self.assertEqual(batch.progress, "2 of 5 issued, 3 failed")
        for voucher in vouchers[3:]:
            self.assertEqual(voucher.entitlement_id.state, "trans2FSP")
            self.assertEqual(voucher.event_ids.sorted("id").mapped("state_to"), ["draft", "issued"])
            self.assertEqual(voucher.document_id.state, "accepted")

    def test_issuing_all_shows_a_notification(self):
        action, batch = self.issue(self.vouchers(3))
        self.assertEqual(action["tag"], "display_notification")
        self.assertEqual(action["params"]["message"], "3 of 3 issued, 0 failed")
        self.assertEqual(batch.percent, 100)

    def test_a_cash_payment_of_one_refuses_only_that_one(self):
        vouchers = self.vouchers(3)
        paid = vouchers[1].entitlement_id
        with patch.object(type(vouchers), "_paid_entitlements", lambda self: paid):
            _action, batch = self.issue(vouchers)
        self.assertEqual(vouchers.mapped("state"), ["issued", "draft", "issued"])
        failed = batch.line_ids.filtered(lambda line: line.state == "failed")
        self.assertIn("cash payment", failed.message)

    def test_a_renderer_that_fails_issues_none(self):
        vouchers = self.vouchers(3)
        template = type(self.env["g2p.voucher.template"])
        broken = patch.object(
            template, "_pdfs", lambda self, them: [(None, "no renderer") for _one in them]
        )
        with broken:
            _action, batch = self.issue(vouchers)
        self.assertEqual(set(vouchers.mapped("state")), {"draft"})
        self.assertFalse(vouchers.copy_ids)
        self.assertFalse(vouchers.filtered("date_issued"))
        self.assertEqual(set(vouchers.entitlement_id.mapped("state")), {"approved"})
        self.assertEqual(set(batch.line_ids.mapped("message")), {"no renderer"})

    def test_without_kek_none_is_issued_and_the_reason_is_shown(self):
        vouchers = self.vouchers(2)
        with patch.dict(os.environ, {"G2P_VOUCHER_KEK": ""}):
            _action, batch = self.issue(vouchers)
        self.assertEqual(vouchers.mapped("state"), ["draft", "draft"])
        self.assertIn("G2P_VOUCHER_KEK", batch.line_ids[0].message)

    def test_strangers_issue_none_of_many(self):
        vouchers = self.vouchers(2)
        self.issue(vouchers, self.stranger)
        for user in (self.manager, self.auditor, self.staff, self.visitor):
            with self.assertRaises(AccessError):
                self.issue(vouchers, user)
        self.assertEqual(set(vouchers.mapped("state")), {"draft"})

    def test_many_cost_few_queries_each(self):
        few, many = self.vouchers(5), self.vouchers(25)
        self.env.flush_all()
        counts = []
        for vouchers in (few, many):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.issue(vouchers)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess((counts[1] - counts[0]) / 20, 4, "queries of one more voucher")

    # === Queued === #
    def test_thousands_are_queued_and_issued_in_chunks(self):
        vouchers = self.vouchers(5)
        vouchers[4].entitlement_id.initial_amount = 5000
        with self.chunks(2):
            action, batch = self.issue(vouchers)
            self.assertEqual(set(vouchers.mapped("state")), {"draft"})
            self.assertEqual((batch.progress, batch.percent), ("0 of 5 issued, 0 failed", 0))
            self.assertEqual(action["res_id"], batch.id)
            self.work()
        self.assertEqual(batch.progress, "4 of 5 issued, 1 failed")
        self.assertEqual(vouchers[:4].issued_by_id, self.issuer, "in the name of who asked")

    def test_rights_are_checked_when_a_voucher_is_processed(self):
        vouchers = self.vouchers(3)
        with self.chunks(2):
            _action, batch = self.issue(vouchers)
        self.voucher_manager.issuer_ids -= self.issuer
        self.work()
        self.assertEqual(set(vouchers.mapped("state")), {"draft"})
        self.assertIn("not an issuing officer", batch.line_ids[0].message)

    def test_a_voucher_waits_once(self):
        vouchers = self.vouchers(3)
        with self.chunks(2):
            self.issue(vouchers)
            _action, second = self.issue(vouchers)
        self.assertEqual(second.failed_count, 3)
        self.assertIn("another order", second.line_ids[0].message)

    @mute_logger(WORK)
    def test_a_voucher_that_breaks_a_chunk_fails_alone(self):
        vouchers = self.vouchers(4)
        bad = vouchers[1]

        def crash(voucher):
            if voucher == bad:
                raise ZeroDivisionError

        hook = patch.object(type(vouchers), "_on_issued", crash)
        with self.chunks(3), hook:
            _action, batch = self.issue(vouchers)
            self.work(runs=3)
        self.assertEqual(vouchers.mapped("state"), ["issued", "draft", "issued", "issued"])
        failed = batch.line_ids.filtered(lambda line: line.state == "failed")
        self.assertEqual(failed.voucher_id, bad)
        self.assertIn("interrupted", failed.message)
        self.assertFalse(bad.copy_ids)

    def test_failed_vouchers_are_retried_by_their_officer(self):
        vouchers = self.vouchers(2)
        vouchers[0].entitlement_id.initial_amount = 5000
        _action, batch = self.issue(vouchers)
        vouchers[0].entitlement_id.initial_amount = 1000
        for user in (self.stranger, self.manager):
            for step in ("action_retry", "action_stop"):
                with self.assertRaises(AccessError):
                    getattr(batch.with_user(user), step)()
        batch.with_user(self.issuer).action_retry()
        self.work()
        self.assertEqual(batch.progress, "2 of 2 issued, 0 failed")

    def test_vouchers_waiting_in_another_order_are_not_retried(self):
        vouchers = self.vouchers(3)
        with self.chunks(2):
            self.issue(vouchers)
            _action, second = self.issue(vouchers)
        second.with_user(self.issuer).action_retry()
        self.assertEqual((second.failed_count, second.waiting_count), (3, 0))

    def test_an_order_can_be_stopped(self):
        vouchers = self.vouchers(3)
        with self.chunks(2):
            _action, batch = self.issue(vouchers)
        batch.with_user(self.issuer).action_stop()
        self.work()
        self.assertEqual(set(vouchers.mapped("state")), {"draft"})

    def test_orders_are_read_only_for_all(self):
        _action, batch = self.issue(self.vouchers(2))
        for user in (self.issuer, self.manager, self.auditor):
            mine = batch.with_user(user)
            self.assertEqual(len(mine.line_ids), 2)
            for record in (mine, mine.line_ids[0]):
                with self.assertRaises(AccessError):
                    record.write({"company_id": self.company.id})
                with self.assertRaises(AccessError):
                    record.unlink()
        with self.assertRaises(AccessError):
            batch.with_user(self.staff).read()

    def test_orders_that_waited_before_the_update_are_issued(self):
        vouchers = self.vouchers(3)
        with self.chunks(2):
            _action, batch = self.issue(vouchers)
        queued(self.env, batch.line_ids, "_issue_waiting").unlink()
        for _update in range(2):
            run_update(self.env, "g2p_voucher_batch", "post-queue")
        self.work()
        self.assertEqual(batch.progress, "3 of 3 issued, 0 failed")

    # === Automatic issue === #
    def test_vouchers_are_issued_in_the_name_of_an_officer(self):
        self.turn_on(self.issuer)
        self.assertEqual(self.voucher_manager.issue_mode, "auto")
        voucher = self.create_voucher()
        self.assertEqual(voucher.state, "draft")
        self.work()
        self.assertEqual((voucher.state, voucher.issued_by_id), ("issued", self.issuer))

    def test_nobody_can_turn_it_on_for_somebody_else(self):
        for user in (self.stranger, self.manager):
            with self.assertRaises(AccessError):
                self.turn_on(user)
        with self.assertRaisesRegex(AccessError, "only by an issuing officer, for themselves"):
            self.voucher_manager.with_user(self.manager).write(
                {"auto_issuer_ids": [(4, self.issuer.id)]}
            )
        with self.assertRaises(AccessError):
            self.voucher_manager.with_user(self.manager).create(
                {
                    "name": "X",
                    "program_id": self.program.id,
                    "auto_issuer_ids": [(4, self.issuer.id)],
                }
            )
        self.turn_on(self.issuer)
        self.voucher_manager.with_user(self.manager).action_auto_off()
        self.assertEqual(self.voucher_manager.issue_mode, "manual")

    def test_a_case_goes_to_a_neutral_officer_or_waits_with_the_reason(self):
        second = self.second_issuer()
        self.turn_on(self.issuer)
        entitlement = self.create_entitlement()
        self.issuer.partner_id = entitlement.partner_id
        voucher = self.env["g2p.voucher"]._create_for(entitlement)
        self.work()
        line = self.lines.search([("voucher_id", "=", voucher.id)])
        self.assertEqual((voucher.state, line.state), ("draft", "held"))
        self.assertIn("took part", line.message)
        self.turn_on(second)
        self.work()
        self.assertEqual((voucher.state, voucher.issued_by_id), ("issued", second))
        self.assertEqual(line.state, "issued")

    def test_a_former_issuing_officer_issues_nothing_automatically(self):
        self.turn_on(self.issuer)
        voucher = self.create_voucher()
        self.voucher_manager.issuer_ids -= self.issuer
        self.work()
        self.assertEqual(voucher.state, "draft")

    def test_too_many_are_refused(self):
        vouchers = self.vouchers(3)
        with (
            patch.object(g2p_voucher_batch, "MAX_ORDER", 2),
            self.assertRaisesRegex(UserError, "at most 2"),
        ):
            self.issue(vouchers)
