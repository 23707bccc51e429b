import io

from lxml import html
from PIL import Image

from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import (
    EICAR,
    PDF,
    FakeScanner,
    photo,
    stored_pdf,
)
from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_portal import STEPS
from odoo.addons.g2p_immediate_assistance.tests.common import ANSWERS, picture

from .common import BASE, AssistancePageCase

SCAN_LOG = "odoo.addons.g2p_document_store.models.g2p_document_scan"


@tagged("post_install", "-at_install")
class TestApplicationPages(AssistancePageCase):
    """Filling in an application, from the first page to the reference."""

    def setUp(self):
        super().setUp()
        self.sign_in()

    # === The whole way === #

    def test_a_whole_application_without_javascript(self):
        page = self.start()
        application = self.applications()
        for step in STEPS[:-1]:
            self.assertTrue(page.url.endswith(self.url(application, step)), page.url)
            if step == "documents":
                page = self.add_document(application, page=page)
                self.assert_reads(page, "quotation.jpg", "Received")
                page = self.send(page, self.url(application, "documents/add"), **{"continue": 1})
                continue
            page = self.save(application, step, page, **self.answers(step))
        self.assert_reads(page, "Appendix operation", "1,200.00", "Nyambura", "quotation.jpg")
        page = self.submit(application, page)
        self.assert_reads(page, "Application submitted", application.name, "answer by")
        self.assertEqual(application.state, "submitted")
        self.assert_reads(self.get(BASE), application.name, "In decision")

    def test_submitting_twice_creates_one_request(self):
        application = self.draft()
        page = self.get(self.url(application, "review"))
        for _press in range(2):
            self.assert_reads(self.submit(application, page), "Application submitted")
        self.assertEqual(len(self.env["g2p.approval.request"]._of(application.sudo())), 1)

    def test_missing_answers_are_linked_and_lead_back_to_the_review(self):
        self.start()
        application = self.applications()
        page = self.submit(application)
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "Something is missing", f"Add the document: {self.quotation.name}.")
        links = html.fromstring(page.text).xpath("//div[@role='alert']//a/@href")
        wanted = [self.url(application, step) + "?from_review=1" for step in STEPS[:-1]]
        self.assertEqual(list(dict.fromkeys(links)), wanted)
        page = self.get(wanted[STEPS.index("address")])
        back = self.save(application, "address", page, **self.answers("address"))
        self.assertEqual(application.state, "draft")
        self.assertTrue(back.url.endswith("/review"), back.url)

    def test_a_refused_submission_changes_nothing(self):
        application = self.draft()
        self.one.active = False
        page = self.submit(application)
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "has no officer, so nothing can be submitted.")
        application_sudo = self.applications().sudo()
        self.assertEqual(application_sudo.state, "draft")
        self.assertFalse(application_sudo.date_submitted)
        self.assertFalse(application_sudo.answer_by)
        consents = self.env["g2p.consent"].sudo()
        self.assertFalse(consents.search([("given_by_id", "=", self.ada.id)]))
        self.one.active = True
        self.assert_reads(self.submit(application), "Application submitted")

    # === Answers === #

    def test_a_page_with_errors_keeps_the_typed_answers(self):
        self.start()
        application = self.applications()
        typed = {**self.answers("treatment"), "amount_requested": "lots", "treatment": ""}
        page = self.save(application, "treatment", **typed)
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "Please check your answers", "Enter the treatment that is needed.")
        self.assertEqual(self.answered(page), [self.url(application, "treatment")])
        form = self.form(page, self.url(application, "treatment/save"))
        self.assertEqual(form["amount_requested"], ["lots"])
        self.assertEqual(form["hospital"], ["City General"])
        self.assertFalse(application.hospital)

    def test_an_error_is_linked_to_its_question(self):
        self.start()
        answers = {"phone": "none", "gender_id": "", "relation": "none"}
        page = self.save(self.applications(), "person", **answers)
        tree = html.fromstring(page.text)
        links = tree.xpath("//div[@id='errors']//a/@href")
        self.assertLessEqual({"#f_phone", "#f_relation"}, set(links))
        for link in links:
            (field,) = tree.xpath("//*[@id=$name]", name=link[1:])
            self.assertEqual(field.get("aria-invalid"), "true", link)
            described = field.get("aria-describedby").split()
            self.assertIn("e_" + link[3:], described)
            for name in described:
                self.assertEqual(len(tree.xpath("//*[@id=$name]", name=name)), 1, name)

    def test_typed_markup_is_escaped(self):
        self.start()
        application = self.applications()
        evil = "<script>alert(1)</script>"
        answers = {**self.answers("treatment"), "treatment": evil, "treatment_details": evil}
        self.save(application, "treatment", **answers)
        for step in ("treatment", "review"):
            page = self.get(self.url(application, step))
            self.assertNotIn(evil, page.text)
            self.assertIn("&lt;script&gt;", page.text)

    def test_saving_for_later_keeps_partial_answers(self):
        self.start()
        application = self.applications()
        page = self.save(application, "treatment", hospital="City General", later="1")
        self.assertTrue(page.url.endswith(BASE), page.url)
        self.assertEqual(application.hospital, "City General")
        self.assertFalse(application.treatment)
        link = html.fromstring(page.text).xpath("//main//a[text()='Continue']/@href")
        self.assertEqual(link, [self.url(application, "treatment")])

    def test_the_list_continues_where_the_person_stopped(self):
        self.start()
        application = self.applications()
        self.save(application, "treatment", **ANSWERS["treatment"])
        page = self.get(BASE)
        link = html.fromstring(page.text).xpath("//main//a[text()='Continue']/@href")
        self.assertEqual(link, [self.url(application, "person")])

    def test_household_members_are_added_changed_and_removed(self):
        self.start()
        application = self.applications()
        members = {
            "household_size": "3",
            "member_name": ["Ben", "", "Cleo"],
            "member_relation": ["child", "other", "spouse"],
            "member_birth_year": ["2015", "", "1066"],
            "member_is_dependant": ["0"],
        }
        page = self.save(application, "family", **members)
        self.assert_reads(page, "Write the year of birth of member 3 as 1985.")
        members["member_birth_year"] = ["2015", "", "1991"]
        self.save(application, "family", page, **members)
        rows = [(row.name, row.relation, row.is_dependant) for row in application.member_ids]
        self.assertEqual(rows, [("Ben", "child", True), ("Cleo", "spouse", False)])
        page = self.save(application, "family", more="1")
        form = self.form(page, self.url(application, "family/save"))
        self.assertEqual(form["member_name"][:2], ["Ben", "Cleo"])
        self.assertGreater(len(form["member_name"]), 3)
        refused = self.save(application, "family", page, member_name=["Ben", ""])
        self.assert_reads(refused, "Write the name of member 2, or remove the member.")
        self.save(application, "family", page, member_remove=["1"])
        self.assertEqual(application.member_ids.mapped("name"), ["Ben"])

    def test_a_question_without_choices_is_shown_with_a_notice(self):
        self.start()
        application = self.applications()
        page = self.url(application, "person")
        nothing = "There is nothing to choose from at the moment. Save your answers"
        self.assertIn('name="gender_id"', self.get(page).text)
        self.assertNotIn(nothing, self.words(self.get(page)))
        self.env["gender.type"].search([]).unlink()
        self.assertIn('name="gender_id"', self.get(page).text)
        self.assert_reads(self.get(page), "Patient's gender", nothing)
        refused = self.save(application, "person", **ANSWERS["person"])
        self.assertEqual(refused.status_code, 422)
        self.assert_reads(refused, nothing)
        self.assert_reads(self.submit(application), nothing)

    # === Documents === #

    def test_unusable_files_are_refused_with_a_message(self):
        application = self.draft()
        application._portal_remove_document(application.sudo().document_ids)
        refused = {
            "The file is empty. Choose another file.": b"",
            "This kind of file cannot be accepted. Send one of these": b"MZ\x90\x00 program",
        }
        for sentence, content in refused.items():
            with self.subTest(sentence=sentence):
                page = self.add_document(application, content)
                self.assertEqual(page.status_code, 422)
                self.assert_reads(page, sentence)
        page = self.get(self.url(application, "documents"))
        action = self.url(application, "documents/add")
        answer = self.send(page, action, send=self.quotation.id)
        self.assert_reads(answer, "The file is empty. Choose another file.")
        self.assertFalse(application.sudo().document_ids)

    def test_a_harmful_file_does_not_count(self):
        application = self.draft()
        application._portal_remove_document(application.sudo().document_ids)
        self.patch(type(self.env["g2p.document"]), "_scanner", lambda model: FakeScanner())
        with self.assertLogs(SCAN_LOG, "WARNING"):
            page = self.add_document(application, PDF + EICAR, "letter.pdf")
        self.assert_reads(page, "This file is harmful. Please send another one.")
        page = self.submit(application)
        self.assert_reads(page, f"Add the document: {self.quotation.name}.")
        self.assertEqual(application.state, "draft")

    def test_a_document_that_is_not_needed_is_refused(self):
        application = self.draft()
        page = self.add_document(application, document_type="999999")
        self.assert_reads(page, "This kind of document is not needed for this application.")
        forged = {"file_999999": ("x.jpg", picture())}
        action = self.url(application, "documents/add")
        page = self.send(self.get(self.url(application, "documents")), action, files=forged)
        self.assert_reads(page, "This kind of document is not needed for this application.")

    def test_a_document_can_be_removed(self):
        application = self.draft()
        page = self.get(self.url(application, "documents"))
        self.assert_reads(page, "quotation.jpg")
        page = self.remove(application, page)
        self.assertNotIn("quotation.jpg", self.words(page))
        self.assertEqual(self.remove(application, page, "none").status_code, 404)

    def remove(self, application, page, document=None, files=None):
        """Press *Remove* of a document, which sends the same form to another address."""
        buttons = html.fromstring(page.text).xpath("//button[@name='document']")
        action = self.url(application, "documents/remove")
        self.assertEqual({button.get("formaction") for button in buttons} - {action}, set())
        values = self.form(page, self.url(application, "documents/add"))
        values["document"] = document or buttons[0].get("value")
        return self.url_open(action, data=values, files=files)

    def chosen(self, name="another.jpg", size=(41, 41)):
        return {f"file_{self.quotation.id}": (name, photo(size, 1))}

    def names(self, application):
        application.invalidate_recordset()
        return sorted(application.sudo().document_ids.mapped("name"))

    def test_every_button_of_the_page_sends_a_chosen_file(self):
        application = self.draft()
        after = {"continue": "consent", "later": "", "send": "documents"}
        for number, (button, step) in enumerate(after.items()):
            page = self.get(self.url(application, "documents"))
            action = self.url(application, "documents/add")
            files = self.chosen(f"{button}.jpg", (50 + number, 50))
            value = self.quotation.id if button == "send" else 1
            answer = self.send(page, action, files, **{button: value})
            with self.subTest(button=button):
                self.assertIn(f"{button}.jpg", self.names(application))
                end = self.url(application, step) if step else BASE
                self.assertTrue(answer.url.endswith(end), answer.url)
        self.remove(application, self.get(self.url(application, "documents")), files=self.chosen())
        names = self.names(application)
        self.assertIn("another.jpg", names)
        self.assertEqual(len(names), 4)

    def test_continue_works_without_a_file_and_stays_after_a_refused_file(self):
        application = self.draft()
        page = self.get(self.url(application, "documents"))
        action = self.url(application, "documents/add")
        answer = self.send(page, action, **{"continue": 1})
        self.assertTrue(answer.url.endswith(self.url(application, "consent")))
        files = {f"file_{self.quotation.id}": ("x.jpg", b"MZ a program")}
        answer = self.send(page, action, files, **{"continue": 1})
        self.assertEqual(answer.status_code, 422)
        self.assert_reads(answer, "Documents", "This kind of file cannot be accepted.")
        page = self.get(self.url(application, "documents?from_review=1"))
        answer = self.send(page, action, **{"continue": 1})
        self.assertTrue(answer.url.endswith(self.url(application, "review")))

    def test_the_same_file_sent_again_is_one_document(self):
        application = self.draft()
        for _press in range(3):
            page = self.add_document(application, name="again.jpg")
            self.assertEqual(page.status_code, 200)
            self.assert_reads(page, "We already have this file.")
        self.assertEqual(self.names(application), ["quotation.jpg"])
        page = self.add_document(application, photo((60, 60), 1), name="other.jpg")
        self.assertNotIn("We already have this file.", self.words(page))

    def test_a_file_refused_by_the_office_is_shown_with_its_reason(self):
        application = self.draft()
        application.sudo().document_ids._refuse("The page is cut off.")
        page = self.get(self.url(application, "documents"))
        self.assert_reads(page, "The page is cut off. Please send another one.")
        page = self.add_document(application)
        self.assert_reads(page, "The office could not use this file: The page is cut off.")

    def test_a_phone_photo_is_accepted_and_shown_in_full(self):
        application = self.draft()
        self.add_document(application, photo(), "IMG_2041.jpg")
        document = application.sudo().document_ids.filtered(lambda d: d.name == "IMG_2041.jpg")
        self.env.invalidate_all()
        answer = self.get(document._url(view=True))
        self.assertEqual(Image.open(io.BytesIO(answer.content)).size, (3024, 4032))

    def answered(self, page):
        """The address to which the browser returns from a page that answers a form."""
        return html.fromstring(page.text).xpath("//*[@class='o_g2p_answered']/@data-page")

    def test_only_the_answer_to_a_form_names_the_page_of_the_form(self):
        application = self.draft()
        self.assertEqual(self.answered(self.get(self.url(application, "treatment"))), [])
        page = self.add_document(application, PDF[: len(PDF) // 2], "letter.pdf")
        self.assertEqual(self.answered(page), [self.url(application, "documents")])

    def test_an_unreadable_pdf_is_refused_with_advice(self):
        application = self.draft()
        for sentence, content in {
            "This PDF requires a password": stored_pdf("locked_aes256"),
            "This PDF cannot be read": PDF[: len(PDF) // 2],
        }.items():
            page = self.add_document(application, content, "letter.pdf")
            self.assertEqual(page.status_code, 422)
            self.assert_reads(page, sentence, "send a photo of each page")
        self.assertEqual(self.names(application), ["quotation.jpg"])

    # === Withdrawing === #

    def test_withdrawing_asks_first_and_is_final(self):
        application = self.submitted()
        page = self.get(self.url(application, "withdraw"))
        self.assert_reads(page, "You can apply again at any time; this cannot be undone.")
        action = self.url(application, "withdraw")
        self.assert_reads(self.send(page, action), "You withdrew your application")
        self.assertEqual(application.sudo().state, "withdrawn")
        refused = self.send(page, action)
        self.assertEqual(refused.status_code, 409)
        self.assert_reads(refused, f"{application.name} cannot be changed now. You withdrew it")

    # === Every page === #

    def test_pages_are_accessible(self):
        application = self.draft()
        pages = ["/assistance", f"/assistance/{self.type.code}", BASE, self.url(application)]
        pages += [self.url(application, step) for step in (*STEPS, "withdraw")]
        for url in pages:
            with self.subTest(url=url):
                response = self.get(url)
                tree = html.fromstring(response.text)
                self.assertEqual(len(tree.xpath("//h1")), 1)
                self.assertEqual(tree.get("lang"), "en-US")
                self.assertTrue(tree.findtext(".//title").strip())
                for field in tree.xpath("//main//*[self::input or self::select or self::textarea]"):
                    if field.get("type") == "hidden":
                        continue
                    label = tree.xpath("//label[@for=$name]", name=field.get("id") or "")
                    self.assertEqual(len(label), 1, html.tostring(field))
                if url.startswith(BASE):
                    self.assertEqual(response.headers["Cache-Control"], "no-store")
