from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PRegistrantRelationship(models.Model):
    """A dated relation between two registrants."""

    _name = "g2p.reg.rel"
    _description = "Registrant Relationship"
    _order = "id desc"

    source = fields.Many2one("res.partner", required=True, ondelete="cascade")
    destination = fields.Many2one("res.partner", required=True, ondelete="cascade")
    relation = fields.Many2one("g2p.relationship")
    relation_as_str = fields.Char(related="relation.name")
    start_date = fields.Datetime()
    end_date = fields.Datetime()
    disabled = fields.Datetime("Date disabled")
    disabled_by = fields.Many2one("res.users")

    @api.constrains("source", "destination")
    def _check_registrants(self):
        for record in self:
            if record.source == record.destination:
                raise ValidationError(self.env._("A registrant is not related to itself."))

    @api.constrains("start_date", "end_date")
    def _check_dates(self):
        for record in self:
            if record.start_date and record.end_date and record.start_date > record.end_date:
                raise ValidationError(self.env._("A relation cannot end before it starts."))
