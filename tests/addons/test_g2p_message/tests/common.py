from odoo.tests import TransactionCase, new_test_user

from odoo.addons.g2p_message.tests.common import WaysMixin


class MessageCase(WaysMixin, TransactionCase):
    """A case with one recipient, and texts in two languages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("fr_FR")
        company = cls.env.company
        company.write({"message_quiet_from": 0, "message_quiet_until": 0})
        company.write({"name": "The Office", "email": "office@example.com"})
        company.country_id = cls.env.ref("base.ke")
        cls.clerk = new_test_user(cls.env, "message_clerk", "test_g2p_message.group_clerk")
        cls.reader = new_test_user(cls.env, "message_reader", "g2p_message.group_message_reader")
        cls.manager = new_test_user(cls.env, "message_manager", "g2p_message.group_message_manager")
        cls.stranger = new_test_user(cls.env, "message_stranger", "base.group_portal")
        cls.texts = cls.env["g2p.message.text"].create(
            [cls.text_vals(event, channel) for event in ("test_news", "test_fixed")
             for channel in ("email", "sms")]
        )  # fmt: skip
        cls.env["g2p.message.text"].create(
            [cls.text_vals(event, channel, subject="News", body="News: {link}")
             for event in ("test_receipt", "test_alert") for channel in ("email", "sms")]
        )  # fmt: skip
        cls.person = cls.new_person("Ada")
        cls.case = cls.new_case(cls.person)

    @classmethod
    def text_vals(cls, event, channel, **values):
        return {
            "event": event,
            "channel": channel,
            "company_id": False,
            "subject": "News on {reference}",
            "body": "There is news on {reference}.\n\nSign in: {link}\n{office}",
            **values,
        }

    @classmethod
    def new_person(cls, name, **values):
        values = {"email": f"{name.lower()}@example.com", "phone": "+254 700 123 456", **values}
        return cls.env["res.partner"].create({"name": name, "lang": "en_US", **values})

    @classmethod
    def new_case(cls, people, **values):
        vals = {"name": "C-1", "partner_ids": [(6, 0, people.ids)], **values}
        return cls.env["test.message.case"].create(vals)

    def text(self, channel, event="test_news"):
        return self.texts.filtered(lambda t: (t.event, t.channel) == (event, channel))
