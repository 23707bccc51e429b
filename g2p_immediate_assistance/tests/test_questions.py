from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools.translate import code_translations

from ..models.g2p_assistance_application_portal import STEPS
from ..tools.questions import CHOICES, READERS, Question
from .common import ANSWERS, AssistanceCase

#: kinds that the application reads itself
READ_BY_APPLICATION = {*CHOICES, "amount", "birth", "birth_year", "near_date", "selection", "whole"}
FRENCH = {
    "Which treatment is needed?": "De quel traitement s'agit-il ?",
    "Enter the treatment that is needed.": "Indiquez le traitement.",
    "Patient's name": "Nom du patient",
}


@tagged("post_install", "-at_install")
class TestQuestions(AssistanceCase):
    """The rows of the questions, and the fields and views that follow from them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.applications = cls.env["g2p.assistance.application"]
        cls.questions = cls.applications._questions()

    def start(self):
        return self.applications.with_user(self.ada)._start(self.type.with_user(self.ada))

    def test_each_question_has_a_page_a_reader_and_a_field(self):
        names = [question.name for question in self.questions]
        self.assertEqual(len(names), len(set(names)))
        for question in self.questions:
            with self.subTest(question=question.name):
                self.assertIn(question.step, STEPS)
                self.assertIn(question.kind, {*READERS, *READ_BY_APPLICATION})
                self.assertIn(question.or_else or question.name, names)
                if question.beside:
                    self.assertIn(question.beside, names)
                else:
                    self.assertIn(question.name, self.applications._fields)

    def test_the_pages_together_have_all_questions_in_order(self):
        by_page = [one for step in STEPS for one in self.applications._questions(step)]
        self.assertEqual(by_page, self.questions)

    def test_the_applicant_reads_each_answer_and_officers_decide_on_all_but_the_consent(self):
        kept = {one.name for one in self.questions} - {"birth_year"}
        self.assertLessEqual(kept, self.applications._portal_readable())
        material = self.submitted().sudo().approval_request_id.material_fields
        self.assertEqual(kept - set(material), {"consent_given"})
        self.assertEqual(len(material), len(set(material)))

    def test_the_officers_form_shows_all_material_answers(self):
        view = self.applications.with_user(self.one).get_view(view_type="form")
        for name in self.applications._answer_fields(material=True):
            with self.subTest(name=name):
                shown = "id_number_shown" if name == "id_number" else name
                self.assertIn(f'name="{shown}"', view["arch"])
        self.assertNotIn("More answers", view["arch"])

    def test_the_review_shows_each_answer_once(self):
        pages = self.draft()._portal_review()
        self.assertEqual([page["step"] for page in pages], list(STEPS[:5]))
        words = [text for page in pages for _label, text in page["lines"]]
        for answer in ("Appendix operation", "City General", "Ada Nyambura", "+254 799 000 123"):
            self.assertEqual(words.count(answer), 1, answer)
        self.assertIn("Test identity card TEST-778-123", words)

    def test_a_missing_answer_has_a_line(self):
        draft = self.applications.with_user(self.eve)._start(self.type.with_user(self.eve))
        lines = dict(line for page in draft._portal_review() for line in page["lines"])
        for label in ("Treatment", "Patient's name", "Gender", "Cost", "Date of birth"):
            self.assertEqual(lines[label], "–", label)
        self.assertNotIn("Who applies", lines)

    def test_the_review_names_an_applicant_who_applies_for_somebody_else(self):
        application = self.draft()
        answers = {**ANSWERS["person"], **self.choices("person"), "relation": "helper"}
        self.assertEqual(application._portal_save("person", answers), {})
        lines = dict(application._portal_review()[1]["lines"])
        self.assertEqual(lines["Who applies"], "Ada Nyambura: For somebody I help")

    def test_questions_and_sentences_are_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        draft = self.start().with_context(lang="fr_FR")
        known = code_translations.get_python_translations

        def french(module, lang):
            return FRENCH if lang == "fr_FR" else known(module, lang)

        with patch.object(code_translations, "get_python_translations", french):
            labels = [question.label for question in draft._questions("treatment")]
            errors = draft._portal_save("treatment", {"hospital": "A", "amount_requested": "1"})
            lines = draft._portal_review()[1]["lines"]
        self.assertEqual(labels[0], FRENCH["Which treatment is needed?"])
        self.assertEqual(errors, {"treatment": FRENCH["Enter the treatment that is needed."]})
        self.assertEqual(lines[0][0], FRENCH["Patient's name"])

    def test_a_whole_number_out_of_bounds_is_rejected_with_the_bounds(self):
        question = Question("family", "household_size", "whole", "How many?", lowest=2, highest=9)
        with patch.object(type(self.applications), "_all_questions", lambda self: (question,)):
            errors = self.start()._portal_save("family", {"household_size": "1"})
        self.assertEqual(errors, {"household_size": "Enter a whole number from 2 to 9."})
