from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestContent(ApprovalCase):
    """A decision covers the submitted content: no material change goes unnoticed."""

    #: ways in which a program could change material content despite the locked form
    TAMPERINGS = (
        lambda document: document.write({"amount": 9000}),
        lambda document: document.write({"purpose": "Castle"}),
        lambda document: document.line_ids[0].write({"amount": 9000}),
        lambda document: document.line_ids[0].unlink(),
        lambda document: document.write({"line_ids": [(0, 0, {"amount": 1})]}),
        lambda document: document.write({"checksum": "another file"}),
    )

    def test_the_form_is_locked_while_officers_decide(self):
        document = self.submitted()
        for vals in ({"amount": 2}, {"purpose": "x"}, {"line_ids": [(5,)]}, {"company_id": 1}):
            with self.assertRaisesRegex(UserError, "is submitted; its content cannot be changed"):
                document.write(vals)
        document.write({"remark": "may change"})

    def test_a_changed_content_stops_the_next_decision(self):
        for tamper in self.TAMPERINGS:
            document = self.submitted()
            self.approve(document, self.first)
            tamper(document.sudo())
            with self.assertRaisesRegex(UserError, "was changed after it was submitted"):
                self.approve(document, self.second)

    def test_content_changed_after_the_approval_is_not_issued(self):
        for tamper in self.TAMPERINGS:
            document = self.submitted()
            self.approve_all(document)
            self.assertTrue(document._approval_check())
            tamper(document.sudo())
            with self.assertRaisesRegex(UserError, "was changed after it was approved"):
                document._approval_check()

    def test_a_record_that_is_not_approved_is_not_issued(self):
        document = self.make_document()
        with self.assertRaisesRegex(UserError, "is not approved"):
            document._approval_check()
        document.action_submit_for_approval()
        self.approve(document, self.first)
        with self.assertRaisesRegex(UserError, "is not approved"):
            document._approval_check()

    def test_an_officer_completes_content_only_before_the_first_approval(self):
        document = self.submitted()
        document._approval_amend({"purpose": "Bridge, north side"}, "Place made precise")
        self.approve(document, self.first)
        with self.assertRaisesRegex(UserError, "has already been decided on"):
            document._approval_amend({"purpose": "Castle"}, "No")
        log = self.request(document).decision_ids.sorted("id")
        self.assertEqual(log.mapped("action"), ["submit", "amend", "approve"])

    def test_an_amendment_does_not_cover_another_change(self):
        document = self.submitted()
        document.sudo().amount = 9000
        with self.assertRaisesRegex(UserError, "was changed after it was submitted"):
            document._approval_amend({"purpose": "Bridge, north side"}, "Place made precise")

    def test_a_stage_reports_missing_requirements(self):
        document = self.submitted(lacks="The surveyor's report is missing.")
        with self.assertRaisesRegex(UserError, "The surveyor's report is missing."):
            self.approve(document, self.first)

    def test_the_chain_names_the_first_broken_row(self):
        document = self.submitted()
        self.approve_all(document)
        request = self.request(document)
        self.assertFalse(request._check_chain())
        second = request.decision_ids.sorted("id")[1]
        for column, value in (("amount", 1), ("user_id", self.outsider.id), ("reason", "x")):
            with self.env.cr.savepoint() as savepoint:
                query = f"UPDATE g2p_approval_decision SET {column} = %s WHERE id = %s"  # noqa: S608
                self.env.cr.execute(query, [value, second.id])
                self.env.invalidate_all()
                self.assertEqual(request._check_chain(), second)
                with self.assertRaisesRegex(UserError, "log of decisions of .* is broken"):
                    document._approval_check()
                savepoint.rollback()
            self.env.invalidate_all()
        self.assertFalse(request._check_chain())

    def test_auditors_check_many_logs_at_once(self):
        documents = [self.submitted(name="Sound"), self.submitted(name="Broken")]
        requests = self.request(documents[0]) | self.request(documents[1])
        self.assertIn("intact", requests.action_check_chain()["params"]["message"])
        row = self.request(documents[1]).decision_ids
        query = "UPDATE g2p_approval_decision SET user_id = %s WHERE id = %s"
        self.env.cr.execute(query, [self.outsider.id, row.id])
        self.env.invalidate_all()
        message = requests.action_check_chain()["params"]["message"]
        self.assertEqual(message, f"The log is broken at: Broken ({row.id})")

    def test_texts_can_be_erased_without_breaking_the_chain(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_reject(self.reason.code, "Private")
        decision = self.request(document).decision_ids.filtered("reason")
        decision._erase_texts()
        self.assertFalse(decision.reason)
        self.assertFalse(self.request(document)._check_chain())
