from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_document_store.tests.common import ClosedThreadMixin

from .common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestClosedThread(ClosedThreadMixin, ReimbursementCase, HttpCase):
    """Provider staff cannot post on the office's thread, only use their pages."""

    def test_staff_cannot_post_on_the_thread_of_their_claim(self):
        claim = self._create_claim(self._redeem(70))
        self.assert_thread_is_closed(claim, self.provider_user)

    def test_an_answer_by_e_mail_is_returned_with_an_explanation(self):
        self.assert_mail_goes_back(self._create_claim(self._redeem(70)), self.provider_user)
