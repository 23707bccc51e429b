from odoo import api, fields, models


class G2PRelationship(models.Model):
    """A kind of relation between two registrants, named from both sides."""

    _name = "g2p.relationship"
    _description = "Relationship"
    _order = "id desc"

    name = fields.Char()
    name_inverse = fields.Char(string="Inverse name", required=True)
    bidirectional = fields.Boolean(default=False)
    source_type = fields.Selection(selection="get_partner_types")
    destination_type = fields.Selection(selection="get_partner_types")

    @api.model
    def get_partner_types(self):
        """Group or individual, as OpenG2P codes them."""
        return [("g", self.env._("Group")), ("i", self.env._("Individual"))]
