from collections import Counter, defaultdict

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
        # sudo: only counted, for users who may read the records
        messages_sudo, about, ids = self.env["g2p.message"].sudo(), {}, defaultdict(set)
        for record, record_sudo in zip(self, self.sudo(), strict=True):  # sudo: as above
            about[record] = record_sudo._message_subjects()
            for some in about[record]:
                ids[some._name].update(some.ids)
        counts = Counter()
        for model, of_model in ids.items():
            where = [("res_model", "=", model), ("res_id", "in", list(of_model))]
            lost_sudo = messages_sudo.search([*where, ("state", "=", UNREACHABLE)])
            counts.update((model, ident) for ident in lost_sudo.mapped("res_id"))
        for record, subjects in about.items():
            record.unreached_count = sum(
                counts[some._name, ident] for some in subjects for ident in some.ids
            )

    def action_view_messages(self):
        """List the messages about this record and its parts, and whether they arrived."""
        self.ensure_one()
        self.check_access("read")
        # sudo: only ids, of rows whose rules decide what is listed
        subjects = [some for some in self.sudo()._message_subjects() if some]
        where = ["|"] * (len(subjects) - 1)
        for some in subjects:
            where += ["&", ("res_model", "=", some._name), ("res_id", "in", some.ids)]
        return actions.listing(self.env._("Messages"), "g2p.message", where)

    # === BUSINESS === #

    def _queue_messages(self, event, occurrence="", also=None):
        """Queue the messages about an event of these records; see `g2p.message._queue`."""
        self.env["g2p.message"]._queue(self, event, occurrence, also)

    def _queue_to_former(self, event, partner, addresses):
        """Queue an alert to former addresses of a person; see `g2p.message._queue_to_former`."""
        self.env["g2p.message"]._queue_to_former(self, event, partner, addresses)

    def _without_message(self, event, since=""):
        """Those about which no message of an event was queued, with one query; under sudo.

        :param since: a field of the moment since when it counts
        """
        about = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        messages = self.env["g2p.message"].search([*about, ("event", "=", event)], order="date")
        last = {message.res_id: message.date for message in messages}
        return self.filtered(
            lambda record: (
                record.id not in last
                or (since and record[since] and last[record.id] < record[since])
            )
        )

    def _message_stated(self, partner, channel):
        """The address that the record has for a person; none that would be expensive."""
        stated = self._message_address_stated(partner, channel)
        if channel == "sms" and not self._message_company()._message_reaches(stated):
            return ""
        return stated

    # === HOOKS: all under sudo === #

    def _message_subjects(self):
        """Hook: recordsets whose messages are counted and listed with those of this record."""
        return [self]

    def _message_recipients(self, event):
        """Hook: {record: the contacts who get a message about the event}, for many at once.

        Asked when a message is queued, and when it is sent.
        """
        return dict.fromkeys(self, self.env["res.partner"])

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
