from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AppealCase

ADDON = "g2p_assistance_appeal"


@tagged("post_install", "-at_install")
class TestUninstall(AppealCase):
    """The addon stays while an appeal waits, is decided, or has a voucher that can be used."""

    def ask(self):
        module = self.env["ir.module.module"].search([("name", "=", ADDON)])
        module.with_user(self.env.ref("base.user_admin")).button_uninstall()

    def refused(self, application):
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            self.ask()
        self.assertEqual(
            str(caught.exception),
            f"Applications with an appeal in progress: 1, for example {application.name}. Without "
            "this addon nobody could decide them or issue their vouchers. Uninstall it when they "
            "are decided, and the vouchers of granted appeals are used up, expired or revoked.",
        )
        self.env.invalidate_all()

    def uninstalls(self):
        with self.cr.savepoint() as savepoint:
            self.ask()
            savepoint.rollback()
        self.env.invalidate_all()

    def test_it_is_refused_while_an_appeal_is_decided_or_waits(self):
        application = self.rejected()
        application._portal_appeal_save("A draft")
        self.uninstalls()
        self.send(application)
        self.refused(application)
        application._portal_withdraw()
        self.uninstalls()
        waiting = self.rejected()
        self.four.active = False
        self.refused(self.send(waiting))

    def test_the_whole_product_is_uninstalled_with_its_appeals(self):
        self.send(self.rejected())
        modules = self.env["ir.module.module"]
        self.assertTrue(modules._why_not_uninstalled({ADDON}))
        self.assertFalse(modules._why_not_uninstalled({ADDON, "g2p_immediate_assistance"}))

    def test_a_granted_appeal_keeps_it_until_the_voucher_has_ended(self):
        application = self.appealed()
        self.decide_again(application)
        self.refused(application)
        self.issue_voucher(application.sudo())
        self.refused(application)
        application.sudo().voucher_id._end_by_date()
        self.uninstalls()
