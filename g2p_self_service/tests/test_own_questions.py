from lxml import html

from odoo.tests import tagged

from odoo.addons.g2p_assistance_question.tests.common import OWN_ANSWERS, QuestionMixin

from .common import BASE, AssistancePageCase

REQUIRED = "Answer this question: "


@tagged("post_install", "-at_install")
class TestOwnQuestions(QuestionMixin, AssistancePageCase):
    """The questions of a house fire, without JavaScript."""

    def start_on_page(self):
        page = self.get("/assistance/FIRE")
        return self.send(page, f"{BASE}/start")

    def tree(self, application, step):
        return html.fromstring(self.get(self.url(application, step)).text)

    def typed(self, application, step):
        page = self.get(self.url(application, step))
        values = self.form(page, self.url(application, f"{step}/save"))
        return {name: value for name, value in values.items() if name.startswith("q_")}

    def test_a_house_fire_is_applied_for(self):
        self.sign_in()
        page = self.get("/assistance")
        self.assert_reads(page, "House fire")
        page = self.get("/assistance/FIRE")
        self.assertNotIn("patient", self.words(page))
        page = self.start_on_page()
        self.assertEqual(page.status_code, 200)
        application = self.applications()
        for step in ("treatment", "person", "address", "family", "consent"):
            page = self.get(self.url(application, step))
            # the text of the consent belongs to the programme
            if step != "consent":
                self.assert_nothing_medical(page)
            page = self.save(application, step, page, **self.fire_answers(step))
            self.assertEqual(page.status_code, 200, step)
        self.env.invalidate_all()
        self.assertEqual(application.sudo().own_answers, self.kept)
        page = self.get(self.url(application, "review"))
        self.assert_reads(page, "How did the fire begin? Cooking", "$ 1,500.50")
        self.assertNotIn("Who was hurt?", self.words(page))
        page = self.submit(application)
        self.assert_reads(page, "Application submitted")
        # the answers stay readable, on a page of their own
        ids = html.fromstring(page.text).xpath("//@id")
        self.assertEqual(len(ids), len(set(ids)))
        page = self.get(self.url(application, "answers"))
        self.assert_reads(page, "Your answers", "How did the fire begin? Cooking")
        self.assert_nothing_medical(page)

    def test_the_address_of_its_first_page_is_neutral_and_the_former_one_leads_there(self):
        self.sign_in()
        self.assertTrue(self.start_on_page().url.endswith("/need"))
        application = self.applications()
        base, neutral = self.url(application), self.url(application, "need")
        former = self.url_open(f"{base}/treatment?from_review=1", allow_redirects=False)
        self.assertEqual(former.status_code, 303)
        self.assertTrue(former.headers["Location"].endswith(f"{neutral}?from_review=1"))
        # a form that was open before
        values = self.form(self.get(neutral), f"{neutral}/save")
        values.update(self.fire_answers("treatment"))
        answered = self.url_open(f"{base}/treatment/save", data=values)
        self.assertEqual(answered.status_code, 200)
        self.assertTrue(answered.url.endswith("/person"))
        self.get(f"{base}/needs", 404)
        for page in (base, f"{base}/review"):
            links = html.fromstring(self.get(page).text).xpath("//a/@href")
            self.assertFalse([link for link in links if "treatment" in link])
        self.assertTrue([link for link in links if link.startswith(neutral)])

    def test_a_page_about_a_treatment_keeps_its_address(self):
        self.sign_in()
        self.assertTrue(self.start().url.endswith("/treatment"))
        self.get(self.url(self.applications(), "need"))

    def test_its_voucher_speaks_of_no_hospital(self):
        application = self.issue_voucher(self.approve(self.fire_submitted()))
        self.sign_in()
        for address in (self.url(application), f"/my/voucher/{application.public_id}"):
            page = self.get(address)
            self.assert_reads(page, application.voucher_id.name)
            self.assert_nothing_medical(page)

    def assert_nothing_medical(self, page):
        words = self.words(page)
        for medical in ("atient", "ospital", "reatment"):
            self.assertNotIn(medical, words)

    def test_the_page_shows_each_kind_with_its_saved_answer(self):
        application = self.fire_draft()
        self.sign_in()
        tree = self.tree(application, "treatment")
        radios = tree.xpath("//fieldset[@id='f_q_cause']//input[@type='radio']")
        self.assertEqual([one.get("value") for one in radios], ["cooking", "lightning", "unknown"])
        boxes = tree.xpath("//fieldset[@id='f_q_parts']//input[@type='checkbox']")
        self.assertEqual(len(boxes), 3)
        legend = tree.xpath("string(//fieldset[@id='f_q_hurt']/legend)")
        self.assertEqual(" ".join(legend.split()), "Was anybody hurt? (optional)")
        saved = {"q_cause": ["cooking"], "q_parts": ["roof", "goods"], "q_hurt": ["no"]}
        self.assertEqual(self.typed(application, "treatment"), {**saved, "q_hurt_who": [""]})
        self.assertEqual(self.typed(application, "person"), {"q_day": ["2026-03-05"]})
        tree = self.tree(application, "person")
        self.assertEqual(tree.get_element_by_id("f_q_day").get("type"), "date")
        self.assertEqual(tree.get_element_by_id("f_q_day").get("aria-describedby"), "h_q_day")
        expected = {
            "q_homeless": ["0"],
            "q_loss": ["1500.50"],
            "q_story": ["It began\nat night"],
            "q_cooker": ["Gas"],
        }
        self.assertEqual(self.typed(application, "family"), expected)

    def test_a_condition_on_the_same_page_is_in_words(self):
        application = self.start_fire()
        self.sign_in()
        tree = self.tree(application, "treatment")
        [box] = tree.xpath("//div[@data-depends='q_hurt']")
        self.assertEqual(box.get("data-answers"), "yes")
        self.assertIsNone(box.get("hidden"))
        said = "Only if you answered “Yes” to “Was anybody hurt?”"
        self.assertEqual(box.xpath("string(.//p)").strip(), said)
        scripts = " ".join(tree.xpath("//script/@src"))
        self.assertIn("questions.js", scripts)
        # the script is on no page that does not need it
        self.assertNotIn("questions.js", self.get(self.url(application, "person")).text)
        self.assertNotIn("f_q_cooker", self.get(self.url(application, "family")).text)

    def test_errors_are_shown_at_their_questions(self):
        application = self.start_fire()
        self.sign_in()
        answers = {**OWN_ANSWERS["treatment"], "q_cause": "arson", "q_hurt": "yes"}
        page = self.save(application, "treatment", amount_requested="100", **answers)
        self.assertEqual(page.status_code, 422)
        tree = html.fromstring(page.text)
        links = [(one.get("href"), one.text) for one in tree.xpath("//div[@id='errors']//a")]
        expected = [
            ("#f_q_cause", "Choose one of the answers."),
            ("#f_q_hurt_who", REQUIRED + "Who was hurt?"),
        ]
        self.assertEqual(links, expected)
        field = tree.get_element_by_id("f_q_cause")
        self.assertEqual(field.get("aria-describedby"), "e_q_cause")
        # what was typed is there again
        values = self.form(page, self.url(application, "treatment/save"))
        self.assertEqual(values["q_parts"], ["roof", "goods"])
        self.assertEqual(values["q_hurt"], ["yes"])
        self.assertFalse(application.sudo().own_answers)

    def test_one_missing_answer_leads_back_from_the_review(self):
        application = self.fire_draft()
        application.sudo().own_answers = {**self.kept, "homeless": None}
        self.sign_in()
        page = self.submit(application)
        self.assertEqual(page.status_code, 422)
        links = html.fromstring(page.text).xpath("//div[@role='alert']//a")
        there = self.url(application, "family") + "?from_review=1"
        sentence = REQUIRED + "How many people have no home now?"
        self.assertEqual([(one.text, one.get("href")) for one in links], [(sentence, there)])

    def test_answers_are_kept_for_later_and_over_a_new_sign_in(self):
        application = self.start_fire()
        self.sign_in()
        # lxml sends "on" for the checked radio button without a value; browsers send ""
        page = self.save(application, "treatment", q_parts=["walls"], q_hurt="", later="1")
        self.assertEqual(page.status_code, 200, self.words(page))
        self.env.invalidate_all()
        self.assertEqual(application.sudo().own_answers, {"parts": ["walls"]})
        page = self.get(self.url(application, "treatment"))
        self.authenticate(None, None)
        login = self.save(application, "treatment", page, q_parts=["roof", "walls"])
        again = self.send(
            login, "/assistance/sign-in", login=self.ada.login, password=self.ada.login
        )
        values = self.form(again, self.url(application, "treatment/save"))
        self.assertEqual(values["q_parts"], ["roof", "walls"])

    def test_another_persons_page_is_not_found(self):
        application = self.fire_draft()
        self.sign_in(self.eve)
        for page in ("", "treatment", "review"):
            self.get(self.url(application, page), status=404)

    def test_a_page_with_many_questions_needs_no_more_queries(self):
        application = self.fire_draft()
        self.sign_in()
        self.get(self.url(application, "treatment"))
        few = self._queries_of(application)
        for number in range(10):
            self.env["g2p.assistance.question"].create(
                {"type_id": self.house.id, "code": f"more_{number}", "label": "More?"}
            )
        self.env.flush_all()
        self.assertLessEqual(self._queries_of(application), few)

    def _queries_of(self, application):
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.get(self.url(application, "treatment"))
        return self.cr.sql_log_count - before
