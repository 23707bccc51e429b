from contextlib import suppress
from datetime import timedelta

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .attack import CHECKER, AttackCase, Refused
from .common import INTERNAL, stage

NOT_OPEN = "This step is not open for a decision"
NOT_OFFICER = "not an officer"
PARTY = "You entered or submitted this case"
ALREADY = "already decided in this case"


@tagged("post_install", "-at_install")
class TestAttacksByPeople(AttackCase):
    """Officers, managers and reviewers who try more than they may."""

    # === Reassigning === #

    def test_a_step_is_not_reassigned_to_a_participant_or_a_non_officer(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        stranger = new_test_user(
            self.env, "approval stranger", INTERNAL,
            company_ids=[(6, 0, elsewhere.ids)], company_id=elsewhere.id,
        )  # fmt: skip
        beneficiary = new_test_user(self.env, "approval beneficiary", INTERNAL)
        step = self.step(self.submitted(beneficiary_id=beneficiary.id, rival_id=self.outsider.id))
        part = "already takes part in the case"
        successors = (
            (self.author, part),
            (beneficiary, part),
            (self.outsider, part),
            (stranger, "does not work for this company"),
            (self.portal, "Choose an active officer"),
            (self.first, "is already an officer of this step"),
        )
        for user, words in successors:
            args = [user.id, "On leave"]
            self.refused_with("UserError", words, self.first, step, "action_reassign", *args)
        args = [self.second.id, " "]
        self.refused_with(
            "UserError",
            "Give the reason for reassigning",
            self.first,
            step,
            "action_reassign",
            *args,
        )

    def test_nobody_reassigns_the_part_of_somebody_else(self):
        step = self.step(self.submitted())
        words = "Only an officer of this step can reassign it"
        other = self.outsider.id
        self.refused(words, self.second, step, "action_reassign", other, "x", self.first.id)
        self.refused(words, self.second, step, "action_reassign", other, "x")
        manager = self.manager()
        self.refused(words, manager, step, "action_reassign", manager.id, "x", self.first.id)
        self.stand_in(self.first, self.second)
        self.refused(words, self.second, step, "action_reassign", other, "x", self.first.id)

    def test_a_manager_does_not_choose_the_officers_of_their_own_case(self):
        self.author = self.manager()
        step = self.step(self.submitted())
        args = [self.outsider.id, "x", self.first.id]
        self.refused(PARTY, self.author, step, "action_reassign", *args)

    def test_the_dialogs_made_by_hand_do_not_reach_somebody_elses_step(self):
        step = self.step(self.submitted())
        dialogs = {
            "decide": {"step_id": step.id},
            "reassign": {"step_id": step.id, "user_id": self.outsider.id, "reason": "x"},
        }
        for name, vals in dialogs.items():
            self.refused("Approval Step", self.outsider, f"g2p.approval.{name}", "create", vals)
        vals = {"step_id": step.id, "reason": "x"}
        words = "Override the Officers"
        self.refused(words, self.outsider, "g2p.approval.override", "create", vals)
        before = self.rows()
        with mute_logger("odoo.http"), suppress(Refused):  # one series already refuses to create it
            bulk = self.wizard(self.outsider, "bulk", step_ids=[[6, 0, step.ids]])
            self.call(self.outsider, bulk, "action_confirm")
            self.assertNotIn("Paper", bulk.results)
        self.assertEqual(self.rows(), before)

    def test_a_dialog_discloses_nothing_of_a_case_its_user_may_not_read(self):
        step = self.step(self.submitted())
        for name in ("decide", "reassign"):
            model = self.env[f"g2p.approval.{name}"]
            for field in {"case_name", "amount_requested", "amount"} & set(model._fields):
                args = [{"step_id": step.id}, ["step_id"], {field: {}}]
                self.refused("Approval Step", self.outsider, model, "onchange", *args)

    def test_nobody_rewrites_the_dialog_of_an_officer(self):
        step = self.step(self.submitted())
        dialog = self.wizard(self.first, "decide", step_id=step.id, note="Private")
        for method, *args in (["write", {"action": "reject"}], ["read", ["note"]], ["unlink"]):
            self.refused("Decide", self.second, dialog, method, *args)

    # === Substitutes === #

    def absence(self, user, delegate, start=0, end=0, **values):
        today = fields.Date.today()
        return {
            "user_id": user.id,
            "delegate_id": delegate.id,
            "date_from": str(today + timedelta(days=start)),
            "date_to": str(today + timedelta(days=end)),
            "reason": "Leave",
            **values,
        }

    def stand_in(self, user, delegate, start=0, end=0):
        vals = self.absence(user, delegate, start, end)
        made = self.call(user, "g2p.approval.delegation", "create", vals)
        return self.env["g2p.approval.delegation"].browse(made)

    def test_the_requester_does_not_stand_in(self):
        document = self.submitted()
        self.stand_in(self.first, self.author)
        self.refused(PARTY, self.author, self.step(document), "action_approve")

    def test_nobody_stands_in_for_the_requester(self):
        self.policy.stage_ids[0].officer_ids = self.author
        document = self.submitted()
        self.stand_in(self.author, self.outsider)
        words = "The officer for whom you stand in may not decide this case either"
        self.refused(words, self.outsider, self.step(document), "action_approve")

    def test_nobody_enters_the_absence_of_somebody_else(self):
        model = "g2p.approval.delegation"
        vals = self.absence(self.first, self.second)
        self.refused("Absence of an Officer", self.outsider, model, "create", vals)
        manager = self.manager()
        words = "You cannot make yourself the substitute of somebody else"
        vals = self.absence(self.first, self.outsider)
        self.refused_with("ValidationError", words, self.outsider, model, "create", vals)
        vals = self.absence(self.first, manager)
        self.refused_with("ValidationError", words, manager, model, "create", vals)
        vals = self.absence(self.first, self.portal)
        words = "Only officers of the agency can be substitutes"
        self.refused_with("ValidationError", words, self.first, model, "create", vals)

    def test_an_absence_cannot_be_transferred_to_somebody_else(self):
        own = self.stand_in(self.outsider, self.second)
        vals = {"user_id": self.first.id}
        words = "Officer, substitute, first day and company of an absence cannot"
        self.refused_with("UserError", words, self.outsider, own, "write", vals)
        self.refused("Absence of an Officer", self.second, own, "write", {"date_to": "2099-01-01"})

    def test_an_absence_that_is_over_not_begun_or_revoked_gives_nothing(self):
        step = self.step(self.submitted())
        for days in ((-9, -1), (1, 9)):
            self.stand_in(self.first, self.outsider, *days)
            self.refused(NOT_OFFICER, self.outsider, step, "action_approve")
        revoked = self.stand_in(self.first, self.outsider)
        self.call(self.first, revoked, "write", {"active": False})
        for context in ({}, {"active_test": False}):
            self.refused(NOT_OFFICER, self.outsider, step, "action_approve", context=context)

    def test_standing_in_is_not_transitive(self):
        step = self.step(self.submitted())
        self.stand_in(self.first, self.second)
        self.stand_in(self.second, self.outsider)
        self.refused(NOT_OFFICER, self.outsider, step, "action_approve")

    def test_nobody_stands_in_for_an_officer_who_left_the_agency_or_company(self):
        step = self.step(self.submitted())
        self.stand_in(self.first, self.outsider)
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        here = self.first.company_id
        self.first.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        self.refused(NOT_OFFICER, self.outsider, step, "action_approve")
        self.first.write({"company_ids": [(6, 0, here.ids)], "company_id": here.id})
        self.first.active = False
        self.refused(NOT_OFFICER, self.outsider, step, "action_approve")

    def test_an_officer_whose_substitute_decided_does_not_decide_the_next_stage(self):
        self.policy.stage_ids[1].officer_ids = self.first
        document = self.submitted()
        self.stand_in(self.first, self.outsider)
        self.call(self.outsider, self.step(document), "action_approve")
        self.refused(ALREADY, self.first, self.step(document), "action_approve")
        self.refused(ALREADY, self.outsider, self.step(document), "action_approve")

    def test_a_substitute_of_two_officers_counts_once(self):
        self.policy.unlink()
        three = self.first | self.second | self.third
        self.make_policy(stage(10, "Board", three, quorum="n", required=2))
        step = self.step(self.submitted())
        self.stand_in(self.first, self.outsider)
        self.stand_in(self.second, self.outsider)
        self.call(self.outsider, step, "action_approve")
        self.refused(ALREADY, self.outsider, step, "action_approve")

    # === Escalation === #

    def test_an_escalation_to_the_group_of_the_requester_does_not_make_them_officers(self):
        group = self.env.ref(CHECKER)
        self.author = new_test_user(self.env, "approval asking", f"{INTERNAL},{CHECKER}")
        other = new_test_user(self.env, "approval helping", f"{INTERNAL},{CHECKER}")
        self.policy.stage_ids[0].write({"escalation_group_id": group.id, "sla_hours": 1})
        step = self.step(self.submitted())
        self.refused(NOT_OFFICER, other, step, "action_approve")
        step.sudo().due_on = fields.Datetime.now() - timedelta(hours=1)
        self.escalate()
        self.refused(PARTY, self.author, step, "action_approve")
        self.call(other, step, "action_approve")

    # === Override === #

    def test_one_manager_alone_does_not_override(self):
        step = self.step(self.submitted(rival_id=self.first.id))
        manager, other = self.manager(), self.manager("other")
        words = "Nobody has requested an override"
        self.refused_with("UserError", words, manager, step, "action_override_confirm", "x", 0)
        self.call(manager, step, "action_override_ask", "approve", "All ill")
        asked = step.decision_ids[:1]
        self.refused(ALREADY, manager, step, "action_override_confirm", "x", asked.id)
        self.refused(ALREADY, manager, step, "action_override_ask", "approve", "Again")
        words = "Give your reason for confirming"
        self.refused_with("UserError", words, other, step, "action_override_confirm", " ", asked.id)
        self.assertEqual(step.state, "open")

    def test_a_participant_or_non_manager_does_not_override(self):
        managers = [self.manager(), self.manager("beneficiary")]
        self.author = managers[0]
        step = self.step(self.submitted(beneficiary_id=managers[1].id))
        for user, words in (
            (managers[0], PARTY),
            (managers[1], "This case is for you"),
            (self.first, "Only approval managers"),
        ):
            self.refused(words, user, step, "action_override_ask", "approve", "x")
            self.refused(words, user, step, "action_override_confirm", "x", 0)

    def test_the_confirmed_request_is_the_one_shown(self):
        step = self.step(self.submitted(rival_id=self.first.id))
        asking, confirming = self.manager(), self.manager("other")
        args = ["reject", "Forged stamp", "Not covered"]
        code = {"reason_code": self.reason.code}
        self.call(asking, step, "action_override_ask", *args, **code)
        asked = step.decision_ids
        dialog = self.wizard(
            confirming, "override", step_id=step.id, asked_id=asked.id, reason="Yes"
        )
        third = self.manager("swift")
        self.call(third, step, "action_override_ask", "approve", "All ill")
        words = "Another override was requested"
        self.refused_with("UserError", words, confirming, dialog, "action_confirm")

    # === Reviews === #

    def reviewed(self):
        """An approved case that waits for its review, and a reviewer."""
        reviewer = new_test_user(self.env, "approval reviewer", f"{INTERNAL},{CHECKER}")
        self.policy.review_group_id = self.env.ref(CHECKER)
        document = self.submitted()
        context = {"default_state": "closed", "default_note": "Fine"}
        for user in (self.first, self.second, self.third):
            self.call(user, self.step(document), "action_approve", context=context)
        review = self.env["g2p.approval.review"].search(
            [("request_id", "=", self.request(document).id)]
        )
        self.assertEqual((review.state, review.note), ("open", False))
        return review, reviewer

    def test_a_review_is_closed_only_by_a_neutral_reviewer_with_words(self):
        review, reviewer = self.reviewed()
        args = ["justified", "Looked at the file"]
        self.refused("not a reviewer", self.outsider, review, "action_close", *args)
        for user in (self.author, self.third):
            self.join(user, self.env.ref(CHECKER))
            self.refused("You took part in this case", user, review, "action_close", *args)
        for bad, words in ((["justified", " "], "Describe"), (["fine", "x"], "Choose whether")):
            self.refused_with("UserError", words, reviewer, review, "action_close", *bad)
        for vals in ({"state": "closed"}, {"group_id": self.env.ref(INTERNAL).id}):
            words = "A review changes only by being closed"
            self.refused(words, reviewer, review, "write", vals)
        self.refused("Reviews cannot be deleted", reviewer, review, "unlink")
        vals = {"review_id": review.id, "finding": "justified", "note": "x"}
        model = "g2p.approval.review.close"
        self.refused("Approval Review", self.outsider, model, "create", vals)

    def test_a_reviewer_of_another_company_does_not_close_the_review(self):
        review, reviewer = self.reviewed()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        reviewer.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        args = ["justified", "Looked at the file"]
        self.refused("another company", reviewer, review, "action_close", *args)
