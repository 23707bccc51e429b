from odoo import api, fields, models
from odoo.exceptions import ValidationError

MOST_DAYS = 365


class G2PAssistanceSettings(models.Model):
    """For how long people can appeal against a rejection."""

    _inherit = "g2p.assistance.settings"

    _audit_fields = ("appeal_days",)

    appeal_days = fields.Integer(
        "Days for an appeal",
        required=True,
        default=0,
        help="Days after a rejection on which the applicant can appeal; officers who took no part "
        "in the first decision decide. 0: no appeal, which the person reads with the rejection.",
    )

    @api.constrains("appeal_days")
    def _check_appeal_days(self):
        for settings in self:
            if not 0 <= settings.appeal_days <= MOST_DAYS:
                raise ValidationError(
                    self.env._(
                        "People cannot appeal for %(days)s days. Enter 0 to %(most)s.",
                        days=settings.appeal_days,
                        most=MOST_DAYS,
                    )
                )
            if settings.appeal_days:  # without appeals the officers of one round are enough
                # sudo: the check must not depend on the user who saves the settings
                kinds_sudo = self.env["g2p.assistance.type"].sudo()
                kinds_sudo.search([("program_id", "=", settings.program_id.id)])._check_published()
