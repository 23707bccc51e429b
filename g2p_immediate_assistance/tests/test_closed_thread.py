from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_document_store.tests.common import ClosedThreadMixin

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestClosedThread(ClosedThreadMixin, AssistanceCase, HttpCase):
    """Applicants cannot post on the officers' thread, only use their pages."""

    def test_applicants_cannot_post_on_the_thread_of_their_own_case(self):
        for application in (self.draft(), self.submitted()):
            self.assert_thread_is_closed(application, self.ada)

    def test_applicants_cannot_post_once_it_is_decided(self):
        self.assert_thread_is_closed(self.approved(), self.ada)

    def test_an_answer_by_e_mail_is_returned_with_an_explanation(self):
        self.assert_mail_goes_back(self.submitted(), self.ada)

    def test_officers_post_and_the_progress_of_the_case_is_logged(self):
        application = self.submitted()
        application.with_user(self.one).sudo(False).message_post(body="Called the hospital.")
        application._portal_withdraw()
        self.env.flush_all()
        self.env.cr.precommit.run()  # where Odoo logs tracked changes
        messages = application.sudo().message_ids
        self.assertIn("Called the hospital.", "".join(messages.mapped("body")))
        values = messages.sudo().tracking_value_ids.mapped("new_value_char")
        self.assertIn("Withdrawn", values)
