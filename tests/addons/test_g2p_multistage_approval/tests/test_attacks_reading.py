from contextlib import suppress

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .attack import AttackCase, Refused


@tagged("post_install", "-at_install")
class TestAttacksReading(AttackCase):
    """Reading other people's cases, and changing the rules instead of a case."""

    def answers(self, *attempts):
        """The data disclosed by the attempts, as text; refusals do not count."""
        told = []
        for attempt in attempts:
            with mute_logger("odoo.http"), suppress(Refused):
                told.append(str(self.call(self.outsider, *attempt)))
        return "".join(told)

    def test_a_reader_of_the_record_does_not_read_the_officers_notes(self):
        document = self.submitted()
        args = [self.reason.code, "Private remark", "Public sentence"]
        self.call(self.first, self.step(document), "action_reject", *args)
        self.assertTrue(self.call(self.outsider, document, "read", ["approval_state"]))
        nested = {"fields": {"reason": {}, "public_text": {}, "display_name": {}}}
        model = "g2p.approval.decision"
        told = self.answers(
            (document, "web_read", {"approval_decision_ids": nested}),
            (document, "web_read", {"approval_request_id": {"fields": {"decision_ids": nested}}}),
            (document, "export_data", ["approval_decision_ids/reason", "approval_state"]),
            (model, "search_read", [["reason", "ilike", "Private"]], ["reason"]),
            (model, "web_search_read", [["request_id", "!=", False]], {"reason": {}}),
            (self.request(document).decision_ids, "read", ["reason"]),
        )
        self.assertNotIn("Private", told)
        self.assertNotIn("Public sentence", told)

    def test_only_managers_change_procedures(self):
        stage = self.policy.stage_ids[0]
        mine = [[4, self.outsider.id]]
        attempts = (
            (stage, "write", {"officer_ids": mine}),
            (stage, "unlink"),
            (self.policy, "write", {"stage_ids": [[1, stage.id, {"officer_ids": mine}]]}),
            (self.policy, "write", {"active": False}),
            (self.policy, "copy"),
            ("g2p.approval.reason", "create", {"code": "X1", "name": "Mine"}),
            (self.reason, "write", {"public_text": "Mine"}),
            ("g2p.approval.simulate", "create", {"policy_id": self.policy.id}),
        )
        for target, method, *args in attempts:
            words = "You are not allowed to (modify|delete|create|access)"
            self.refused(words, self.outsider, target, method, *args)
        self.assertEqual(stage.officer_ids, self.first)

    def test_a_record_that_was_never_submitted_is_not_withdrawn(self):
        document = self.make_document()
        for call in (document._approval_cancel, document._approval_resubmit):
            with self.assertRaisesRegex(UserError, "not being decided|not wait for information"):
                call()
