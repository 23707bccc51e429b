from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_document_store.tests.common import photo
from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER

from .common import FORMER, TEXT, AppealCase

MANAGER = "g2p_multistage_approval.group_approval_manager"


@tagged("post_install", "-at_install")
class TestAppealAttacks(AppealCase):
    """Nobody who took part before decides an appeal, or chooses who does, by any way in."""

    def test_officers_read_nothing_of_an_appeal_before_it_is_sent(self):
        application = self.rejected()
        application._portal_appeal_save(TEXT)
        application._portal_appeal_add("letter.jpg", photo((60, 60), 9))
        self.env.invalidate_all()
        for user in (self.one, self.four):
            case = self.as_user(application, user)
            self.assertEqual((case.appeal_text, case.appeal_state), (False, False))
            self.assertFalse(self.appeal_files(user, case))
        self.assertEqual(application._portal_appeal_send(), {})
        self.env.invalidate_all()
        for user in (self.one, self.four):
            case = self.as_user(application, user)
            self.assertEqual((case.appeal_text, case.appeal_state), (TEXT, "deciding"))
            self.assertEqual(len(self.appeal_files(user, case)), 1)

    def appeal_files(self, user, case):
        domain = [("application_id", "=", case.id), ("document_type_id.code", "=", "appeal")]
        return self.env["g2p.document"].with_user(user).search(domain)

    def open_step(self, application):
        self.env.invalidate_all()
        return application.sudo().approval_open_step_ids

    def as_user(self, record, user):
        return record.with_user(user).sudo(False)

    def excluded(self, application, *users):
        """The users can use none of the ways to decide the open step, even as its officers."""
        step = self.open_step(application)
        step.officer_ids |= self.env["res.users"].union(*users)
        step.write({"allow_bulk": True})
        for user in users:
            self.env.invalidate_all()
            mine = self.as_user(step, user)
            self.assertEqual(step._why_not(user), FORMER, user.name)
            self.assertFalse(self.as_user(application, user).approval_can_decide)
            for call in (
                lambda mine=mine: mine.action_approve(),
                lambda mine=mine: mine.action_reject(self.reason.code, "No"),
                lambda mine=mine: mine.action_return("What?"),
                lambda mine=mine: mine.action_reassign(self.five.id, "Away"),
                lambda user=user: self.as_user(application, user)._identify(),
            ):
                with self.assertRaises(UserError), self.env.cr.savepoint():
                    call()
            outcome = mine.action_approve_many("Together")
            self.assertEqual((outcome[0]["ok"], outcome[0]["message"]), (False, FORMER))
            with self.assertRaises(AccessError):
                self.env["g2p.assistance.assessment"].with_user(user)._save_for(
                    self.as_user(application, user), mine, {"need_score": "5", "remarks": "x"}
                )
        self.assertEqual(application.sudo().state, "submitted")

    def absent(self, by, officer, delegate):
        return (
            self.env["g2p.approval.delegation"]
            .with_user(by)
            .create(
                {
                    "user_id": officer.id,
                    "delegate_id": delegate.id,
                    "date_to": fields.Date.add(fields.Date.today(), days=9),
                    "reason": "Leave",
                }
            )
        )

    def boss(self, name="boss"):
        return new_test_user(self.env, f"case {name}", f"{OFFICER},{MANAGER}", name=name)

    # === Who took part === #

    def test_who_rejected_is_excluded(self):
        self.excluded(self.appealed(), self.one)

    def test_who_approved_asked_or_only_assessed_is_excluded(self):
        application = self.submitted()
        self.assess(application)
        self.assess(application, user=self.four)  # decides nothing
        self.step(application, self.one).action_approve()
        self.step(application, self.two).action_return("Which hospital?")
        self.mine(application)._portal_answer("City General")
        self.step(application, self.five).action_reject(self.reason.code, "Internal")
        application = self.mine(application)
        self.policy.stage_ids[0].officer_ids |= self.three | self.six
        self.policy.stage_ids[1].officer_ids |= self.three | self.six
        self.policy.distinct_officers = False
        self.send(application)
        self.assertEqual(application.appeal_id.state, "deciding")
        self.excluded(application, self.one, self.two, self.four, self.five)

    def test_who_judged_a_document_is_excluded_also_after_another_judged_it(self):
        application = self.submitted()
        document = application.sudo().document_ids[:1]  # sudo: officers read them by rules
        self.as_user(document, self.four).action_accept()
        self.env.invalidate_all()
        self.as_user(document, self.one).action_refuse("It is too dark.")
        self.assess(application)
        self.step(application, self.one).action_reject(self.reason.code, "Internal")
        application = self.mine(application)
        self.policy.stage_ids[0].officer_ids |= self.six
        self.policy.distinct_officers = False
        self.send(application)
        self.excluded(application, self.one, self.four)

    def test_who_identified_the_person_is_excluded(self):
        application = self.submitted()
        self.as_user(application, self.four)._identify()
        self.assess(application)
        self.step(application, self.one).action_reject(self.reason.code, "Internal")
        application = self.mine(application)
        self.policy.stage_ids[0].officer_ids |= self.six
        self.policy.distinct_officers = False
        self.excluded(self.send(application), self.one, self.four)

    def test_who_opened_a_file_or_judges_one_in_the_appeal_decides_it(self):
        application = self.submitted()
        document = application.sudo().document_ids[:1]  # sudo: as above
        self.as_user(document, self.four)._content()
        self.assess(application)
        self.step(application, self.one).action_reject(self.reason.code, "Internal")
        application = self.send(self.mine(application))
        self.env.invalidate_all()
        self.as_user(document, self.four).action_accept()
        self.assertFalse(self.open_step(application)._why_not(self.four))

    def test_the_substitute_and_the_absent_officer_are_excluded(self):
        substitute = new_test_user(self.env, "case substitute", OFFICER, name="Substitute")
        boss = self.boss()
        self.absent(boss, self.one, substitute)
        application = self.submitted()
        self.assess(application, user=substitute)
        self.step(application, substitute).action_reject(self.reason.code, "Internal")
        application = self.send(self.mine(application))
        self.excluded(application, self.one, substitute, boss)

    def test_who_reassigned_it_is_excluded(self):
        boss, new = self.boss(), new_test_user(self.env, "case newcomer", OFFICER, name="New")
        application = self.submitted()
        step = self.as_user(self.open_step(application), boss)
        step.action_reassign(new.id, "Ill", self.one.id)
        self.assess(application, user=new)
        self.step(application, new).action_reject(self.reason.code, "Internal")
        self.excluded(self.send(self.mine(application)), boss, self.one, new)

    # === Ways in === #

    def test_an_excluded_officer_does_not_come_back_by_standing_in(self):
        application = self.appealed()
        self.absent(self.four, self.four, self.one)
        self.env.invalidate_all()
        self.assertEqual(self.open_step(application)._why_not(self.one), FORMER)

    def test_nobody_decides_in_the_name_of_an_excluded_officer(self):
        application = self.appealed()
        stranger = new_test_user(self.env, "case stranger", OFFICER, name="Stranger")
        self.absent(self.one, self.one, stranger)
        self.env.invalidate_all()
        self.assertEqual(
            self.open_step(application)._why_not(stranger),
            "The officer for whom you stand in may not decide this case either.",
        )

    def test_a_substitute_whom_an_excluded_manager_chose_does_not_count(self):
        boss = self.boss()
        application = self.submitted()
        new = new_test_user(self.env, "case newcomer", OFFICER, name="New")
        self.as_user(self.open_step(application), boss).action_reassign(new.id, "Ill", self.one.id)
        self.assess(application, user=new)
        self.step(application, new).action_reject(self.reason.code, "Internal")
        application = self.send(self.mine(application))
        chosen = new_test_user(self.env, "case chosen", OFFICER, name="Chosen")
        self.absent(boss, self.four, chosen)
        self.env.invalidate_all()
        self.assertEqual(
            self.open_step(application)._why_not(chosen),
            "You are not an officer of the stage Assessment.",
        )

    def test_the_step_is_reassigned_to_and_by_nobody_excluded(self):
        application = self.appealed()
        boss = self.boss()
        step = self.as_user(self.open_step(application), boss)
        self.open_step(application).officer_ids -= self.one
        with self.assertRaisesRegex(UserError, "already takes part in the case"):
            step.action_reassign(self.one.id, "Ill", self.four.id)
        self.join(self.one, MANAGER)
        with self.assertRaisesRegex(AccessError, "took part in the first decision"):
            self.as_user(step, self.one).action_reassign(self.five.id, "Ill", self.four.id)

    def test_an_escalation_does_not_let_them_in(self):
        application = self.appealed()
        group = self.env.ref("g2p_immediate_assistance.group_assistance_officer")
        step = self.open_step(application)
        step.write({"escalation_group_id": group.id})
        step._escalate()
        self.env.invalidate_all()
        self.assertEqual(step._why_not(self.one), FORMER)
        self.assertFalse(step._why_not(self.five))

    def test_an_excluded_manager_neither_asks_for_an_override_nor_confirms_it(self):
        application = self.appealed()
        self.four.active = False
        self.join(self.one, MANAGER)
        step = self.open_step(application)
        with self.assertRaisesRegex(AccessError, "took part in the first decision"):
            self.as_user(step, self.one).action_override_ask("approve", "Nobody is there")
        boss = self.boss()
        self.as_user(step, boss).action_override_ask(
            "reject", "Gone", "No.", None, self.reason.code
        )
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        with self.assertRaisesRegex(AccessError, "took part in the first decision"):
            self.as_user(step, self.one).action_override_confirm("Yes", asked.id)
        self.as_user(step, self.boss("chief")).action_override_confirm("Seen", asked.id)
        self.env.invalidate_all()
        self.assertEqual((application.state, application.appeal_id.state), ("rejected", "refused"))

    # === Forged rows === #

    def test_nobody_writes_an_appeal_past_its_page(self):
        application = self.appealed()
        appeals = self.env["g2p.assistance.appeal"]
        for user in (self.ada, self.eve, self.one, self.four, self.env.ref("base.user_admin")):
            mine = self.as_user(application.appeal_id, user)
            for call in (
                lambda mine=mine: mine.write({"state": "granted"}),
                lambda mine=mine: mine.write({"text": "Forged"}),
                lambda mine=mine: mine.unlink(),
                lambda user=user: appeals.with_user(user).create(
                    {"application_id": application.id}
                ),
                lambda user=user: self.as_user(application, user).write({"appeal_id": False}),
                lambda user=user: self.as_user(application, user).write({"appeal_until": False}),
            ):
                with self.assertRaises(AccessError), self.env.cr.savepoint():
                    call()
        with self.assertRaises(AccessError):
            application.sudo().appeal_id.write({"state": "granted"})

    def test_people_read_their_own_appeal_only(self):
        application = self.appealed()
        appeals = self.env["g2p.assistance.appeal"]
        self.assertEqual(appeals.with_user(self.ada).search([]), application.appeal_id)
        self.assertFalse(appeals.with_user(self.eve).search([]))
        with self.assertRaises(AccessError):
            self.as_user(application.appeal_id, self.ada).read(["refused_request_id"])
        with self.assertRaises(AccessError):
            self.as_user(application.appeal_id, self.ada).action_open_round()
