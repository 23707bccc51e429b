from odoo.exceptions import UserError
from odoo.tests import tagged

from .test_persons import MessagesOfCases


@tagged("post_install", "-at_install")
class TestNoMessage(MessagesOfCases):
    """An officer cannot send a message that reaches nobody; notes stay."""

    def test_a_message_is_refused_and_a_note_is_not(self):
        case = self.submitted().with_user(self.one).sudo(False)
        ways = ({"subtype_xmlid": "mail.mt_comment"},
                {"subtype_id": self.env.ref("mail.mt_comment").id})  # fmt: skip
        for way in ways:
            for thread in (case, case.sudo()):  # Odoo's page posts under sudo
                refused = self.assertRaisesRegex(UserError, "Nobody outside the office")
                with self.subTest(way=way, su=thread.env.su), refused:
                    thread.message_post(body="Dear applicant", message_type="comment", **way)
        case.message_post(body="Called.", message_type="comment", subtype_xmlid="mail.mt_note")
        self.assertIn("Called.", "".join(case.sudo().message_ids.mapped("body")))

    def test_the_button_is_not_on_the_forms(self):
        for model, name in (
            ("g2p.assistance.application", "g2p_immediate_assistance.g2p_assistance_application"),
            ("g2p.reimbursement.claim", "g2p_reimbursement.g2p_reimbursement_claim"),
        ):
            view = self.env.ref(f"{name}_view_form")
            arch = self.env[model].get_view(view.id, "form")["arch"]
            self.assertIn("g2p_no_message", arch.split(">", 1)[0])
