from odoo.tests import new_test_user, tagged

from .attack import CHECKER, AttackCase
from .common import INTERNAL

STEPS = "Approval steps change only through decisions"
REQUESTS = "Approval requests change only through decisions"
SUBMITTED = "is submitted; its content cannot be changed"
NOT_OPEN = "This step is not open for a decision"
ALREADY = "You have already decided in this case"
CHANGED = "was changed after it was submitted"


@tagged("post_install", "-at_install")
class TestAttacksRpc(AttackCase):
    """Forging, skipping and changing a case from a browser's console."""

    # === Rows === #

    def test_no_row_of_the_engine_is_forged_in_one_write(self):
        document = self.submitted()
        request, steps = self.request(document), self.request(document).step_ids
        forged = {"state": "approved", "officer_ids": [[6, 0, self.author.ids]]}
        for user in (self.author, self.first):
            self.refused(STEPS, user, steps[:1], "write", forged)
            self.refused(REQUESTS, user, request, "write", {"state": "approved"})
            self.refused(
                "Decisions cannot be changed", user, request.decision_ids, "write", {"amount": 5}
            )
        self.refused(STEPS, self.author, steps, "web_save", {"state": "approved"}, {"state": {}})

    def test_no_row_of_the_engine_is_deleted_copied_or_created(self):
        request = self.request(self.submitted())
        rows = (
            (request, "requests cannot be deleted", REQUESTS),
            (request.step_ids, "steps cannot be deleted", STEPS),
            (
                request.decision_ids,
                "Decisions cannot be deleted",
                "Decisions are made on their step",
            ),
        )
        for records, deleting, making in rows:
            self.refused(deleting, self.author, records, "unlink")
            self.refused(f"{making}|text_salt", self.author, records[:1], "copy")
            vals = {"request_id": request.id, "state": "approved", "action": "approve"}
            self.refused(making, self.author, records._name, "create", vals)

    def test_commands_through_the_request_reach_no_step_and_no_decision(self):
        request = self.request(self.submitted())
        for name in ("step_ids", "decision_ids"):
            row = request[name][0].id
            for command in ([2, row], [3, row], [5], [1, row, {"name": "x"}], [0, 0, {}]):
                self.refused(REQUESTS, self.author, request, "write", {name: [command]})

    def test_commands_through_the_document_reach_no_step_and_no_decision(self):
        document = self.submitted()
        request = self.request(document)
        step, decision = request.step_ids[0].id, request.decision_ids.id
        guarded = (
            ("approval_open_step_ids", [2, step], "steps cannot be deleted"),
            ("approval_open_step_ids", [1, step, {"state": "approved"}], STEPS),
            ("approval_open_step_ids", [0, 0, {"request_id": request.id}], STEPS),
            ("approval_decision_ids", [2, decision], "Decisions cannot be deleted"),
            ("approval_decision_ids", [1, decision, {"amount": 1}], "Decisions cannot be changed"),
        )
        for name, command, words in guarded:
            self.refused(words, self.author, document, "write", {name: [command]})

    def test_nothing_is_approved_by_create_or_write(self):
        model = "test.approval.document"
        vals = {"name": "Forged", "amount": 5, "approval_state": "approved"}
        vals["create_uid"] = self.outsider.id
        context = {"default_approval_state": "approved"}
        made = [
            self.call(self.author, model, "create", vals),
            self.call(self.author, model, "create", {"name": "Too"}, context=context),
            *self.call(
                self.author, model, "load", ["name", "approval_state"], [["Three", "approved"]]
            )["ids"],
        ]
        documents = self.env[model].browse(made)
        self.assertEqual(documents.mapped("approval_state"), ["none"] * 3)
        self.assertEqual(documents.create_uid, self.author)
        words = "The approval state changes only through decisions"
        state = {"approval_state": "approved"}
        for user in (self.author, self.outsider):
            self.refused(words, user, documents[0], "write", state)
            skip = {"skip_validation_check": True, "tracking_disable": True}
            self.refused(words, user, documents[0], "write", state, context=skip)

    def test_a_reason_is_a_text_that_can_be_stored(self):
        document = self.submitted()
        step, code = self.step(document), self.reason.code
        for odd in (["No"], {"a": 1}, 5, "\0"):
            for method, *args in (("action_reject", code, odd), ("action_return", odd)):
                words = "needs a reason code and a text|Say what information is needed"
                self.refused_with("UserError", words, self.first, step, method, *args)
        self.call(self.first, step, "action_reject", code, "N\0o")
        self.assertEqual(self.request(document).decision_ids.sorted("id")[-1].reason, "No")
        self.assertFalse(self.request(document)._check_chain())

    def test_private_methods_cannot_be_called(self):
        document = self.submitted()
        step = self.step(document)
        calls = (
            (document, "_approval_set_state", "approved"),
            (document, "_approval_amend", {"amount": 1}, "x"),
            (document, "_approval_cancel"),
            (step, "_decide", "approve"),
            (step, "_set_closed", "approved"),
            (step, "_cron_escalate"),
            (step.request_id, "_close", "approved"),
            (step.request_id, "_log", "approve"),
            (step.decision_ids, "_append", step.request_id.id, "approve"),
            (step.request_id.decision_ids, "_erase_texts"),
        )
        for target, method, *args in calls:
            self.refused("Private methods .* called remotely", self.first, target, method, *args)

    # === Context === #

    FORGED = (
        {"default_state": "approved"},
        {"default_state": "approved", "default_approval_state": "approved"},
        {"default_escalated_on": "2020-01-01 00:00:00", "default_pass_number": 9},
        {"default_amount_opened": 99999, "default_hours_used": -500, "default_skip_reason": "x"},
        {"default_condition_fails": True, "default_facts": "x", "default_opened_on": "2020-01-01"},
        {"default_decision_ids": [[0, 0, {"action": "approve"}]]},
        {"default_step_ids": [[0, 0, {"name": "Mine", "state": "approved"}]]},
        {"skip_validation_check": True, "identity_checked": True, "tracking_disable": True},
    )

    def test_no_context_key_of_the_requester_shortens_the_way(self):
        for context in self.FORGED:
            document = self.make_document()
            self.call(self.author, document, "action_submit_for_approval", context=context)
            request = self.request(document)
            self.assertEqual((document.approval_state, request.state), ("pending", "pending"))
            self.assertEqual(
                request.step_ids.mapped("state"), ["open", "waiting", "waiting"], context
            )
            self.assertEqual(set(request.step_ids.mapped("pass_number")), {1})
            for name in ("escalated_on", "hours_used", "condition_fails", "skip_reason"):
                self.assertFalse(any(request.step_ids.mapped(name)), (name, context))
            self.assertEqual(request.step_ids.mapped("amount_opened"), [1000, 0, 0], context)
            self.assertFalse(any(request.step_ids[1:].mapped("opened_on")), context)
            self.assertEqual(self.actions(document), ["submit"])
            self.assertFalse(request._check_chain())

    def test_no_context_key_makes_an_officer_or_lifts_the_lock(self):
        document = self.submitted()
        step = self.step(document)
        for context in ({**self.FORGED[-1], "default_step_id": step.id}, {"active_test": False}):
            self.refused("not an officer", self.outsider, step, "action_approve", context=context)
            vals = {"amount": 99999}
            self.refused_with(
                "UserError", SUBMITTED, self.author, document, "write", vals, context=context
            )

    def test_an_archived_procedure_stays_archived_in_any_context(self):
        short = self.make_policy(self.one_stage(self.outsider), name="Short", sequence=1)
        short.active = False
        document = self.make_document()
        context = {"active_test": False}
        self.call(self.author, document, "action_submit_for_approval", context=context)
        self.assertEqual(self.request(document).policy_id, self.policy)

    def one_stage(self, users):
        return (0, 0, {"name": "Only", "officer_ids": [(6, 0, users.ids)]})

    def test_no_context_key_lets_a_person_of_another_company_in(self):
        document = self.submitted()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.first.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        step = self.step(document)
        self.refused("another company", self.first, step, "action_approve")
        for companies in (document.company_id.ids, [document.company_id.id, elsewhere.id]):
            context = {"allowed_company_ids": companies}
            words = "another company|unauthorized or invalid companies"
            self.refused(words, self.first, step, "action_approve", context=context)

    # === Turn and content === #

    def test_a_later_officer_does_not_decide_before_the_turn(self):
        document = self.submitted()
        check, _review, sign = self.request(document).step_ids
        reject = [self.reason.code, "No"]
        self.refused(NOT_OPEN, self.third, sign, "action_approve")
        self.refused(NOT_OPEN, self.third, sign, "action_reject", *reject)
        self.refused(NOT_OPEN, self.third, sign, "action_return", "Why?")
        self.refused("not an officer", self.third, check, "action_approve")
        self.refused("not an officer", self.third, check, "action_reject", *reject)

    def test_a_dialog_made_by_hand_decides_nothing_out_of_turn(self):
        check, _review, sign = self.request(self.submitted()).step_ids
        vals = {"step_id": check.id, "action": "reject", "reason_id": self.reason.id, "note": "No"}
        self.refused("Approval Step", self.third, "g2p.approval.decide", "create", vals)
        for action in ("approve", "reject"):
            vals = {**vals, "step_id": sign.id, "action": action}
            dialog = self.wizard(self.third, "decide", **vals)
            self.refused(NOT_OPEN, self.third, dialog, "action_confirm")
            self.refused("Approval Step", self.third, dialog, "write", {"step_id": check.id})

    def test_a_line_edited_between_decisions_stops_the_next_officer(self):
        edits = (
            lambda document: ("write", document.line_ids[0], {"amount": 9000}),
            lambda document: ("unlink", document.line_ids[0]),
            lambda document: ("write", document.line_ids, {"document_id": self.make_document().id}),
        )
        for edit in edits:
            document = self.submitted()
            self.call(self.first, self.step(document), "action_approve")
            method, lines, *vals = edit(document)
            self.call(self.author, lines, method, *vals)
            step = self.step(document)
            self.refused_with("UserError", CHANGED, self.second, step, "action_approve")
            self.assertEqual(self.actions(document), ["submit", "approve"])

    def test_a_double_click_decides_once(self):
        self.policy.stage_ids[1].officer_ids = self.first | self.second
        document = self.submitted()
        check, review, _sign = self.request(document).step_ids
        self.call(self.first, check, "action_approve")
        self.refused(NOT_OPEN, self.first, check, "action_approve")
        self.refused(ALREADY, self.first, review, "action_approve")
        self.call(self.second, review, "action_approve")
        self.assertEqual(self.actions(document), ["submit", "approve", "approve"])

    def test_a_rejection_without_a_reason_is_none(self):
        step = self.step(self.submitted())
        words = "needs a reason code and a text"
        for args in (["", "No"], [False, "No"], [self.reason.code, " "], [self.reason.code, None]):
            self.refused_with("UserError", words, self.first, step, "action_reject", *args)
        dialog = self.wizard(self.first, "decide", step_id=step.id, action="reject", note="No")
        self.refused_with("UserError", words, self.first, dialog, "action_confirm")

    def test_submitting_again_keeps_the_trail(self):
        document = self.submitted()
        first = self.request(document)
        self.call(self.first, self.step(document), "action_reject", self.reason.code, "No")
        self.call(self.author, document, "action_submit_for_approval")
        self.assertEqual(first.decision_ids.sorted("id").mapped("action"), ["submit", "reject"])
        self.assertEqual((first.state, self.request(document).round), ("rejected", 2))
        self.refused_with(
            "UserError",
            "already submitted",
            self.author,
            document,
            "action_submit_for_approval",
        )
        self.refused_with("UserError", "cannot be deleted", self.author, document, "unlink")

    # === People === #

    def test_a_member_through_an_implied_group_decides(self):
        group = self.env.ref(CHECKER)
        above = self.env["res.groups"].create(
            {"name": "Heads of checkers", "implied_ids": [(4, group.id)]}
        )
        self.env["ir.model.data"].create(
            {"module": "test", "name": "heads", "model": "res.groups", "res_id": above.id}
        )
        head = new_test_user(self.env, "approval head", f"{INTERNAL},test.heads")
        self.policy.stage_ids[0].write({"officer_ids": [(5,)], "group_id": group.id})
        document = self.submitted()
        self.call(head, self.step(document), "action_approve")
        self.assertEqual(self.actions(document), ["submit", "approve"])

    def test_the_requester_in_the_group_of_officers_does_not_decide(self):
        group = self.env.ref(CHECKER)
        self.join(self.author, group)
        self.policy.stage_ids[0].group_id = group
        step = self.step(self.submitted())
        words = "You entered or submitted this case"
        self.refused(words, self.author, step, "action_approve")
        self.refused(words, self.author, step, "action_reject", self.reason.code, "No")

    def test_a_new_officer_of_the_stage_does_not_get_the_running_case(self):
        document = self.submitted()
        self.policy.stage_ids[0].officer_ids = self.outsider
        self.refused("not an officer", self.outsider, self.step(document), "action_approve")
        self.call(self.first, self.step(document), "action_approve")

    def test_an_archived_officer_no_longer_has_a_session(self):
        step = self.step(self.submitted())
        self.call(self.first, step, "read", ["name"])
        self.first.active = False
        self.refused_with("SessionExpiredException", "Session", self.first, step, "action_approve")
