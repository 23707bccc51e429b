from odoo.exceptions import AccessDenied, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import QuestionCase

ADDON = "g2p_assistance_question"


@tagged("post_install", "-at_install")
class TestUninstall(QuestionCase):
    """The addon stays while decisions in progress are bound to what it stores."""

    def modules(self, *names):
        modules = self.env["ir.module.module"].search([("name", "in", names)])
        return modules.with_user(self.env.ref("base.user_admin"))

    def refused(self, application):
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            self.modules(ADDON).button_uninstall()
        self.assertEqual(
            str(caught.exception),
            "Applications in progress whose decisions are bound to own questions and answers: 1, "
            f"for example {application.name}. Without this addon nobody could decide them or issue "
            "their vouchers. Uninstall it when they are withdrawn or rejected, or their vouchers "
            "are used up, expired or revoked.",
        )
        self.env.invalidate_all()
        self.assertEqual(self.modules(ADDON).state, "installed")

    def uninstalls(self, *names):
        with self.cr.savepoint() as savepoint:
            self.modules(*names).button_uninstall()
            self.assertEqual(set(self.modules(*names).mapped("state")), {"to remove"})
            savepoint.rollback()
        self.env.invalidate_all()

    def test_it_is_refused_until_the_cases_are_finished(self):
        self.uninstalls(ADDON)
        application = self.fire_submitted()
        self.refused(application)
        self.step(application, self.one).action_return("Which cooker?")
        self.refused(application)
        application._portal_withdraw()
        self.uninstalls(ADDON)

    def test_a_voucher_that_can_be_issued_or_used_keeps_it(self):
        application = self.approved()
        self.refused(application)
        self.issue_voucher(application)
        self.refused(application)
        application.voucher_id._end_by_date()
        self.uninstalls(ADDON)

    def test_the_whole_product_is_uninstalled_with_its_cases(self):
        self.fire_submitted()
        self.uninstalls("g2p_immediate_assistance")

    def test_only_administrators_ask(self):
        application = self.fire_submitted()
        modules = self.modules(ADDON).with_user(self.one)
        log = mute_logger("odoo.addons.base.models.ir_module")
        with self.assertRaises(AccessDenied) as caught, log:
            modules.button_uninstall()
        self.assertNotIn(application.name, str(caught.exception))

    def test_a_decision_whose_fields_are_gone_is_not_trusted(self):
        application = self.approved()
        request_sudo = application.sudo().approval_request_id  # sudo: the engine's row
        lost = [*request_sudo.material_fields, "of_an_addon_that_is_gone"]
        self.assertNotEqual(application._approval_digest(lost), request_sudo.digest)
