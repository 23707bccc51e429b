from odoo import fields, models


class G2PDistrict(models.Model):
    """A district of a state."""

    _name = "g2p.district"
    _description = "District"
    _order = "name ASC"

    name = fields.Char()
    state_id = fields.Many2one("res.country.state")
