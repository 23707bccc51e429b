from lxml import html

from odoo.tests import tagged

from odoo.addons.g2p_assistance_prefill.tests.common import REGISTERED, KnownMixin

from .common import BASE, AssistancePageCase

EMPTIED = "You apply for somebody else, so what was filled in about you has been removed."


@tagged("post_install", "-at_install")
class TestKnownAnswers(KnownMixin, AssistancePageCase):
    """Answers that are filled in, on the pages."""

    def page(self, application, step):
        return self.get(self.url(application, step))

    def sources(self, page):
        """{question: the words on where its answer comes from}."""
        found = html.fromstring(page.text).xpath("//div[starts-with(@id, 's_')]")
        return {one.get("id")[2:]: " ".join(one.text_content().split()) for one in found}

    def value(self, page, name):
        return html.fromstring(page.text).get_element_by_id(f"f_{name}").get("value")

    def test_a_proven_person_finds_the_registrys_answers_with_their_source(self):
        self.prove()
        self.sign_in()
        self.start()
        application = self.applications()
        page = self.page(application, "person")
        self.assertEqual(self.value(page, "given_name"), "Adaeze")
        self.assertEqual(self.value(page, "birthdate"), "1990-02-03")
        self.assertEqual(self.value(page, "id_number"), "")
        sources = self.sources(page)
        self.assertEqual(
            sources["given_name"], "From the registry. Not right? Patient's given name"
        )
        self.assertEqual(sources["gender_id"], "From the registry. Not right? Patient's gender")
        self.assertNotIn("id_number", sources)
        field = html.fromstring(page.text).get_element_by_id("f_given_name")
        self.assertEqual(field.get("aria-describedby"), "h_given_name s_given_name")
        self.assert_reads(
            page,
            "Some answers are filled in from the registry. Please check them.",
            "Only the office can correct the registry; its contact is below.",
            f"Give the reference {application.name}",
        )
        page = self.page(application, "treatment")
        self.assertEqual(self.sources(page), {})
        self.assertNotIn("filled in", self.words(page))

    def test_a_draft_begun_before_the_proof_is_filled_in_then(self):
        self.sign_in()
        self.start()
        application = self.applications()
        self.assertEqual(self.value(self.page(application, "person"), "given_name"), "")
        self.prove()
        page = self.page(application, "person")
        self.assertEqual(self.value(page, "given_name"), "Adaeze")
        self.assert_reads(page, "Some answers are filled in from the registry.")

    def test_a_changed_answer_is_saved_and_says_that_it_differs(self):
        self.prove()
        self.sign_in()
        self.start()
        application = self.applications()
        answers = {**self.answers("person"), "family_name": "Nyambura"}
        self.assertEqual(self.save(application, "person", **answers).status_code, 200)
        sources = self.sources(self.page(application, "person"))
        self.assertEqual(
            sources["given_name"], "The registry says otherwise. The office sees this."
        )
        self.assertIn("From the registry.", sources["family_name"])
        self.assertEqual(self.person.given_name, "Adaeze")

    def test_a_second_application_begins_with_the_first(self):
        first = self.fire_submitted()
        self.sign_in()
        page = self.get("/assistance/FIRE")
        self.send(page, f"{BASE}/start")
        second = self.applications() - first
        page = self.page(second, "person")
        self.assertEqual(self.value(page, "id_number"), "TEST-778-123")
        self.assertIn(f"From your application {first.name}.", self.sources(page)["phone"])
        self.assertNotIn("q_cause", self.sources(self.page(second, "treatment")))
        page = self.page(second, "family")
        self.assertIn(f"From your application {first.name}.", self.sources(page)["q_homeless"])
        self.assert_reads(page, "Your earlier application stays as it is.")
        # every page can be saved as it is
        for step in ("person", "address", "family"):
            page = self.save(second, step)
            self.assertEqual(page.status_code, 200, step)

    def test_documents_are_asked_for_again(self):
        first = self.submitted()
        self.sign_in()
        self.start()
        second = self.applications() - first
        said = f"The documents of your application {first.name} are not taken over."
        page = self.page(second, "documents")
        self.assert_reads(page, said)
        page = self.add_document(second, page=page)
        self.assertNotIn(said, self.words(page))

    def test_an_account_without_a_proof_finds_empty_pages(self):
        self.accesses._grant(self.ada, self.person)
        self.sign_in()
        self.start()
        page = self.page(self.applications(), "person")
        self.assertEqual(self.value(page, "given_name"), "")
        self.assertEqual(self.sources(page), {})

    def test_another_account_finds_nothing_of_it(self):
        self.prove()
        self.submitted()
        self.sign_in(self.eve)
        self.start()
        application = self.applications(self.eve)
        for step in ("person", "address", "family"):
            page = self.page(application, step)
            self.assertEqual(self.sources(page), {}, step)
            for known in ("Adaeze", "Nyambura", "Plot 7", "Hill Road", "799 000"):
                self.assertNotIn(known, page.text.replace("+254 700 000 000", ""))

    def test_nobody_else_opens_the_pages_or_empties_the_answers(self):
        self.prove()
        application = self.start_own()
        self.sign_in(self.eve)
        self.get(self.url(application, "person"), status=404)
        vals = {"relation": "helper", "csrf_token": self.csrf_token()}
        answer = self.url_open(self.url(application, "person/save"), data=vals)
        self.assertEqual(answer.status_code, 404)
        self.env.invalidate_all()
        self.assertEqual(application.given_name, "Adaeze")

    def test_a_case_that_was_closed_is_not_reused(self):
        self.identified(self.submitted(), self.person)
        self.accesses._rows_sudo(self.ada, self.person)._revoke()
        self.sign_in()
        page = self.get("/assistance/FIRE")
        self.send(page, f"{BASE}/start")
        application = self.env["g2p.assistance.application"].search(
            [("applicant_user_id", "=", self.ada.id), ("state", "=", "draft")]
        )
        page = self.page(application, "person")
        self.assertEqual(self.value(page, "given_name"), "")
        self.assertEqual(self.value(page, "id_number"), "")

    # === For somebody else === #

    def test_who_applies_for_another_enters_their_answers(self):
        self.prove()
        self.sign_in()
        self.start()
        application = self.applications()
        page = self.save(application, "person", relation="helper")
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, EMPTIED, "Enter the patient's name.")
        for name in ("given_name", "family_name", "birthdate", "occupation"):
            self.assertEqual(self.value(page, name), "", name)
        self.assertEqual(self.value(page, "phone"), "+254 799 000 555")
        # born on the same day: typed now, so it is meant
        answers = {**self.answers("person"), "given_name": "Twin", "birthdate": "1990-02-03"}
        page = self.save(application, "person", page, **answers, relation="helper")
        self.assertEqual(page.status_code, 200, self.words(page))
        self.env.invalidate_all()
        case = application.sudo()
        self.assertEqual((case.relation, case.given_name), ("helper", "Twin"))
        self.assertEqual(str(case.birthdate), "1990-02-03")
        self.assertFalse(case.street)

    def test_a_returned_case_of_an_identified_person_is_not_emptied(self):
        self.prove()
        application = self.known_submitted()
        application.with_user(self.one)._identify(self.person)
        self.step(application, self.one).action_return("When is the operation?")
        self.sign_in()
        page = self.save(application, "person", relation="helper")
        self.assertEqual(page.status_code, 422)
        self.assert_reads(page, "The office has already found the person in the registry")
        self.assertNotIn(EMPTIED, self.words(page))
        self.assertEqual(self.value(page, "given_name"), "Adaeze")
        self.env.invalidate_all()
        case = application.sudo()  # sudo: reads what was stored
        self.assertEqual(case.relation, "self")
        for name, value in REGISTERED.items():
            self.assertEqual(str(case[name]), value, name)
        self.assertIn("street", case.known_answers)
        page = self.get(self.url(application, "review"))
        self.send(page, self.url(application, "submit"), reply="On Monday.")
        self.env.invalidate_all()
        self.assertEqual((case.state, case.reply), ("submitted", "On Monday."))

    def test_own_questions_are_emptied_too(self):
        self.fire_submitted()
        self.sign_in()
        page = self.get("/assistance/FIRE")
        self.send(page, f"{BASE}/start")
        second = self.applications().filtered(lambda one: one.state == "draft")
        page = self.save(second, "person", relation="guardian")
        self.assertEqual(page.status_code, 422)
        self.assertEqual(self.value(page, "q_day"), "")
        self.env.invalidate_all()
        self.assertFalse(second.sudo().own_answers)
        self.assertFalse(second.sudo().member_ids)
