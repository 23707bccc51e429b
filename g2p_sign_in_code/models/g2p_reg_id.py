from odoo import models


class G2PRegID(models.Model):
    """An ID number names its person while it is valid."""

    _inherit = "g2p.reg.id"

    def _names_its_person(self):
        """Whether the document is neither expired nor marked as invalid."""
        office = self.partner_id.company_id or self.env.company
        is_expired = bool(self.expiry_date) and self.expiry_date < office._office_day()
        return self.status != "invalid" and not is_expired
