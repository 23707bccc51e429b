from odoo.exceptions import UserError
from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import photo
from odoo.addons.g2p_immediate_assistance.tests.common import document_type, picture

from .common import QuestionCase

OWN = ("asked", "own_answers")


@tagged("post_install", "-at_install")
class TestFrozen(QuestionCase):
    """A submitted application keeps its questions, whatever becomes of the type."""

    def digest(self, application):
        self.env.flush_all()
        self.env.invalidate_all()
        request_sudo = application.sudo().approval_request_id
        return application._approval_digest(request_sudo.material_fields), request_sudo.digest

    def give_back(self, application):
        self.assess(application)
        step = self.step(application, self.one)
        step.action_return("Which cooker?")
        self.assertEqual(application.sudo().state, "returned")

    def change_type(self):
        self.asked["cooker"].unlink()
        self.asked["cause"].write({"label": "Why?", "required": False})
        self.asked["cause"].option_ids.filtered(lambda one: one.code == "unknown").unlink()
        self.asked["story"].active = False
        self.house.asks_treatment = True
        self.env["g2p.assistance.question"].create(
            {"type_id": self.house.id, "code": "new", "label": "New?", "required": True}
        )
        self.env.flush_all()
        self.env.invalidate_all()

    def test_nothing_done_to_the_type_changes_a_submitted_case(self):
        application = self.fire_submitted()
        before = application._portal_review(), application.sudo().own_answers_text
        self.change_type()
        self.assertEqual(application._portal_review(), before[0])
        self.assertEqual(application.sudo().own_answers_text, before[1])
        self.assertEqual(*self.digest(application))

    def test_questions_are_frozen_in_all_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        french = self.asked["cause"].with_context(lang="fr_FR")
        french.label = "Comment le feu a-t-il pris ?"
        french.option_ids[0].with_context(lang="fr_FR").label = "La cuisine"
        application = self.fire_submitted()
        french.label = "Autre"
        in_french = application.sudo().with_context(lang="fr_FR")
        self.assertIn("Comment le feu a-t-il pris ?: La cuisine", in_french.own_answers_text)
        in_english = application.sudo().with_context(lang="en_US")
        self.assertIn("How did the fire begin?: Cooking", in_english.own_answers_text)
        self.env["res.lang"]._activate_lang("de_DE")  # later
        in_german = application.sudo().with_context(lang="de_DE")
        self.assertIn("How did the fire begin?: Cooking", in_german.own_answers_text)

    def test_officers_decide_on_questions_and_answers(self):
        application = self.fire_submitted()
        material = application.sudo().approval_request_id.material_fields
        self.assertTrue({"asked", "own_answers"}.issubset(material))
        self.assertEqual(*self.digest(application))
        application.sudo().own_answers = {**application.own_answers, "homeless": 9}
        now, decided = self.digest(application)
        self.assertNotEqual(now, decided)

    def test_after_a_return_the_same_questions_are_answered(self):
        application = self.fire_submitted()
        self.give_back(application)
        self.change_type()
        names = [question.name for question in application._questions("treatment")]
        self.assertNotIn("q_new", names)
        self.assertNotIn("treatment", names)
        self.assertIn("q_cooker", [one.name for one in application._questions("family")])
        answers = {**self.fire_answers("treatment"), "q_cause": "unknown"}
        self.assertEqual(application._portal_save("treatment", answers), {})
        application._portal_submit()
        self.assertEqual(application.sudo().state, "submitted")
        self.assertEqual(application.own_answers["cause"], "unknown")
        self.assertNotIn("cooker", application.own_answers)
        self.assertIn("How did the fire begin?: Nobody knows", application.sudo().own_answers_text)
        self.assertEqual(*self.digest(application))

    def test_a_case_is_decided_and_gets_its_voucher(self):
        application = self.approve(self.fire_submitted())
        self.assertEqual(application.state, "approved")
        self.assertEqual(application.voucher_id.amount, 1200)

    def test_a_usual_type_is_frozen_without_own_questions(self):
        application = self.submitted()
        self.assertEqual(application.sudo().asked["questions"], [])
        self.assertTrue(application.sudo().asked["asks_treatment"])
        self.assertFalse(application.sudo().own_answers_table)
        self.assertEqual(*self.digest(application))

    def make_old(self, application):
        """As if it had been submitted before types had questions."""
        application_sudo = application.sudo()  # sudo: no user can do this
        application_sudo.write({"asked": False, "own_answers": False})
        request_sudo = application_sudo.approval_request_id
        names = [name for name in request_sudo.material_fields if name not in OWN]
        digest = application_sudo._approval_digest(names)
        request_sudo.write({"material_fields": names, "digest": digest})

    def test_a_case_from_before_there_were_questions_has_the_usual_ones(self):
        application = self.submitted()
        self.make_old(application)
        before = application._portal_review()
        self.type.write({"asks_treatment": False, "amount_label": "How much?"})
        self.env["g2p.assistance.question"].create(
            {"type_id": self.type.id, "code": "new", "label": "New?", "required": True}
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(application._portal_review(), before)
        self.assertFalse(application.sudo().own_answers_text)
        self.give_back(application)
        application._portal_submit()
        self.assertEqual(application.sudo().state, "submitted")
        self.assertEqual(*self.digest(application))

    def test_answers_about_a_treatment_end_with_its_questions(self):
        application = self.draft()
        self.assertTrue(application.treatment)
        self.type.asks_treatment = False
        application._portal_submit()
        for name in ("treatment", "hospital", "treatment_date", "treatment_details"):
            self.assertFalse(application.sudo()[name], name)
        self.assertEqual(*self.digest(application))

    # === Documents === #

    def change_documents(self):
        """The type asks for an ID instead of the quotation."""
        self.type.document_ids.unlink()
        identity = document_type(self.env, "identity")
        line = {"document_type_id": identity.id, "required": True, "help": "Both sides."}
        self.type.document_ids = [(0, 0, line)]
        self.env.flush_all()
        self.env.invalidate_all()
        return identity

    def needed(self, application):
        """(code, required, help) of the documents that the case needs."""
        lines = application.sudo()._document_lines()  # sudo: as its pages read them
        return [(line.document_type_id.code, line.required, line.help) for line in lines]

    def test_a_submitted_case_needs_the_documents_that_were_asked_for(self):
        self.type.document_ids.help = "From the hospital."
        application = self.submitted()
        identity = self.change_documents()
        kept = [("quotation", True, "From the hospital.")]
        self.assertEqual(self.needed(application), kept)
        self.assertEqual(*self.digest(application))
        self.give_back(application)
        rows = application._portal_requirements()
        self.assertEqual([row["line"].document_type_id.code for row in rows], ["quotation"])
        self.assertEqual(rows[0]["documents"].mapped("name"), ["quotation.jpg"])
        with self.assertRaisesRegex(UserError, "not needed for this application"):
            application._portal_add_document(identity.id, "id.jpg", picture())
        application._portal_remove_document(rows[0]["documents"])
        self.assertEqual(
            application.sudo()._missing_documents(), ["Add the document: Cost estimate."]
        )
        quotation = document_type(self.env, "quotation")
        application._portal_add_document(quotation.id, "again.jpg", photo((50, 50), 3))
        application._portal_submit()
        self.assertEqual(application.sudo().state, "submitted")
        self.assertEqual(*self.digest(application))

    def test_a_draft_needs_the_documents_of_today(self):
        application = self.draft()
        self.change_documents()
        self.assertEqual(self.needed(application), [("identity", True, "Both sides.")])

    def test_a_case_from_before_documents_were_kept_needs_those_of_today(self):
        application = self.submitted()
        application_sudo = application.sudo()  # sudo: no user can do this
        asked = application_sudo.asked
        application_sudo.asked = {name: asked[name] for name in asked if name != "documents"}
        self.change_documents()
        self.assertEqual(self.needed(application), [("identity", True, "Both sides.")])
        self.make_old(application)
        self.assertEqual(self.needed(application), [("identity", True, "Both sides.")])

    def test_officers_decide_on_the_documents_that_were_asked_for(self):
        application = self.submitted()
        application.sudo().asked = {**application.asked, "documents": []}
        now, decided = self.digest(application)
        self.assertNotEqual(now, decided)

    def test_documents_are_kept_in_all_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.type.document_ids.help = "From the hospital."
        self.type.document_ids.with_context(lang="fr_FR").help = "De l'hôpital."
        application = self.submitted()
        self.change_documents()
        for lang, said in (("fr_FR", "De l'hôpital."), ("en_US", "From the hospital.")):
            found = self.needed(application.with_context(lang=lang))
            self.assertEqual(found, [("quotation", True, said)])
