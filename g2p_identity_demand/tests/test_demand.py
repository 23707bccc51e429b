from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.exceptions import ApplicationIncomplete
from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_suite_account.exceptions import ProofNeeded

from .common import SHOW, DemandCase


@tagged("post_install", "-at_install")
class TestDemand(DemandCase, AssistanceCase):
    """A programme's demand holds in the model, for every caller."""

    def start(self, user=None):
        kind = self.type.with_user(user or self.ada)
        return self.env["g2p.assistance.application"].with_user(user or self.ada)._start(kind)

    # === Each moment === #

    def test_where_nothing_is_demanded_everything_is_as_before(self):
        application = self.issued()
        self.assertTrue(application.date_unlocked)
        self.assertTrue(application.voucher_id.with_user(self.ada).sudo(False).amount)

    def test_before_people_start(self):
        self.demand("start")
        with self.assertRaisesRegex(ProofNeeded, SHOW):
            self.start()
        self.prove()
        self.assertEqual(self.start().sudo().state, "draft")  # sudo: only compared

    def test_before_people_submit(self):
        self.demand("submit")
        draft = self.draft()
        with self.assertRaisesRegex(ProofNeeded, SHOW):
            draft._portal_submit()
        self.assertEqual(draft.sudo().state, "draft")  # sudo: only compared
        self.prove()
        draft._portal_submit()
        self.assertEqual(draft.sudo().state, "submitted")  # sudo: only compared

    def test_missing_answers_are_said_first(self):
        self.demand("submit")
        with self.assertRaises(ApplicationIncomplete):
            self.start()._portal_submit()

    def test_an_answer_to_a_question_needs_no_second_proof(self):
        self.demand("submit")
        row = self.prove()
        application = self.submitted()
        self.step(application, self.one).action_return("Which day?")
        row.sudo().write({"active": False})  # sudo: the state that is tested, as the server sets it
        application._portal_submit()
        self.assertEqual(application.sudo().state, "submitted")  # sudo: only compared

    def test_before_people_receive(self):
        self.demand("receive")
        application = self.issued(person=self.person)
        mine = application.with_user(self.ada).sudo(False)
        self.assertIn(SHOW, mine._portal_unlock())
        self.assert_hidden(application)
        self.prove()
        self.assertFalse(mine._portal_unlock())
        self.env.invalidate_all()
        self.assertTrue(application.voucher_id.with_user(self.ada).sudo(False).amount)

    def assert_hidden(self, application):
        """Voucher, copy and paper, over RPC as well."""
        voucher = application.voucher_id
        for record in (voucher, voucher.active_copy_id, voucher.document_id):
            self.env.invalidate_all()
            seen = record.with_user(self.ada).sudo(False)
            self.assertFalse(seen.search([("id", "=", record.id)]), record)
            with self.assertRaises(AccessError):
                seen.check_access("read")

    def test_a_demand_holds_for_the_later_moments_too(self):
        self.demand("start")
        row = self.prove()
        draft = self.draft()
        # sudo: the state that is tested, as the server sets it
        row.sudo().write({"date_proven": False})
        with self.assertRaises(ProofNeeded):
            draft._portal_submit()

    # === What is a proof === #

    def test_an_officers_comparison_is_none(self):
        self.demand("submit")
        self.accesses._grant(self.ada, self.person)
        with self.assertRaises(ProofNeeded):
            self.draft()._portal_submit()

    def test_an_old_proof_is_none(self):
        self.demand("submit")
        # sudo: the state that is tested, as the server sets it
        self.prove().sudo().write(
            {"date_proven": fields.Datetime.add(fields.Datetime.now(), days=-366)}
        )
        with self.assertRaises(ProofNeeded):
            self.draft()._portal_submit()

    def test_the_proof_of_somebody_else_is_none(self):
        self.demand("submit")
        self.prove(self.eve)
        with self.assertRaises(ProofNeeded):
            self.draft()._portal_submit()

    def test_to_receive_it_must_be_the_identified_person(self):
        self.demand("receive")
        application = self.issued(person=self.person)
        other = self.env["res.partner"].create({"name": "Other", "is_registrant": True})
        self.prove(person=other)
        self.assertIn(SHOW, application.with_user(self.ada).sudo(False)._portal_unlock())

    def test_what_was_shown_stays_shown(self):
        self.demand("receive")
        application = self.issued(person=self.person)
        row, mine = self.prove(), application.with_user(self.ada).sudo(False)
        self.assertFalse(mine._portal_unlock())
        # sudo: the state that is tested, as the server sets it
        row.sudo().write({"date_proven": False})
        self.assertFalse(mine._portal_unlock())

    # === The officer === #

    def test_who_has_proven_is_identified_as_this_person_only(self):
        self.demand("submit")
        self.prove()
        application = self.submitted()
        mine = application.with_user(self.one)
        twin = self.env["res.partner"].create({"name": "Twin", "is_registrant": True})
        for chosen in (None, twin):
            with self.assertRaisesRegex(UserError, "has shown with an ID who they are"):
                mine._identify(chosen)
        self.assertEqual(mine._identify(self.person), self.person)

    def test_others_do_not_learn_of_a_proof(self):
        self.demand("submit")
        self.prove()
        application = self.submitted()
        with self.assertRaises(AccessError):
            application.with_user(self.two)._identify()

    def test_only_the_applicant_unlocks(self):
        self.demand("receive")
        application = self.issued(person=self.person)
        self.prove(self.eve)
        with self.assertRaises(AccessError):
            application.with_user(self.eve).sudo(False)._portal_unlock()
