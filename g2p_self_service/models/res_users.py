from odoo import models


class ResUsers(models.Model):
    """People land on their applications after signing in."""

    _inherit = "res.users"

    def _page_landing(self):
        return super()._page_landing() or ("/my/assistance" if self._is_portal() else "")
