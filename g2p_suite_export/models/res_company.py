from odoo import fields, models

USUAL = 200


class ResCompany(models.Model):
    """How many rows its people export without a reason."""

    _inherit = "res.company"

    export_rows_free = fields.Integer(
        "Rows exported without a reason",
        default=USUAL,
        required=True,
        help="Of one kind of record, by one user within 24 hours. More rows need a reason. For a "
        "user of several companies the smallest number counts.",
    )

    _export_rows_free = models.Constraint(
        "CHECK (export_rows_free BETWEEN 0 AND 100000)",
        "Enter 0 to 100,000 rows: with 0 every export needs a reason.",
    )

    def write(self, vals):
        """Auditors read who changed the number."""
        before = {company: company.export_rows_free for company in self}
        done = super().write(vals)
        changed = [company for company in self if company.export_rows_free != before[company]]
        rows = [
            (company, "export_rows_free", str(before[company]), str(company.export_rows_free))
            for company in changed
        ]
        self.env["g2p.audit.change"]._append("write", rows)
        return done
