from odoo import api, fields, models
from odoo.exceptions import ValidationError

#: a working day; longer than that nobody keeps a case from the others
MOST_MINUTES = 480


class ResCompany(models.Model):
    """The minutes for which an officer takes a case, where its stage names none."""

    _inherit = "res.company"

    g2p_hold_minutes = fields.Integer(
        "Minutes that a case is taken",
        default=30,
        required=True,
        help="Until another officer can take it. Working on the case begins the time again.",
    )

    def write(self, vals):
        """Auditors read who changed the number, as they do of a stage."""
        before = {company: company.g2p_hold_minutes for company in self}
        done = super().write(vals)
        rows = [
            (company, "g2p_hold_minutes", str(before[company]), str(company.g2p_hold_minutes))
            for company in self
            if company.g2p_hold_minutes != before[company]
        ]
        self.env["g2p.audit.change"]._append("write", rows)
        return done

    @api.constrains("g2p_hold_minutes")
    def _check_hold_minutes(self):
        for company in self:
            if not 1 <= company.g2p_hold_minutes <= MOST_MINUTES:
                raise ValidationError(
                    self.env._(
                        "A case can be taken for 1 to %(most)s minutes. Enter a number of these.",
                        most=MOST_MINUTES,
                    )
                )
