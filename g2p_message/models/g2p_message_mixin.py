from collections import Counter

from odoo import fields, models

from odoo.addons.g2p_suite_base.tools import actions

from .g2p_message import UNREACHABLE


class G2PMessageMixin(models.AbstractModel):
    """A record about which people get messages."""

    _name = "g2p.message.mixin"
    _description = "Subject of Messages"

    unreached_count = fields.Integer(
        "Could not be reached",
        compute="_compute_unreached_count",
        groups="g2p_message.group_message_reader",
    )

    def _compute_unreached_count(self):
        where = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        # sudo: only counted, for users who may read the records
        lost_sudo = self.env["g2p.message"].sudo().search([*where, ("state", "=", UNREACHABLE)])
        counts = Counter(lost_sudo.mapped("res_id"))
        for record in self:
            record.unreached_count = counts[record.id]

    def action_view_messages(self):
        """List the messages about this record, and whether they arrived."""
        self.ensure_one()
        where = [("res_model", "=", self._name), ("res_id", "=", self.id)]
        return actions.listing(self.env._("Messages"), "g2p.message", where)

    # === BUSINESS === #

    def _queue_messages(self, event, occurrence=""):
        """Queue the messages about an event of these records; see `g2p.message._queue`."""
        self.env["g2p.message"]._queue(self, event, occurrence)

    # === HOOKS: all under sudo === #

    def _message_recipients(self, event):
        """Hook: the contacts who get a message about the event."""
        return self.env["res.partner"]

    def _message_company(self):
        """Hook: the office that writes."""
        return self.company_id

    def _message_scope(self):
        """Hook: the ids that choose between texts, besides the company."""
        return {}

    def _message_path(self, event, partner):
        """Hook: the path of the page to which the message leads, for people who sign in there."""
        return "/my"

    def _message_values(self, event):
        """Hook: the values of the event's placeholders, in the language of the context."""
        return {}

    def _message_address_stated(self, partner, channel):
        """Hook: an address that the record has for this person, where they have none of their
        own."""
        return ""

    def _message_is_due(self, event, occurrence):
        """Hook: whether the message is still true when it is sent."""
        return True
