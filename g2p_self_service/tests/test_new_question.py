from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.exceptions import ApplicationIncomplete
from odoo.addons.g2p_immediate_assistance.models import g2p_assistance_application_questions
from odoo.addons.g2p_immediate_assistance.tools.questions import Question

from .common import MODEL, AssistancePageCase

NAME = "x_best_time"
LABEL = "When can we call you?"
SENTENCE = "Say when we can call you."
ANSWER = "After 6 in the evening"


@tagged("post_install", "-at_install")
class TestNewQuestion(AssistancePageCase):
    """A question that an addon adds by a field and a row; the rest follows from the row."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        rows = g2p_assistance_application_questions.G2PAssistanceApplication
        suite = rows._all_questions
        asked = Question("address", NAME, "text", LABEL, "On which days?", SENTENCE)
        # as an addon would override it
        more = patch.object(rows, "_all_questions", lambda self: (*suite(self), asked))
        more.start()
        cls.addClassCleanup(more.stop)
        cls.env["ir.model.fields"].create(
            {
                "model_id": cls.env["ir.model"]._get_id(MODEL),
                "name": NAME,
                "field_description": "Best time",
                "ttype": "char",
            }
        )

    def choices(self, step):
        return {**super().choices(step), **({NAME: ANSWER} if step == "address" else {})}

    def test_its_page_shows_it_and_saves_the_answer(self):
        self.sign_in()
        self.start()
        application = self.applications()
        page = self.get(self.url(application, "address"))
        tree = html.fromstring(page.text)
        label = tree.xpath("//label[@for=$name]", name=f"f_{NAME}")
        self.assertEqual([node.text_content().strip() for node in label], [LABEL])
        self.assertEqual(tree.get_element_by_id(f"h_{NAME}").text, "On which days?")
        self.save(application, "address", page, **self.answers("address"))
        self.assertEqual(application.sudo()[NAME], ANSWER)
        page = self.get(self.url(application, "address"))
        self.assertEqual(self.form(page, self.url(application, "address/save"))[NAME], [ANSWER])

    def test_without_an_answer_the_page_links_to_it(self):
        self.sign_in()
        self.start()
        application = self.applications()
        page = self.save(application, "address", street="A", city="B", **{NAME: "\u200b"})
        self.assertEqual(page.status_code, 422)
        tree = html.fromstring(page.text)
        (link,) = tree.xpath("//div[@id='errors']//a")
        self.assertEqual((link.text, link.get("href")), (SENTENCE, f"#f_{NAME}"))
        field = tree.get_element_by_id(f"f_{NAME}")
        self.assertEqual(field.get("aria-describedby"), f"h_{NAME} e_{NAME}")
        self.assertEqual(tree.get_element_by_id(f"e_{NAME}").text, SENTENCE)

    def test_the_review_shows_it_with_the_label_of_its_field(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "review"))
        self.assert_reads(page, f"Best time {ANSWER}")

    def test_the_application_cannot_be_submitted_without_it(self):
        application = self.draft()
        application.sudo().write({NAME: False})
        with self.assertRaises(ApplicationIncomplete) as refused:
            application._portal_submit()
        self.assertEqual(refused.exception.missing, [("address", SENTENCE)])
        self.sign_in()
        page = self.submit(application)
        links = html.fromstring(page.text).xpath("//div[@role='alert']//a")
        there = self.url(application, "address") + "?from_review=1"
        self.assertEqual([(link.text, link.get("href")) for link in links], [(SENTENCE, there)])

    def test_officers_see_it_and_decide_on_it(self):
        application = self.submitted()
        view = application.with_user(self.one).sudo(False).get_view(view_type="form")
        tree = html.fragment_fromstring(view["arch"])
        (group,) = tree.xpath("//group[@string='More answers']")
        self.assertEqual([node.get("name") for node in group], [NAME])
        self.assertIn(NAME, application.sudo().approval_request_id.material_fields)
        self.assess(application)
        application.sudo().write({NAME: "Never"})
        request = application.sudo().approval_request_id
        self.assertNotEqual(
            application.sudo()._approval_digest(request.material_fields), request.digest
        )

    def test_only_the_applicant_can_read_it(self):
        application = self.draft()
        self.assertEqual(application.read([NAME])[0][NAME], ANSWER)
        with self.assertRaises(AccessError):
            application.with_user(self.eve).read([NAME])

    def test_typed_answers_survive_signing_in_again(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        self.authenticate(None, None)
        login = self.save(application, "address", page, **{NAME: "At noon"})
        again = self.send(
            login, "/assistance/sign-in", login=self.ada.login, password=self.ada.login
        )
        self.assertEqual(self.form(again, self.url(application, "address/save"))[NAME], ["At noon"])
