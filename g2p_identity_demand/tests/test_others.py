from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_suite_account.exceptions import ProofNeeded
from odoo.addons.g2p_suite_base.tools import moments

from .common import SHOW, DemandCase


@tagged("post_install", "-at_install")
class TestOthers(DemandCase, AssistanceCase):
    """A helper applies without a proof; the office identifies the patient, and access ends."""

    def setUp(self):
        super().setUp()
        self.demand("submit", others_days=30)

    def helped(self, relation="helper"):
        """An application of a helper, with the voucher issued."""
        draft = self.for_another(self.draft(), relation)
        draft._portal_submit()
        draft.with_user(self.one)._identify(self.person)
        return self.issue_voucher(self.approve(draft))

    def access(self):
        return self.accesses.search([("user_id", "=", self.ada.id)])

    def test_a_helper_submits_without_a_proof(self):
        draft = self.for_another(self.draft())
        draft._portal_submit()
        self.assertEqual(draft.sudo().state, "submitted")  # sudo: only compared

    def test_a_draft_that_becomes_ones_own_needs_the_proof(self):
        self.demand("start")
        rows = self.env["g2p.assistance.application"].with_user(self.ada)
        application = rows._start_for_another(self.type.with_user(self.ada))
        self.assertEqual(application.sudo().relation, "helper")  # sudo: only compared
        self.demand("submit")
        draft = self.draft()
        self.assertEqual(draft, application)
        # sudo: the state that is tested, as the server sets it
        draft.sudo().write({"relation": "self"})
        with self.assertRaises(ProofNeeded):
            draft._portal_submit()

    def test_a_draft_for_another_has_nothing_of_the_applicant(self):
        self.person.write({"given_name": "Ada", "family_name": "Nyambura", "city": "Eldoret"})
        self.prove()
        rows = self.env["g2p.assistance.application"].with_user(self.ada)
        # sudo: only compared
        case_sudo = rows._start_for_another(self.type.with_user(self.ada)).sudo()
        for name in ("given_name", "family_name", "birthdate", "city", "known_answers"):
            self.assertFalse(case_sudo[name], name)

    def test_a_second_start_leaves_the_draft_as_it_is(self):
        draft = self.for_another(self.draft(), "guardian")
        kind = self.type.with_user(self.ada)
        again = self.env["g2p.assistance.application"].with_user(self.ada)._start_for_another(kind)
        self.assertEqual((again, again.sudo().relation), (draft, "guardian"))  # sudo: only compared

    def test_the_identified_patient_is_acted_for_until_some_day(self):
        application = self.helped("guardian")
        row = self.access()
        until = fields.Datetime.add(application.date_submitted, days=30)
        self.assertEqual((row.relation, row.verified_until), ("guardian", until))
        self.assertFalse(row.date_proven)
        self.assertFalse(application.with_user(self.ada).sudo(False)._portal_unlock())

    def test_officers_and_the_applicant_see_until_when(self):
        draft = self.for_another(self.draft())
        self.assertFalse(draft._portal_others_note())
        draft._portal_submit()
        mine, officers = draft, draft.with_user(self.one)
        # sudo: only compared
        day = moments.day(self.env, fields.Datetime.add(draft.sudo().date_submitted, days=30))
        self.assertIn(
            "The office identifies the person who needs help.", mine._portal_others_note()
        )
        self.assertIn(f"Until {day}, once you have identified the person.", officers.others_note)
        officers._identify(self.person)
        self.env.invalidate_all()
        self.assertIn(f"You act for this person until {day}", mine._portal_others_note())
        self.assertEqual(officers.others_note, f"Until {day}")
        self.access()._revoke()
        self.env.invalidate_all()
        self.assertIn("Has ended.", officers.others_note)

    def test_access_ends_by_itself(self):
        application = self.helped()
        mine = application.with_user(self.ada).sudo(False)
        self.assertFalse(mine._portal_unlock())
        voucher = application.voucher_id.with_user(self.ada).sudo(False)
        own = [("id", "=", voucher.id)]
        self.assertTrue(voucher.search(own))
        past = fields.Datetime.add(fields.Datetime.now(), days=-1)
        # sudo: the state that is tested, as the server sets it
        self.access().sudo().write({"verified_until": past})
        self.env.invalidate_all()
        self.assertFalse(voucher.search(own), "at once, for RPC as well")
        self.assertFalse(mine.search([("id", "=", mine.id)]))
        with self.assertRaisesRegex(AccessError, "Your access to this case has ended"):
            mine._portal_unlock()

    def test_the_registry_renews_it(self):
        application = self.helped()
        self.access()._revoke()
        mine = application.with_user(self.ada).sudo(False)
        with self.assertRaises(AccessError):
            mine._portal_unlock()
        self.accesses._grant(self.ada, self.person, "helper")
        self.assertFalse(mine._portal_unlock())

    def test_a_helper_who_is_the_person_stays_the_person(self):
        self.prove()
        self.helped()
        self.assertEqual(self.access().relation, "self")

    def test_who_becomes_a_helper_after_the_identification_still_proves(self):
        """An answer to a question may change the relation; the office's word counts."""
        self.demand("receive")
        application = self.submitted()
        application.with_user(self.one)._identify(self.person)
        self.step(application, self.one).action_return("For whom is it?")
        # sudo: the state that is tested, as the server sets it
        application.sudo().write({"relation": "helper"})
        application._portal_submit()
        application = self.issue_voucher(self.approve(application))
        mine = application.with_user(self.ada).sudo(False)
        self.assertIn(SHOW, mine._portal_unlock())
        self.assertFalse(application.date_unlocked)

    def test_where_nothing_is_demanded_there_is_no_limit(self):
        self.demand("office")
        self.helped()
        row = self.access()
        self.assertEqual((row.relation, row.verified_until), ("helper", False))
