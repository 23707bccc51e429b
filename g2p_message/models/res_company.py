from datetime import timedelta

from odoo import fields, models

from odoo.addons.g2p_suite_base.tools.phones import region_of

from ..tools.quiet import loud_from


class ResCompany(models.Model):
    """When the office sends text messages, and for how long it keeps what was sent."""

    _inherit = "res.company"

    message_quiet_from = fields.Float(
        "No SMS from",
        default=20.0,
        help="In the time of the office. Messages that fall into these hours are sent afterwards.",
    )
    message_quiet_until = fields.Float(
        "No SMS until", default=8.0, help="The same hour as above: SMS at any time."
    )
    message_country_ids = fields.Many2many(
        "res.country",
        "g2p_message_country_rel",
        string="SMS also to",
        help="Countries besides that of the company. Numbers of others, which anybody can type, "
        "get no text messages, since some of them are expensive.",
    )
    message_days_kept = fields.Integer(
        "Days sent messages are listed",
        default=90,
        help="At least 30. Afterwards they are deleted; their texts are never stored.",
    )

    _message_quiet = models.Constraint(
        "CHECK (message_quiet_from >= 0 AND message_quiet_from < 24"
        " AND message_quiet_until >= 0 AND message_quiet_until < 24)",
        "Enter hours between 00:00 and 23:59.",
    )
    _message_kept = models.Constraint(
        "CHECK (message_days_kept BETWEEN 30 AND 3650)",
        "Enter 30 to 3650 days: a message that is no longer listed might be sent a second time.",
    )

    def _message_loud_from(self, moment):
        """The first moment (UTC) from this one on at which the office sends text messages."""
        start, end = self.message_quiet_from, self.message_quiet_until
        return loud_from(moment, self._office_zone(), start, end)

    def _message_reaches(self, number):
        """Whether text messages go to the country of a number that somebody typed.

        A company without a country sends to all: it has not said where it is.
        """
        if not (number and self.country_id):
            return bool(number)
        return region_of(number) in (self.country_id | self.message_country_ids).mapped("code")

    def _delete_old_messages(self, page):
        messages = self.env["g2p.message"]
        before = fields.Datetime.now() - timedelta(days=self.message_days_kept)
        while messages._delete_before(self, before, page) == page:
            pass
