from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_document_store.tests.common import ClosedThreadMixin

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestClosedThread(ClosedThreadMixin, AssistanceCase, HttpCase):
    """Nothing of the applicant reaches the officers' thread but through the pages."""

    def test_the_applicant_puts_nothing_on_the_thread_of_the_own_case(self):
        for application in (self.draft(), self.submitted()):
            self.assert_thread_is_closed(application, self.ada)

    def test_nor_once_it_is_decided(self):
        self.assert_thread_is_closed(self.approved(), self.ada)

    def test_an_answer_by_e_mail_goes_back_with_a_sentence(self):
        self.assert_mail_goes_back(self.submitted(), self.ada)

    def test_officers_write_on_it_and_the_course_of_the_case_is_logged(self):
        application = self.submitted()
        application.with_user(self.one).sudo(False).message_post(body="Called the hospital.")
        application._portal_withdraw()
        self.env.flush_all()
        self.env.cr.precommit.run()  # where Odoo writes down what changed
        messages = application.sudo().message_ids
        self.assertIn("Called the hospital.", "".join(messages.mapped("body")))
        values = messages.sudo().tracking_value_ids.mapped("new_value_char")
        self.assertIn("Withdrawn", values)
