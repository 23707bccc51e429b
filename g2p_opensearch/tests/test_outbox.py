from contextlib import suppress

from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests import census

from .common import AnalyticsCase


@tagged("post_install", "-at_install")
class TestOutbox(AnalyticsCase):
    def statements(self):
        """Statements of the commit of what was noted."""
        self.env.flush_all()
        before = self.cr.sql_log_count
        self.env.cr.precommit.run()
        return self.cr.sql_log_count - before

    def test_a_transaction_costs_one_statement_however_many_records(self):
        self.assertEqual(self.statements(), 0)
        for ids in ([1], range(1, 2001)):
            self.outbox._note("voucher", ids)
            self.outbox._note("application", ids)
            self.outbox._note("voucher", ids)
            self.assertEqual(self.statements(), 1)
        self.assertEqual(len(self.noted("voucher")), 2000)

    def test_nothing_is_noted_for_no_record(self):
        self.outbox._note("voucher", [])
        self.assertEqual(self.statements(), 0)

    def test_what_is_rolled_back_is_not_sent(self):
        with suppress(ZeroDivisionError), self.env.cr.savepoint():
            self.outbox._note("voucher", [7])
            raise ZeroDivisionError
        self.assertEqual(self.noted(), set())

    def test_what_was_noted_before_a_savepoint_is_kept(self):
        self.outbox._note("voucher", [7])
        with suppress(ZeroDivisionError), self.env.cr.savepoint():
            self.outbox._note("voucher", [8])
            raise ZeroDivisionError
        self.assertEqual(self.noted("voucher"), {7})

    def test_a_draft_is_not_sent_and_a_submitted_case_is(self):
        application = self.draft()
        self.assertEqual(self.noted("application"), set())
        application._portal_submit()
        self.assertEqual(self.noted("application"), set(application.ids))
        self.assertTrue(
            self.noted("step") >= set(application.sudo().approval_request_id.step_ids.ids)
        )

    def test_each_decision_and_what_it_changes_is_noted(self):
        application = self.submitted()
        self.assess(application)
        self.forget()
        self.step(application, self.one).action_approve()
        self.assertEqual(len(self.noted("decision")), 1)
        self.assertGreaterEqual(len(self.noted("step")), 2)  # the decided one, and the next

    def test_a_granted_case_notes_its_voucher(self):
        application = self.approved()
        self.assertEqual(self.noted("voucher"), set(application.voucher_ids.ids))

    def test_a_redemption_notes_the_line_and_the_voucher(self):
        application = self.issued()
        voucher = application.voucher_id.sudo()
        self.forget()
        self.redeem(voucher)
        self.assertEqual(len(self.noted("redemption")), 1)
        self.assertEqual(self.noted("voucher"), set(voucher.ids))

    def redeem(self, voucher):
        """A ledger line, written as `_redeem` writes it."""
        voucher._redeem(
            voucher.active_copy_id, self.serving, self.serving.site_ids, 100, "key of the test"
        )

    def test_a_field_that_no_document_shows_notes_nothing(self):
        application = self.submitted().sudo()
        self.forget()
        application.write({"question": "When?"})
        self.assertEqual(self.noted(), set())

    def test_a_deleted_record_is_noted(self):
        cell = self.env["g2p.search.cell"].create(
            {"quarter": "2026-07-01", "company": "A", "dimension": "gender", "value": "x"}
        )
        self.forget()
        res_id = cell.id
        cell.unlink()
        self.assertEqual(self.noted("equity"), {res_id})

    def test_no_row_that_others_share_is_locked(self):
        application = self.submitted()
        self.assess(application)
        with census.tables(self.env) as found:
            self.step(application, self.one).action_approve()
            self.env.cr.flush()
        self.assertFalse({name for name in found if name.startswith("g2p_search")})
