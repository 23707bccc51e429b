from odoo import api, fields, models

from odoo.addons.g2p_message.tools.events import Event


class TestMessageCase(models.Model):
    """The smallest record about which people get messages."""

    _name = "test.message.case"
    _description = "Test case with messages"
    _inherit = ["g2p.message.mixin"]

    name = fields.Char(required=True)
    partner_ids = fields.Many2many("res.partner")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    number = fields.Char(help="An address that the case states.")
    is_over = fields.Boolean()

    def _message_recipients(self, event):
        return {case: case.partner_ids for case in self}

    def _message_path(self, event, partner):
        return f"/my/case/{self.id}"

    def _message_values(self, event):
        # the second one is not on the list of any event
        return {"reference": self.name, "diagnosis": "a secret illness"}

    def _message_address_stated(self, partner, channel):
        return self.number if channel == "sms" else ""

    def _message_is_due(self, event, occurrence):
        return not self.is_over


class G2PMessage(models.Model):
    _inherit = "g2p.message"

    @api.model
    def _events(self):
        receipt = Event("test_receipt", "Receipt", (), "It cannot be undone.", by_person=True)
        theft = "It would reveal a theft."
        alert = Event("test_alert", "Alert", (), theft, for_former=True, warns=True)
        return {
            **super()._events(),
            "test_receipt": receipt,
            "test_alert": alert,
            "test_news": Event("test_news", "News", ("reference",)),
            "test_fixed": Event("test_fixed", "Fixed", ("reference",), "It protects the person."),
        }
