import json

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_voucher_key.token import status_list
from odoo.addons.g2p_voucher_qr.tests.test_steps import StepCase


@tagged("post_install", "-at_install")
class TestVoucherTouch(StepCase):
    """The changes that scanners are notified of."""

    def test_phones_without_a_network_learn_it_by_the_list(self):
        copy = self.voucher.active_copy_id
        trust = self.env["g2p.voucher.trust"]

        def listed():
            status = json.loads(trust._bundle()[1])["status"]
            return status_list.read(status["lst"], status["size"])[copy.status_index]

        self.at_once()
        before = trust._version_since(0)[0]
        self.assertEqual(listed(), status_list.USABLE)
        self.program.with_user(self.planner).write({"state": "ended"})
        self.assertEqual(listed(), status_list.SUSPENDED)
        self.assertNotEqual(trust._version_since(0)[0], before)
        before = trust._version_since(0)[0]
        self.voucher_manager.with_user(self.manager).write({"on_end": "until_date"})
        self.assertEqual(listed(), status_list.USABLE)
        self.assertNotEqual(trust._version_since(0)[0], before)

    def test_a_run_that_finds_nothing_records_no_change(self):
        version = self.env["g2p.voucher.trust"]._version_since(0)[0]
        self.company.partner_id.tz = "America/Lima"  # five hours behind
        voucher = self.issue_voucher()
        later = fields.Datetime.add(fields.Datetime.to_datetime(voucher.valid_until), hours=28)
        with freeze_time(later):
            self.env["g2p.voucher"]._cron_expire()
            self.assertTrue(work_off(self.env, channel="upkeep"))
        self.assertEqual(voucher.state, "issued")
        self.assertEqual(self.env["g2p.voucher.trust"]._version_since(0)[0], version)

    def test_scanners_learn_that_it_is_usable_again(self):
        copy = self.voucher.active_copy_id
        answer = self.redeem(self.text, 1000, "first-key-1")
        line = self.env["g2p.voucher.redemption"].browse(answer["redemption_id"])
        self.assertEqual(copy.status, 1)
        before = self.env["g2p.voucher.trust"]._version_since(0)[0]
        line.with_user(self.manager).action_reverse("Wrong person")
        self.assertEqual(copy.status, 0)
        self.assertNotEqual(self.env["g2p.voucher.trust"]._version_since(0)[0], before)
