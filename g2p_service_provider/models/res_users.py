from odoo import models


class ResUsers(models.Model):
    """Staff of a provider land on its pages after signing in."""

    _inherit = "res.users"

    def _page_landing(self):
        return "/provider" if self._service_provider() else super()._page_landing()
