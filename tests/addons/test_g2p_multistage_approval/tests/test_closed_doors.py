from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestClosedDoors(ApprovalCase):
    """RPC calls besides the methods meant for users."""

    def test_nothing_begins_approved(self):
        documents = self.env["test.approval.document"].with_user(self.author)
        forged = documents.create({"name": "Forged", "amount": 5, "approval_state": "approved"})
        forged += documents.with_context(default_approval_state="approved").create(
            {"name": "Forged too", "amount": 5}
        )
        self.assertEqual(set(forged.mapped("approval_state")), {"none"})
        for document in forged:
            with self.assertRaisesRegex(UserError, "is not approved"):
                document._approval_check()

    def test_nobody_writes_the_state(self):
        document = self.submitted()
        for user in (self.author, self.first, self.env.ref("base.user_admin")):
            with self.assertRaisesRegex(AccessError, "changes only through decisions"):
                document.with_user(user).write({"approval_state": "approved"})

    def test_the_engines_rows_cannot_be_created_changed_or_deleted(self):
        document = self.submitted()
        request, step = self.request(document), self.step(document)
        decision = request.decision_ids
        vals = {"request_id": request.id, "user_id": self.first.id, "action": "approve"}
        for user in (self.first, self.outsider, self.env.ref("base.user_admin")):
            for row in (request, step, decision):
                with self.assertRaises(AccessError):
                    row.with_user(user).write({"state": "approved"})
                with self.assertRaises(AccessError):
                    row.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    row.with_user(user).create(vals)

    def test_even_the_superuser_cannot_change_a_decision(self):
        decision = self.request(self.submitted()).decision_ids
        with self.assertRaisesRegex(AccessError, "Decisions cannot be changed"):
            decision.sudo().write({"amount": 5})
        with self.assertRaisesRegex(AccessError, "Decisions cannot be deleted"):
            decision.sudo().unlink()

    def test_a_users_default_values_create_no_decisions(self):
        company = self.env.company
        vals = {
            "user_id": self.first.id,
            "action": "approve",
            "amount": 1000,
            "hash": "forged",
            "company_id": company.id,
            "currency_id": company.currency_id.id,
            "date": "2026-01-01 00:00:00",
            "digest": "forged",
        }
        keep = self.env["ir.default"].with_user(self.author).set
        keep("g2p.approval.request", "decision_ids", [[0, 0, vals]], user_id=True)
        keep("g2p.approval.step", "state", "approved", user_id=True)
        request = self.request(self.submitted())
        self.assertEqual(request.decision_ids.mapped("action"), ["submit"])
        self.assertNotIn("approved", request.step_ids.mapped("state"))

    def test_commands_on_the_request_do_not_reach_its_steps(self):
        request = self.request(self.submitted())
        for command in ((2, request.step_ids[0].id), (5,), (1, request.step_ids[0].id, {})):
            with self.assertRaises(AccessError):
                request.with_user(self.first).write({"step_ids": [command]})

    def test_a_submitted_record_is_not_deleted(self):
        document = self.submitted()
        with self.assertRaisesRegex(UserError, "cannot be deleted. Withdraw it instead."):
            document.unlink()

    def test_a_second_submission_is_refused(self):
        document = self.submitted()
        with self.assertRaisesRegex(UserError, "is already submitted"):
            document.action_submit_for_approval()

    def test_only_users_who_may_write_submit(self):
        document = self.make_document()
        with self.assertRaises(AccessError):
            document.with_user(self.portal).action_submit_for_approval()

    def test_portal_users_reach_no_public_method(self):
        document = self.submitted()
        step = self.step(document).with_user(self.portal)
        calls = [
            lambda: step.action_approve(),
            lambda: step.action_reject(self.reason.code, "No"),
            lambda: step.action_return("Why?"),
            lambda: step.action_open_record(),
            lambda: step.request_id.action_check_chain(),
            lambda: step.read(["name"]),
            lambda: document.with_user(self.portal).action_open_decide(),
        ]
        for call in calls:
            with self.assertRaises(AccessError):
                call()

    def test_outsiders_do_not_read_the_case(self):
        document = self.submitted()
        for row in (self.request(document), self.step(document)):
            with self.assertRaises(AccessError):
                row.with_user(self.outsider).read(["name"])
            self.assertTrue(row.with_user(self.first).read(["name"]), "an officer of the step")
        self.assertTrue(self.request(document).with_user(self.second).read(["name"]))

    def test_the_dialog_does_not_decide_another_step(self):
        document = self.submitted()
        with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
            document.with_user(self.second).action_open_decide()
        dialog = self.env["g2p.approval.decide"].with_user(self.second)
        with self.assertRaises(AccessError):
            dialog.create({"step_id": self.step(document).id, "action": "approve"}).action_confirm()
        self.assertEqual(document.approval_state, "pending")

    def test_a_default_filter_of_somebody_else_hides_no_step(self):
        vals = {"name": "Mine", "model_id": "g2p.approval.step", "domain": "[('id', '=', 0)]"}
        filters = self.env["ir.filters"]
        owner = "user_ids" if "user_ids" in filters._fields else "user_id"
        shared = filters.with_user(self.outsider).create({**vals, "is_default": True, owner: False})
        for user, defaults in ((self.outsider, shared.ids), (self.first, [])):
            found = filters.with_user(user).get_filters("g2p.approval.step")
            self.assertEqual([values["id"] for values in found], shared.ids)
            self.assertEqual([v["id"] for v in found if v["is_default"]], defaults)
