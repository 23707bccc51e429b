import logging
import re
from unittest.mock import patch

from lxml import html

from odoo.exceptions import AccessError, ValidationError
from odoo.http import root
from odoo.sql_db import Cursor
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_self_service.tests.common import AssistancePageCase
from odoo.addons.g2p_suite_page.tests import page_checks

#: a number that is nowhere else
SECRET = "734912"
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|COPY)\b", re.IGNORECASE)


class Seen(logging.Handler):
    """Everything that is logged, at any level."""

    def __init__(self):
        super().__init__(logging.NOTSET)
        self.lines = []

    def emit(self, record):
        self.lines.append(record.getMessage())


@tagged("post_install", "-at_install")
class TestPrecheck(AssistancePageCase):
    """People learn before they apply whether it is probably for them; nothing is stored."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lives = cls.check(
            label="Do you live in the district?",
            against_yes_no="no",
            explanation="It is for people of the district.\nAsk your own office.",
        )
        cls.bills = cls.check(
            kind="choice",
            label="Who pays so far?",
            option_ids=[
                (0, 0, {"label": "Nobody"}),
                (0, 0, {"label": "An insurance", "is_against": True}),
            ],
            explanation="The insurance pays first.",
        )
        cls.income = cls.check(
            kind="number",
            label="What do you earn each month?",
            lowest=10,
            highest=50_000,
            explanation="It is for people with little money.",
        )

    @classmethod
    def check(cls, **values):
        return cls.env["g2p.assistance.precheck"].create({"type_id": cls.type.id, **values})

    def address(self):
        return f"/assistance/{self.type.code}/check"

    def good(self, **changes):
        """Names and values of a form with which nothing is against it."""
        answers = {
            "lives": "yes",
            "bills": str(self.bills.option_ids[0].id),
            "income": "2000",
            **changes,
        }
        return {f"check_{getattr(self, name).id}": value for name, value in answers.items()}

    def post(self, status=200, **changes):
        page = self.url_open(self.address(), data=self.good(**changes), allow_redirects=False)
        self.assertEqual(page.status_code, status, page.text[:300])
        return page

    # === What people read === #

    def test_the_page_of_the_type_leads_there_and_the_form_has_no_token(self):
        self.assertIn(self.address(), self.get(f"/assistance/{self.type.code}").text)
        page = self.get(self.address())
        self.assert_reads(
            page, "Do you live in the district?", "An insurance", "They are not stored"
        )
        form = html.fromstring(page.text).xpath(f"//form[@action='{self.address()}']")[0]
        self.assertEqual(form.get("method"), "post")
        hidden = form.xpath(".//input[@type='hidden']/@name")
        self.assertEqual(hidden, [])
        self.assertFalse(form.xpath(".//input[@checked]"))
        page_checks.assert_light(self, page)
        page_checks.assert_own(self, page)

    def test_good_answers_lead_on(self):
        page = self.post()
        self.assert_reads(page, "This can be for you", "Go on")
        self.assertNotIn("Probably not", page.text)
        tree = html.fromstring(page.text)
        self.assertEqual(
            tree.xpath("//div[@id='result']/a/@href"), [f"/assistance/{self.type.code}"]
        )

    def test_each_answer_against_it_is_explained_and_prevents_nothing(self):
        insured = str(self.bills.option_ids[1].id)
        for changes, reasons in (
            ({"lives": "no"}, ["It is for people of the district.", "Ask your own office."]),
            ({"bills": insured}, ["The insurance pays first."]),
            ({"income": "50001"}, ["It is for people with little money."]),
            ({"income": "9"}, ["It is for people with little money."]),
            ({"bills": insured, "income": "9"}, ["The insurance pays first.", "little money"]),
        ):
            page = self.post(**changes)
            self.assert_reads(page, "Probably not", *reasons, "You can apply nevertheless")
            links = html.fromstring(page.text).xpath("//div[@id='result']/a/@href")
            self.assertIn(f"/assistance/{self.type.code}", links)
        self.assertNotIn("Probably not", self.post(income="50000").text)
        self.assertNotIn("Probably not", self.post(income="10").text)
        self.sign_in()
        self.post(lives="no")
        self.assertTrue(self.start())
        self.assertTrue(self.applications())

    def test_answers_are_shown_again_on_the_page_of_the_answer_only(self):
        page = self.post(lives="no", income="2000")
        tree = html.fromstring(page.text)
        name = f"check_{self.lives.id}"
        self.assertEqual(tree.xpath(f"//input[@name='{name}'][@checked]/@value"), ["no"])
        self.assertEqual(tree.xpath(f"//input[@id='f_check_{self.income.id}']/@value"), ["2000"])
        later = self.get(f"{self.address()}?{name}=no&check_{self.income.id}={SECRET}")
        tree = html.fromstring(later.text)
        self.assertFalse(tree.xpath("//input[starts-with(@name, 'check_')][@checked]"))
        self.assertFalse(tree.xpath(f"//input[@id='f_check_{self.income.id}']/@value"))

    def test_missing_and_hostile_answers_are_asked_again_in_words(self):
        foreign = str(self.bills.option_ids[0].id + 999)
        for changes, words in (
            ({"lives": ""}, "Choose an answer: Do you live in the district?"),
            ({"lives": "maybe"}, "Choose an answer: Do you live in the district?"),
            ({"bills": foreign}, "Choose an answer: Who pays so far?"),
            ({"bills": "1 OR 1=1"}, "Choose an answer: Who pays so far?"),
            ({"income": "-1"}, "Enter a whole number in digits"),
            ({"income": "9" * 5000}, "Enter a whole number in digits"),
            ({"income": "\u202e-12"}, "Enter a whole number in digits"),
        ):
            page = self.post(422, **changes)
            self.assert_reads(page, "Please check your answers", words)
            self.assertNotIn("This can be for you", page.text)
        # an invisible character is dropped
        self.assert_reads(self.post(200, income="\u202e12"), "This can be for you")
        self.assert_reads(self.post(200, income="\u202e9"), "Probably not")
        hostile = self.post(422, income='"><script>alert(1)</script>')
        self.assertNotIn("<script>alert", hostile.text)

    def test_the_texts_are_read_in_the_persons_language(self):
        french = self.env["res.lang"]._activate_lang("fr_FR")
        if "website" in self.env:  # it chooses among its own languages
            self.env["website"].search([]).write({"language_ids": [(4, french.id)]})
        self.opener.cookies["frontend_lang"] = "fr_FR"
        self.lives.with_context(lang="fr_FR").explanation = "Pour les gens du district."
        self.ada.lang = "fr_FR"
        self.sign_in()
        self.assert_reads(self.post(lives="no"), "Pour les gens du district.")

    # === Nothing is stored === #

    def test_no_row_is_written(self):
        self.get(self.address())  # what the server itself writes at the first request
        written = []
        real = Cursor.execute

        def execute(cursor, query, *args, **kwargs):
            text = getattr(query, "code", query)
            if WRITES.match(text if isinstance(text, str) else str(text)):
                written.append(str(text))
            return real(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", execute):
            self.post(lives="no", income=SECRET)
            self.post(422, lives="", income=SECRET)
        self.assertEqual(written, [])

    def test_no_log_line_address_or_session_has_an_answer(self):
        seen = Seen()
        logging.getLogger().addHandler(seen)
        self.addCleanup(logging.getLogger().removeHandler, seen)
        page = self.post(lives="no", income=SECRET)
        self.post(422, lives="", income=SECRET)
        self.assertTrue(
            [line for line in seen.lines if self.address() in line], "requests are seen"
        )
        self.assertFalse([line for line in seen.lines if SECRET in line or "check_" in line])
        self.assertNotIn(SECRET, page.url)
        self.assertNotIn("Location", page.headers)
        self.assertNotIn(SECRET, page.headers.get("Set-Cookie", ""))
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.sign_in()
        self.post(lives="no", income=SECRET)
        session = root.session_store.get(self.session.sid)
        self.assertNotIn(SECRET, str(dict(session)))

    def test_it_works_without_cookies_and_begins_no_session(self):
        self.authenticate(None, None)
        self.opener.cookies.pop("session_id", None)
        answered = self.post(lives="no")
        self.assertIn("Probably not", answered.text)
        self.assertNotIn("session_id", answered.cookies)

    def test_a_signed_in_person_is_not_named_and_nothing_is_taken_over(self):
        self.sign_in()
        self.post(income=SECRET)
        self.start()
        application_sudo = self.applications().sudo()  # sudo: all fields
        stored = application_sudo.read([n for n, f in application_sudo._fields.items() if f.store])
        self.assertNotIn(SECRET, str(stored))

    # === Which pages exist === #

    def test_types_without_questions_and_hidden_types_have_no_page(self):
        self.type.is_published = False
        self.get(self.address(), 404)
        self.post(404)
        self.type.is_published = True
        self.type.precheck_ids.active = False
        self.env.flush_all()
        self.get(self.address(), 404)
        self.assertNotIn("Check first", self.get(f"/assistance/{self.type.code}").text)
        self.get("/assistance/NO-SUCH/check", 404)

    # === The office === #

    def test_an_archived_question_stays_in_the_form_and_is_not_asked(self):
        self.bills.active = False
        self.env.flush_all()
        self.env.invalidate_all()
        spec = {"precheck_ids": {"fields": {"label": {}, "active": {}}}}
        rows = self.type.web_read(spec)[0]["precheck_ids"]
        self.assertEqual([row["active"] for row in rows], [True, False, True])
        self.sign_in(self.one)  # their rules show archived ones too
        self.assertNotIn("Who pays so far?", self.get(self.address()).text)
        page = self.url_open(self.address(), data=self.good(bills="forged"))
        self.assert_reads(page, "This can be for you")

    def test_only_managers_change_questions(self):
        for user in (self.ada, self.one, self.clerk, self.env.ref("base.public_user")):
            with self.assertRaises(AccessError):
                self.lives.with_user(user).label = "Other"
            with self.assertRaises(AccessError):
                self.bills.option_ids[0].with_user(user).unlink()
        group = "g2p_immediate_assistance.group_assistance_manager"
        manager = new_test_user(self.env, "precheck-manager", groups=f"base.group_user,{group}")
        self.lives.with_user(manager).label = "Do you live here?"
        self.assertEqual(self.lives.label, "Do you live here?")

    def test_people_read_the_questions_of_published_types_only(self):
        mine = self.env["g2p.assistance.precheck"].with_user(self.env.ref("base.public_user"))
        self.assertIn(self.lives, mine.search([]))
        self.type.is_published = False
        self.assertFalse(mine.search([("type_id", "=", self.type.id)]))

    def test_questions_that_cannot_be_answered_are_refused(self):
        for words, values in (
            ("at least two answers", {"kind": "choice"}),
            ("between 0 and 999999", {"kind": "number", "lowest": -1}),
            ("between 0 and 999999", {"kind": "number", "lowest": 9, "highest": 3}),
            ("between 0 and 999999", {"kind": "number", "highest": 1_000_000}),
        ):
            with self.assertRaisesRegex(ValidationError, words), self.cr.savepoint():
                self.check(label="Wrong", explanation="No.", **values)

    def test_the_copy_of_a_type_has_its_questions(self):
        copied = self.type.copy({"code": "PRE-COPY"})
        self.assertEqual(
            copied.precheck_ids.mapped("label"), self.type.precheck_ids.mapped("label")
        )
        self.assertEqual(len(copied.precheck_ids.option_ids), 2)
