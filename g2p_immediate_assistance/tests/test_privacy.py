from odoo.tests import tagged

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestPrivacy(AssistanceCase):
    def test_the_stored_payload_names_no_person(self):
        application = self.submitted()
        payload = str(self.env["g2p.approval.request"]._of(application).payload)
        for secret in ("Appendix", "Nyambura", "TEST-778-123"):
            self.assertNotIn(secret, payload)
