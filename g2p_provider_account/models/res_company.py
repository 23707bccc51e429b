from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: a month; longer than that no provider waits for its money
MOST_HOURS = 720


class ResCompany(models.Model):
    """The cooling-off of another account of a provider."""

    _inherit = "res.company"

    g2p_account_hours = fields.Integer(
        "Hours before another account is in force",
        default=24,
        required=True,
        help="After two officers confirmed another bank account of a provider. Nothing is paid to "
        "the provider meanwhile, and its former contact can object. 0: no wait.",
    )

    def write(self, vals):
        """Auditors read who changed the number."""
        if "g2p_account_hours" not in vals:
            return super().write(vals)
        before = {company: company.g2p_account_hours for company in self}
        done = super().write(vals)
        rows = [
            (company, "g2p_account_hours", str(hours), str(company.g2p_account_hours))
            for company, hours in before.items()
            if company.g2p_account_hours != hours
        ]
        self.env["g2p.audit.change"]._append("write", rows)
        return done

    @api.constrains("g2p_account_hours")
    def _check_account_hours(self):
        for company in self:
            if not 0 <= company.g2p_account_hours <= MOST_HOURS:
                raise ValidationError(
                    self.env._(
                        "Another account can wait for 0 to %(most)s hours. Enter a number of "
                        "these.",
                        most=MOST_HOURS,
                    )
                )
