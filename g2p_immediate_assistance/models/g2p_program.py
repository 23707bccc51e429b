from odoo import api, models


class G2PProgram(models.Model):
    """A programme stays with the company in whose currency people apply, and while they wait."""

    _inherit = "g2p.program"

    @api.constrains("company_id")
    def _check_assistance_money(self):
        self.env["g2p.assistance.settings"]._check_in_use([("program_id", "in", self.ids)])

    @api.depends("program_membership_ids")
    def _compute_have_members(self):
        # asked with each person who is enrolled, for whom OpenG2P reads all the others; once it is
        # so it stays, as there, and the row that all have in common does not change
        members = self.env["g2p.program_membership"]
        for program in self:
            mine = [("program_id", "=", program._origin.id)]
            known = program.have_members
            program.have_members = known or bool(members.search_count(mine, limit=1))

    def _open_matters(self):
        matters = super()._open_matters()
        in_decision = [
            ("program_id", "in", self.ids),
            ("state", "in", ("submitted", "returned")),
        ]
        count = self.env["g2p.assistance.application"].search_count(in_decision)
        if count:
            matters.append(
                self.env._(
                    "Applications in decision: %(count)s. Close its types for applications, and "
                    "have these decided first.",
                    count=count,
                )
            )
        return matters
