from odoo import fields, models


class G2PRegistrantTags(models.Model):
    """A free mark on registrants."""

    _name = "g2p.registrant.tags"
    _description = "Registrant Tags"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    color = fields.Integer(default=4)
