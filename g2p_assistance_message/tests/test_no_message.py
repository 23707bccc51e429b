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
        closed = [
            model
            for model in self.env.registry.models
            if self.env["mail.message"]._is_closed(model) and not self.env[model]._abstract
        ]
        self.assertGreaterEqual(len(closed), 3)
        for model in closed:
            where = [("model", "=", model), ("type", "=", "form"), ("mode", "=", "primary")]
            forms = self.env["ir.ui.view"].search(where)
            self.assertTrue(forms, model)
            for form in forms:
                with self.subTest(form=form.xml_id):
                    arch = self.env[model].get_view(form.id, "form")["arch"]
                    if "<chatter" in arch or "oe_chatter" in arch:
                        self.assertIn("g2p_no_message", arch.split(">", 1)[0])
