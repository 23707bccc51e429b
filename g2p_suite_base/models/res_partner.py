from odoo import api, models

from ..tools import uninstall


class ResPartner(models.Model):
    """A contact with open matters cannot be archived, merged away or deleted."""

    _name = "res.partner"
    _inherit = ["res.partner", "g2p.open.matters.mixin"]

    def _on_merged_into(self, partner):
        """Hook before these contacts are merged into ``partner``: note it on their closed
        matters."""

    def write(self, vals):
        if not vals.get("active", True):
            self._refuse_open_matters(self.env._("This contact cannot be archived now."))
        return super().write(vals)

    @api.ondelete(at_uninstall=True)  # a context would switch it off otherwise
    def _unlink_except_open_matters(self):
        if not uninstall.is_under_way(self.env):
            self._refuse_open_matters(self.env._("This contact cannot be deleted now."))

    def _refuse_merge(self):
        refusal = self.env._(
            "This contact cannot be merged into another one now. Choose it as the destination, or "
            "close its open matters first."
        )
        self._refuse_open_matters(refusal)
