from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def _service_provider(self, states=("active",)):
        """The provider this user works for, in one of the states; empty otherwise."""
        self.ensure_one()
        if self._is_public():  # most verifiers: nobody signed in
            return self.env["g2p.service.provider"].sudo()
        # the answer is about the user himself, who may not read all providers
        return (
            self.env["g2p.service.provider"]
            .sudo()
            .search_fetch(
                [("user_ids", "in", self.ids), ("state", "in", list(states))],
                ["name", "state", "company_id"],
                limit=1,
            )
        )
