from odoo.tests import tagged

from .common import BASE, AssistancePageCase

ENDED = "The programme Test aid has ended."
KEPT = (
    f"{ENDED} It takes no applications. Your answers are saved; ask the office what else you can "
    "apply for."
)
CLOSED = f"{ENDED} You cannot apply for this assistance now. Ask the office about other assistance."


@tagged("post_install", "-at_install")
class TestProgrammeClosed(AssistancePageCase):
    """The pages of an ended programme show that it ended, and keep all answers."""

    def end(self):
        self.program.write({"state": "ended"})
        self.env.flush_all()

    def test_the_type_shows_it_and_offers_no_start(self):
        self.sign_in()
        page = self.get(f"/assistance/{self.type.code}")
        self.end()
        closed = self.get(f"/assistance/{self.type.code}")
        self.assert_reads(closed, CLOSED)
        self.assertNotIn(f'action="{BASE}/start"', closed.text)
        self.assertNotIn("Test surgery", self.words(self.get("/assistance")))
        # a page opened before
        sent = self.send(page, f"{BASE}/start", follow=False)
        self.assertEqual(sent.status_code, 409)
        self.assert_reads(sent, CLOSED)
        self.assertFalse(self.applications())

    def test_a_draft_is_kept_with_all_its_answers(self):
        draft = self.draft()
        self.end()
        self.sign_in()
        self.assert_reads(self.get(self.url(draft)), KEPT)
        self.assertNotIn("Test surgery", self.words(self.get("/assistance")))
        for page in ("treatment", "documents", "review"):
            self.assert_reads(self.get(self.url(draft, page)), KEPT)
        saved = self.save(draft, "address", **{**self.answers("address"), "city": "Nyeri"})
        self.assertEqual(saved.status_code, 200)
        sent = self.submit(draft)
        self.assertEqual(sent.status_code, 422)
        self.assert_reads(sent, KEPT)
        self.assertEqual(self.start_again().status_code, 200)
        application = self.applications().sudo()
        self.assertEqual((application.state, application.city), ("draft", "Nyeri"))

    def start_again(self):
        """Press the start button of a page opened before; it leads to the draft."""
        values = {"csrf_token": self.csrf_token(), "code": self.type.code}
        return self.url_open(f"{BASE}/start", data=values)

    def test_a_case_in_decision_shows_what_happens_next(self):
        application = self.submitted()
        self.end()
        self.sign_in()
        self.assert_reads(
            self.get(self.url(application)),
            f"{ENDED} Nothing is approved in it at present. The office can inform you about your "
            "application; you can also withdraw it.",
        )

    def test_a_voucher_of_an_ended_programme_is_not_shown_as_usable(self):
        application = self.issued()
        self.manager.on_end = "at_once"
        self.sign_in()
        self.assertIn("<svg", self.get(self.url(application)).text)
        self.end()
        page = self.get(self.url(application))
        self.assert_reads(
            page,
            "Not usable: the programme and its vouchers have ended. The issuing office can help.",
        )
        self.assertNotIn("g2p-qr", page.text)

    def test_odd_numbers_in_forms_cause_no_error(self):
        draft = self.draft()
        self.sign_in()
        page = self.get(self.url(draft, "documents"))
        action = self.url(draft, "documents/add")
        for number in ("\u00b2", "1_0", "9" * 30):
            sent = self.send(page, action, send=number)
            self.assertEqual(sent.status_code, 200, number)
            files = {f"file_{number}": ("a.jpg", b"x")}
            self.assertLess(self.send(page, action, files=files, send="").status_code, 500)
        answer = self.save(draft, "address", country_id="\u00b2")
        self.assertEqual(answer.status_code, 422)
