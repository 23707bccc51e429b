from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import DEMANDS, OFFICE

#: days for which somebody acts for a patient of whom they sent the application
OTHERS_DAYS, MOST_DAYS = 90, 730


class G2PAssistanceSettings(models.Model):
    """When people show with an ID who they are, and for how long others act for a patient."""

    _inherit = "g2p.assistance.settings"

    _audit_fields = ("identity_demand", "others_days")

    identity_demand = fields.Selection(
        DEMANDS,
        string="Proof of identity",
        required=True,
        default="submit",
        help="With an ID that the country issued, as the server offers it: a code to a confirmed "
        "contact, or a provider of IDs. Who has none shows their document in the office.",
    )
    others_days = fields.Integer(
        "Days for others",
        required=True,
        default=OTHERS_DAYS,
        help="Somebody who applies for another person without a proof gets the voucher for so many "
        "days after the submission, once the office has identified the person.",
    )

    @api.constrains("others_days")
    def _check_others_days(self):
        for settings in self:
            if not 1 <= settings.others_days <= MOST_DAYS:
                raise ValidationError(
                    self.env._(
                        "Others cannot act for %(days)s days. Enter 1 to %(most)s.",
                        days=settings.others_days,
                        most=MOST_DAYS,
                    )
                )

    @api.model
    def _demand_of(self, program):
        """The demand of a programme; one that is not set up for applications demands nothing."""
        return self._find_for(program).identity_demand or OFFICE
