from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_portal import STEPS

from .common import AssistancePageCase


@tagged("post_install", "-at_install")
class TestApplicationAccess(AssistancePageCase):
    """Only the applicant can use the pages of an application."""

    def reading(self, application):
        pages = ("", *STEPS, "withdraw")
        return [self.url(application, page) for page in pages]

    def writing(self, application):
        """Address and answers of each form."""
        document = application.sudo().document_ids[:1].public_id
        return {
            self.url(application, "address/save"): {"street": "Changed", "city": "Changed"},
            self.url(application, "documents/add"): {"document_type": str(self.quotation.id)},
            self.url(application, "documents/remove"): {"document": document},
            self.url(application, "submit"): {},
            self.url(application, "withdraw"): {},
        }

    def assert_untouched(self, application, state="draft"):
        application.invalidate_recordset()
        self.assertEqual((application.state, application.street), (state, "5 Hill Road"))
        self.assertEqual(len(application.sudo().document_ids), 1)

    def test_the_application_of_another_person_is_not_found(self):
        application = self.draft()
        for user in (self.eve, self.one, self.clerk, self.auditor, self.issuer):
            self.sign_in(user)
            for url in self.reading(application):
                with self.subTest(user=user.login, url=url):
                    self.get(url, 404)
            token = self.csrf_token()
            for url, answers in self.writing(application).items():
                with self.subTest(user=user.login, url=url):
                    response = self.url_open(url, data={"csrf_token": token, **answers})
                    self.assertEqual(response.status_code, 404)
        self.assert_untouched(application.sudo())

    def test_a_visitor_can_read_and_change_nothing(self):
        application = self.draft()
        for url in self.reading(application):
            self.assertIn("/assistance/sign-in", self.get(url, 303).headers["Location"])
        for url, answers in self.writing(application).items():
            with self.subTest(url=url):
                response = self.url_open(url, data={"a": "b", **answers}, allow_redirects=False)
                self.assertEqual(response.status_code, 303)
        self.assert_untouched(application.sudo())

    def test_a_form_without_its_token_changes_nothing(self):
        application = self.draft()
        self.sign_in()
        for url, answers in self.writing(application).items():
            with self.subTest(url=url), self.assertLogs("odoo.http", "WARNING") as logs:
                response = self.url_open(url, data={"a": "b", **answers})
                self.assertEqual(response.status_code, 400)
            self.assertIn("CSRF", logs.output[0])
        self.assert_untouched(application.sudo())

    def test_pages_and_applications_that_do_not_exist_are_not_found(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        self.get(self.url(application, "nothing"), 404)
        self.get("/my/assistance/0", 404)
        self.get(f"/my/assistance/{application.id}", 404)
        answers = self.form(page, self.url(application, "address/save"))
        refused = self.url_open(self.url(application, "nothing/save"), data=answers)
        self.assertEqual(refused.status_code, 404)

    def test_a_submitted_application_cannot_be_changed(self):
        application = self.draft()
        self.sign_in()
        page = self.get(self.url(application, "address"))
        application._portal_submit()
        answer = self.save(application, "address", page, street="Changed")
        self.assertEqual(answer.status_code, 409)
        self.assert_untouched(application.sudo(), "submitted")
        for step in STEPS:
            location = self.get(self.url(application, step), 303).headers["Location"]
            self.assertTrue(location.endswith(self.url(application)))

    def test_the_documents_of_another_person_are_not_found(self):
        document = self.draft().sudo().document_ids
        self.sign_in()
        self.get(document._url(view=True))
        self.sign_in(self.eve)
        self.get(document._url(view=True), 404)
