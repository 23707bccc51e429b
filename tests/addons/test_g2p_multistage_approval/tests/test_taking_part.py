from odoo import fields
from odoo.tests import new_test_user, tagged

from .attack import CHECKER, AttackCase
from .common import INTERNAL

PART = "You took part in this case"
REVIEW = ["justified", "Looked at the file"]


@tagged("post_install", "-at_install")
class TestTakingPart(AttackCase):
    """Users who completed, reassigned, returned, withdrew, overrode or chose deciders took part."""

    def setUp(self):
        super().setUp()
        self.policy.review_group_id = self.env.ref(CHECKER)
        self.policy.allow_resubmit = True

    def review_of(self, document):
        domain = [("request_id", "=", self.request(document).id)]
        return self.env["g2p.approval.review"].search(domain)

    def decide(self, document, *officers):
        for officer in officers:
            self.call(officer, self.step(document), "action_approve")

    def does_not_review(self, document, *users):
        for user in users:
            self.join(user, self.env.ref(CHECKER))
            self.assertIn(user, document._approval_participants())
            self.refused(PART, user, self.review_of(document), "action_close", *REVIEW)

    def test_an_officer_who_reassigned_does_not_review(self):
        document, manager = self.submitted(), self.manager()
        step = self.step(document)
        self.call(self.first, step, "action_reassign", self.outsider.id, "Away")
        new = new_test_user(self.env, "part new", INTERNAL)
        args = [new.id, "Away", self.outsider.id]
        self.call(manager, step, "action_reassign", *args)
        self.decide(document, new, self.second, self.third)
        self.does_not_review(document, self.first, manager)

    def test_the_author_of_the_absence_does_not_review(self):
        document, manager = self.submitted(), self.manager()
        today = str(fields.Date.today())
        vals = {"user_id": self.first.id, "delegate_id": self.outsider.id, "reason": "Leave"}
        vals.update(date_from=today, date_to=today)
        self.call(manager, "g2p.approval.delegation", "create", vals)
        self.decide(document, self.outsider, self.second, self.third)
        self.does_not_review(document, manager, self.first)

    def test_an_unused_absence_is_not_participation(self):
        document, manager = self.submitted(), self.manager()
        today = str(fields.Date.today())
        vals = {"user_id": self.first.id, "delegate_id": self.outsider.id, "reason": "Leave"}
        vals.update(date_from=today, date_to=today)
        self.call(manager, "g2p.approval.delegation", "create", vals)
        self.decide(document, self.first, self.second, self.third)
        self.join(manager, self.env.ref(CHECKER))
        self.call(manager, self.review_of(document), "action_close", *REVIEW)

    def test_an_officer_who_completed_or_returned_it_does_not_review(self):
        document = self.submitted()
        document.with_user(self.outsider)._approval_amend({"purpose": "Dam"}, "Read")
        helper = new_test_user(self.env, "part helper", INTERNAL)
        self.policy.stage_ids[0].officer_ids |= helper
        self.step(document).sudo().officer_ids |= helper
        self.call(helper, self.step(document), "action_return", "Which bridge?")
        document.with_user(self.author)._approval_resubmit()
        self.decide(document, self.first, self.second, self.third)
        self.does_not_review(document, self.outsider, helper)

    def test_a_manager_who_overrode_does_not_review(self):
        document = self.submitted(rival_id=self.first.id)
        step = self.step(document)
        managers = [self.manager(), self.manager("other")]
        self.call(managers[0], step, "action_override_ask", "approve", "Rivals")
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        self.call(managers[1], step, "action_override_confirm", "Right", asked.id)
        self.decide(document, self.second, self.third)
        self.does_not_review(document, *managers)

    def test_a_user_who_withdrew_an_earlier_round_does_not_review(self):
        document, manager = self.submitted(), self.manager()
        document.with_user(manager).sudo()._approval_cancel("A mistake")
        document.with_user(self.author).action_submit_for_approval()
        self.decide(document, self.first, self.second, self.third)
        self.does_not_review(document, manager)

    def test_a_user_who_answered_a_question_does_not_review(self):
        document = self.submitted()
        self.call(self.first, self.step(document), "action_return", "Which bridge?")
        document.with_user(self.outsider).sudo()._approval_resubmit()
        self.decide(document, self.first, self.second, self.third)
        self.does_not_review(document, self.outsider)

    def test_a_reviewer_is_a_participant(self):
        reviewer = new_test_user(self.env, "part reviewer", f"{INTERNAL},{CHECKER}")
        document = self.submitted()
        self.decide(document, self.first, self.second, self.third)
        self.assertNotIn(reviewer, document._approval_participants())
        self.call(reviewer, self.review_of(document), "action_close", *REVIEW)
        self.assertIn(reviewer, document._approval_participants())
