from odoo import api, fields, models
from odoo.exceptions import ValidationError


class G2PGroupKind(models.Model):
    """A kind of group, such as a household."""

    _name = "g2p.group.kind"
    _description = "Group Kind"
    _order = "id desc"

    name = fields.Char()

    @api.constrains("name")
    def _check_name(self):
        for record in self:
            if not record.name:
                raise ValidationError(self.env._("A group type needs a name."))
