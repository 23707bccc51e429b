from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

SECRETS = ("Appendix", "Severe pain", "Nyambura", "1,200", "1200", "TEST-778-123", "799 000")


@tagged("post_install", "-at_install")
class TestPrivacy(AssistanceCase):
    def test_messages_mails_and_to_dos_contain_no_personal_data(self):
        before = self.env["mail.message"].search([], order="id desc", limit=1).id or 0
        application = self.submitted()
        work_off(self.env, channel="notice")
        self.assertTrue(application.sudo().activity_ids)
        words = self.words_since(before)
        words += application.sudo().activity_ids.mapped(lambda todo: f"{todo.summary} {todo.note}")
        self.assertTrue(words, "there are texts to check")
        for secret in SECRETS:
            self.assertNotIn(secret.lower(), " ".join(map(str, words)).lower())

    def words_since(self, message_id):
        """Texts of messages, tracked values and e-mails, without the names of their records."""
        messages = self.env["mail.message"].search(
            [("id", ">", message_id), ("model", "like", "g2p.")]
        )
        values = self.env["mail.tracking.value"].search([("mail_message_id", "in", messages.ids)])
        mails = self.env["mail.mail"].search([("mail_message_id", "in", messages.ids)])
        return [
            *messages.mapped(lambda message: f"{message.subject} {message.body}"),
            *values.mapped(lambda value: f"{value.old_value_char} {value.new_value_char}"),
            *mails.mapped(lambda mail: f"{mail.subject} {mail.body_html}"),
        ]
