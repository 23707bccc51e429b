from odoo import models


class G2PRegRel(models.Model):
    """Relations connect only registrants of the user's companies."""

    _name = "g2p.reg.rel"
    _inherit = ["g2p.reg.rel", "g2p.company.mixin"]
