from odoo import models


class ResUsers(models.Model):
    """Who may change what has no company."""

    _inherit = "res.users"

    def _acts_in_all_companies(self):
        """Whether what counts in all companies is this user's to change, where the role allows it.

        Administrators, and who is allowed in every company: with a single company, everybody.
        Asked by record rules, whose outcome Odoo keeps until users or companies change.
        """
        self.ensure_one()
        if self.has_group("base.group_system"):
            return True
        # sudo: companies that the user does not see count as well, archived ones too
        companies_sudo = self.env["res.company"].sudo().with_context(active_test=False)
        own_sudo = self.sudo().with_context(active_test=False).company_ids  # sudo: as above
        return not companies_sudo.search_count([("id", "not in", own_sudo.ids)], limit=1)
