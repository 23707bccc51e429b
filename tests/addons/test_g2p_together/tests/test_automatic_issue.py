from unittest.mock import patch

from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_immediate_assistance.tests.common import ISSUER, AssistanceCase
from odoo.addons.g2p_voucher_key.tests.common import create_key


@tagged("post_install", "-at_install")
class TestAutomaticIssue(AssistanceCase):
    def prints(self):
        return patch.object(
            type(self.env["g2p.voucher.template"]), "_pdf", lambda s, v: b"%PDF-1.4\n%%EOF\n"
        )

    def part_taker(self):
        self.join(self.one, ISSUER)
        self.manager.issuer_ids |= self.one | self.three
        return self.one

    def test_nothing_is_issued_automatically_in_the_name_of_a_participant(self):
        one = self.part_taker()
        self.manager.with_user(one).action_auto_on()
        application = self.approved()
        create_key(self.env, application.company_id)
        with self.prints():
            self.assertTrue(work_off(self.env, channel="voucher"))
        self.assertEqual(application.voucher_id.state, "draft")
