from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import html2plaintext, mute_logger

from odoo.addons.g2p_deferred.tests.common import pass_pauses
from odoo.addons.g2p_voucher_qr.tests.common import create_key

from .common import FAKE, ISSUER, WORK, BatchCase

REASON = "the server was broken into"


class ReissueCase(BatchCase):
    def issued(self, count):
        return self.env["g2p.voucher"].union(*(self.issue_voucher() for _n in range(count)))

    def compromised(self):
        """The key of the vouchers is revoked, and another one is active."""
        self.key.with_user(self.manager).action_revoke(REASON)
        return create_key(self.env, self.company)

    def reissue(self, user=None, key=None):
        """Order it; return the answer and the order."""
        key = (key or self.key).with_user(user or self.issuer)
        action = key.action_reissue_all(REASON)
        return action, self.batches.search([], limit=1)

    def queued(self, chunk=2):
        """The order, before the scheduler has started."""
        with self.chunks(chunk):
            _action, batch = self.reissue()
        self.assertEqual(set(batch.line_ids.mapped("state")), {"waiting"})
        return batch

    def work(self, **options):
        with self.chunks(2):
            super().work(**options)

    def outcome(self, batch):
        return {line.voucher_id: (line.state, line.message) for line in batch.line_ids}

    def notified(self, user):
        """(subject, text) of the notifications to a user, the latest first."""
        found = self.env["mail.message"].search(
            [("partner_ids", "in", user.partner_id.ids), ("model", "=", False)], order="id desc"
        )
        return [(message.subject, html2plaintext(message.body)) for message in found]


@tagged("post_install", "-at_install")
class TestReissueAllOfAKey(ReissueCase):
    def test_all_of_a_key_get_a_copy_of_the_next_one_and_keep_their_balance(self):
        vouchers = self.issued(3)
        former = vouchers.active_copy_id
        self.redeem(former[0].payload, 300)
        key = self.compromised()
        self.assertEqual(self.verify(former[0].payload, self.staff)["code"], "key_revoked")
        action, batch = self.reissue()
        self.assertEqual(action["params"]["message"], "3 of 3 issued, 0 failed")
        self.assertEqual((batch.kind, batch.reason, batch.key_id), ("reissue", REASON, self.key))
        self.assertEqual((vouchers.key_id, self.key.live_count), (key, 0))
        self.assertEqual(set(former.mapped("state")), {"revoked"})
        self.assertEqual(set(former.mapped("reason")), {REASON})
        self.assertEqual(vouchers.active_copy_id.mapped("number"), [2, 2, 2])
        self.assertEqual(vouchers.active_copy_id.issued_by_id, self.issuer)
        for voucher, left in zip(vouchers, (700, 1000, 1000), strict=True):
            answer = self.verify(voucher.active_copy_id.payload, self.staff)
            self.assertTrue(answer["usable"])
            self.assertEqual(answer["details"]["amount_available"], left)
            self.assertEqual(voucher.event_ids.sorted("id")[-1].reason, REASON)

    def test_only_issuing_officers_can_order_it(self):
        self.issued(1)
        self.compromised()
        for user in (self.manager, self.auditor, self.staff, self.visitor):
            with self.assertRaisesRegex(AccessError, "Only issuing officers can issue vouchers."):
                self.reissue(user)
        self.assertFalse(self.batches.search([("kind", "=", "reissue")]))

    def test_officers_reissue_for_their_own_programmes(self):
        vouchers = self.issued(2)
        self.compromised()
        words = "signed no voucher in use in the programmes that name you as issuing officer"
        with self.assertRaisesRegex(UserError, words):
            self.reissue(self.stranger)
        self.assertEqual(vouchers.key_id, self.key)

    def test_participants_of_a_case_leave_it_to_another_officer(self):
        vouchers = self.issued(2)
        self.compromised()
        self.issuer.partner_id = vouchers[1].partner_id
        _action, batch = self.reissue()
        state, message = self.outcome(batch)[vouchers[1]]
        self.assertEqual((state, vouchers[0].key_id.state), ("failed", "active"))
        self.assertIn("You took part in this case. Another issuing officer", message)
        second = new_test_user(self.env, "vq_colleague", groups=ISSUER)
        self.voucher_manager.issuer_ids += second
        _action, batch = self.reissue(second)
        self.assertEqual(batch.line_ids.voucher_id, vouchers[1], "what is left")
        self.assertEqual(vouchers[1].active_copy_id.issued_by_id, second)

    def test_a_key_that_signs_is_not_replaced(self):
        voucher = self.issue_voucher()
        with self.assertRaisesRegex(UserError, "is still in use: revoke it, or activate"):
            self.reissue()
        coming = self.env["g2p.voucher.key"]._generate(self.company)
        with self.assertRaisesRegex(UserError, "is still in use: revoke it, or activate"):
            self.reissue(key=coming)
        self.assertEqual(voucher.active_copy_id.number, 1)

    def test_without_a_new_key_nothing_is_ordered(self):
        voucher = self.issue_voucher()
        self.key.with_user(self.manager).action_revoke(REASON)
        with self.assertRaisesRegex(UserError, "has no active voucher key for Ed25519"):
            self.reissue()
        self.assertFalse(self.batches.search([("kind", "=", "reissue")]))
        self.assertEqual(voucher.active_copy_id.state, "active")

    def test_it_asks_for_a_reason(self):
        self.issued(1)
        self.compromised()
        for nothing in (None, " ", 5):
            with self.assertRaisesRegex(UserError, "Enter a reason"):
                self.key.with_user(self.issuer).action_reissue_all(nothing)

    def test_waiting_and_reissued_vouchers_are_not_ordered_again(self):
        self.issued(3)
        self.compromised()
        self.queued()
        with self.assertRaisesRegex(UserError, "already wait in an order: see Issue orders"):
            self.reissue()
        self.assertEqual(self.key.reissuing_count, 3)
        self.work()
        with self.assertRaisesRegex(UserError, "No voucher in use was signed with key"):
            self.reissue()

    def test_the_dialog_asks_and_shows_the_order(self):
        voucher = self.issue_voucher()
        self.compromised()
        dialog = self.env["g2p.voucher.reason"].with_user(self.issuer)
        asked = {"action": "reissue_key", "key_id": self.key.id, "reason": REASON}
        asked = dialog.create(asked)
        self.assertIn("Vouchers in use that this key signed: 1.", asked.consequence)
        action = asked.action_confirm()
        self.assertEqual(action["params"]["next"]["type"], "ir.actions.act_window_close")
        self.assertEqual(voucher.active_copy_id.number, 2)

    def test_officers_find_keys_in_the_menu_and_vouchers_by_their_key(self):
        vouchers = self.issued(2)
        self.compromised()
        menu = self.env.ref("g2p_voucher_qr.g2p_voucher_key_menu")
        self.assertIn(menu.id, self.env["ir.ui.menu"].with_user(self.issuer)._visible_menu_ids())
        found = self.env["g2p.voucher"].with_user(self.issuer)
        revoked = [("state", "=", "issued"), ("key_id.state", "=", "revoked")]
        self.assertEqual(found.search(revoked), vouchers)
        groups = found._read_group([("id", "in", vouchers.ids)], ["key_id"], ["__count"])
        self.assertEqual([(key.kid, count) for key, count in groups], [(self.key.kid, 2)])
        arch = found.get_view(view_type="search")["arch"]
        for name in ("group_key", "key_revoked", 'name="key_id"'):
            self.assertIn(name, arch)


@tagged("post_install", "-at_install")
class TestReissueOrders(ReissueCase):
    def test_each_is_checked_separately_and_no_failure_undoes_another(self):
        vouchers = self.issued(4)
        self.compromised()
        batch = self.queued()
        vouchers[0].entitlement_id.initial_amount = 5000
        vouchers[1].with_user(self.manager).action_revoke("moved away")
        vouchers[2].entitlement_id.state = "pending_validation"
        self.work()
        self.assertEqual(batch.progress, "1 of 4 issued, 2 failed, 1 skipped")
        outcome = self.outcome(batch)
        self.assertIn("does not match the decision", outcome[vouchers[0]][1])
        sentence = f"This is not possible with voucher {vouchers[1].name}: its state is “Revoked”."
        self.assertEqual(outcome[vouchers[1]], ("skipped", sentence))
        self.assertIn("is no longer approved", outcome[vouchers[2]][1])
        self.assertEqual(outcome[vouchers[3]], ("issued", False))
        self.assertEqual(vouchers.active_copy_id.mapped("number"), [1, 1, 1, 2])

    def test_used_up_expired_and_replaced_vouchers_are_skipped(self):
        used, lost, over = vouchers = self.issued(3)
        create_key(self.env, self.company)  # the former one verifies only
        batch = self.queued()
        self.redeem(used.active_copy_id.payload, 1000)
        lost.with_user(self.issuer).action_reissue("lost")
        with freeze_time(fields.Date.add(over.valid_until, days=2)):
            self.work()
        outcome = self.outcome(batch)
        self.assertEqual([outcome[one][0] for one in vouchers], ["skipped"] * 3)
        self.assertIn("its state is “Redeemed”", outcome[used][1])
        self.assertEqual(outcome[lost][1], "Its copy has already been replaced.")
        sentence = f"Voucher {over.name} has expired, so a new copy could not be used."
        self.assertEqual(outcome[over][1], sentence)
        self.assertEqual(vouchers.active_copy_id.mapped("number"), [1, 2, 1])

    def test_a_selection_with_a_used_voucher_reissues_the_others(self):
        vouchers = self.issued(3)
        self.redeem(vouchers[1].active_copy_id.payload, 1000)
        action = vouchers.with_user(self.issuer).action_reissue("water damage")
        batch = self.batches.browse(action["res_id"])
        self.assertEqual(batch.progress, "2 of 3 issued, 0 failed, 1 skipped")
        self.assertEqual(vouchers.active_copy_id.mapped("number"), [2, 1, 2])

    def test_a_single_voucher_is_refused_with_a_sentence(self):
        voucher = self.issue_voucher()
        with (
            freeze_time(fields.Date.add(voucher.valid_until, days=2)),
            self.assertRaisesRegex(UserError, "has expired, so a new copy could not be used"),
        ):
            voucher.with_user(self.issuer).action_reissue("lost")
        self.assertEqual(voucher.active_copy_id.state, "active")

    @mute_logger(WORK)
    def test_a_voucher_that_breaks_a_chunk_fails_alone(self):
        vouchers = self.issued(4)
        bad = vouchers[1]
        self.compromised()
        batch = self.queued()
        made = type(self.env["g2p.voucher.copy"])._prepare_vals

        def crash(copies, voucher, *args):
            if voucher == bad:
                raise ZeroDivisionError
            return made(copies, voucher, *args)

        with patch.object(type(self.env["g2p.voucher.copy"]), "_prepare_vals", crash):
            self.work(runs=3)
        self.assertEqual(vouchers.active_copy_id.mapped("number"), [2, 1, 2, 2])
        self.assertIn("The server was interrupted", self.outcome(batch)[bad][1])
        self.assertEqual(bad.active_copy_id.state, "active")
        batch.with_user(self.issuer).action_retry()
        self.work()
        self.assertEqual(batch.progress, "4 of 4 issued, 0 failed")

    def test_after_a_kill_the_others_are_still_processed_in_chunks(self):
        self.issued(5)
        self.compromised()
        batch = self.queued()
        rows = self.env["g2p.deferred"].sudo()
        with self.chunks(2):
            held = rows._take("voucher").mapped("res_id")  # and the server is killed
            turns = []
            for run in range(3):
                if run == 2:
                    pass_pauses(self.env)
                taken = rows._take("voucher")
                turns.append(taken.mapped("res_id"))
                taken._work()
        self.assertEqual([len(lines) for lines in turns], [2, 1, 1])
        self.assertFalse({*held} & {*turns[0], *turns[1]}, "an aborted voucher comes last, alone")
        self.work()
        self.assertEqual(batch.progress, "5 of 5 issued, 0 failed")

    def test_a_voucher_that_cannot_be_printed_keeps_its_copy(self):
        vouchers = self.issued(3)
        bad = vouchers[1]
        self.compromised()

        def pdfs(_template, values):
            wrong = [value["number"] == bad.name for value in values]
            return [(None, "no room") if one else (FAKE, None) for one in wrong]

        with patch.object(type(self.env["g2p.voucher.template"]), "_pdfs", pdfs):
            _action, batch = self.reissue()
        self.assertEqual(batch.progress, "2 of 3 issued, 1 failed")
        self.assertEqual(vouchers.active_copy_id.mapped("number"), [2, 1, 2])
        self.assertEqual((len(bad.copy_ids), bad.copy_ids.state), (1, "active"))

    def test_rights_are_checked_at_processing_time(self):
        vouchers = self.issued(3)
        self.compromised()
        batch = self.queued()
        self.voucher_manager.issuer_ids -= self.issuer
        self.work()
        self.assertEqual(batch.progress, "0 of 3 issued, 3 failed")
        self.assertIn("You are not an issuing officer", batch.line_ids[0].message)
        self.voucher_manager.issuer_ids += self.issuer
        batch.with_user(self.issuer).action_retry()
        self.work()
        self.assertEqual(batch.progress, "3 of 3 issued, 0 failed")
        self.assertEqual(vouchers.active_copy_id.mapped("number"), [2, 2, 2])

    def test_used_up_vouchers_are_not_retried(self):
        vouchers = self.issued(3)
        create_key(self.env, self.company)
        batch = self.queued()
        batch.with_user(self.issuer).action_stop()
        self.redeem(vouchers[0].active_copy_id.payload, 1000)
        batch.with_user(self.issuer).action_retry()
        self.assertEqual(batch.waiting_count, 2)

    def test_the_officer_is_notified_when_a_queued_order_is_done(self):
        vouchers = self.issued(3)
        self.compromised()
        batch = self.queued()
        vouchers[0].with_user(self.manager).action_revoke("moved away")
        before = len(self.notified(self.issuer))
        self.work()
        notified = self.notified(self.issuer)
        self.assertEqual(len(notified), before + 1, "once")
        self.assertEqual(notified[0][0], "Your voucher order is done")
        words = f"Order {batch.id} is done: 2 of 3 issued, 0 failed, 1 skipped. Open Programs"
        self.assertTrue(notified[0][1].startswith(words), notified[0][1])
        batch.sudo()._finish()
        self.assertEqual(len(self.notified(self.issuer)), before + 1)

    def test_no_notification_for_visible_or_stopped_orders(self):
        self.issued(3)
        self.compromised()
        batch = self.queued()
        before = self.notified(self.issuer)
        batch.with_user(self.issuer).action_stop()
        self.reissue()
        self.work()
        self.assertEqual(self.notified(self.issuer), before)

    def test_issuing_officers_are_notified_when_a_key_is_revoked(self):
        self.issue_voucher()
        self.key.with_user(self.manager).action_revoke(REASON)
        subject, text = self.notified(self.issuer)[0]
        self.assertEqual(subject, "A voucher key was revoked")
        self.assertIn(f"Voucher key {self.key.kid} was revoked: the vouchers that it signed", text)
        self.assertFalse(self.notified(self.stranger), "of another programme")

    def test_reissued_vouchers_open_as_a_list_to_print_or_send(self):
        vouchers = self.issued(3)
        self.redeem(vouchers[1].active_copy_id.payload, 1000)
        create_key(self.env, self.company)
        batch = self.batches.browse(
            vouchers.with_user(self.issuer).action_reissue("water")["res_id"]
        )
        found = batch.with_user(self.issuer).action_open_issued()
        self.assertEqual(self.env["g2p.voucher"].search(found["domain"]), vouchers[0] | vouchers[2])

    def test_many_cost_few_queries_each(self):
        few, many = self.issued(5), self.issued(25)
        counts = []
        for vouchers in (few, many):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            vouchers.with_user(self.issuer).action_reissue("water damage")
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLess((counts[1] - counts[0]) / 20, 4, "queries of one more voucher")
