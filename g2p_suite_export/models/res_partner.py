from odoo import models


class ResPartner(models.Model):
    """A contact, which may be a registrant."""

    _inherit = "res.partner"

    def _export_is_sensitive(self):
        """Contacts are counted as soon as one of them is a registrant."""
        if super()._export_is_sensitive() or not self:
            return True
        if "is_registrant" not in self._fields:  # OpenG2P's registry is not installed
            return False
        chosen = [("id", "in", self.ids), ("is_registrant", "=", True)]
        # sudo: rows that the user cannot read are refused by the export itself
        contacts_sudo = self.sudo().with_context(active_test=False)
        return bool(contacts_sudo.search_count(chosen, limit=1))
