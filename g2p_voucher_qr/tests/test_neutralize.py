from odoo.exceptions import UserError
from odoo.modules import neutralize
from odoo.tests import tagged

from .common import VoucherCase

NO_KEY = "has no active voucher key"
NO_PART = "has no private key here, as in a neutralised copy of a database"


class NeutralizeCase(VoucherCase):
    def neutralize(self):
        """Do the same as `odoo neutralize`, and as restoring with its option."""
        self.env.flush_all()
        names = neutralize.get_installed_modules(self.env.cr)
        for query in neutralize.get_neutralization_queries(names):
            self.env.cr.execute(query)
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestNeutralize(NeutralizeCase):
    """A neutralised copy signs nothing for real and runs no job."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.waiting = cls.create_voucher()

    def test_a_copy_cannot_sign_with_keys_of_the_original(self):
        self.neutralize()
        with self.assertRaisesRegex(UserError, NO_KEY):
            self.waiting.with_user(self.issuer).action_issue()
        with self.assertRaisesRegex(UserError, NO_PART):
            self.key.with_user(self.manager).action_activate()
        self.assertEqual(self.key.state, "verify_only")

    def test_a_copy_verifies_existing_signatures_and_signs_with_its_own_key(self):
        text = self.voucher.active_copy_id.payload
        self.neutralize()
        self.assertTrue(self.verify(text, self.staff)["genuine"])
        keys = self.env["g2p.voucher.key"].with_user(self.manager)
        keys.browse(keys.action_generate()["res_id"]).action_activate()
        self.waiting.with_user(self.issuer).action_issue()
        self.assertNotEqual(self.waiting.active_copy_id.key_id, self.key)

    def test_a_revoked_key_stays_revoked(self):
        self.key.with_user(self.manager).action_revoke("Copied by a thief")
        self.neutralize()
        self.assertEqual(self.key.state, "revoked")

    def test_no_scheduled_action_of_the_suite_runs(self):
        rows = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=like", "g2p_%")]
        )
        crons = self.env["ir.cron"].with_context(active_test=False).browse(rows.mapped("res_id"))
        self.assertTrue(all(crons.mapped("active")))
        self.neutralize()
        self.assertFalse(any(crons.mapped("active")))
