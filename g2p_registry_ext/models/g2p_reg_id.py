from odoo import api, fields, models

from ..tools.masking import mask_value


class G2PRegID(models.Model):
    """ID numbers are shown by their last characters, in full to identity readers only."""

    _name = "g2p.reg.id"
    _inherit = ["g2p.reg.id", "g2p.company.mixin"]

    value_masked = fields.Char(
        "Number (masked)", compute="_compute_value_masked", help="Last four characters."
    )
    value_shown = fields.Char(
        "Number shown",
        compute="_compute_value_shown",
        help="In full for identity readers, masked for everybody else.",
    )

    @api.depends("value")
    def _compute_value_masked(self):
        for record in self:
            record.value_masked = mask_value(record.value)

    @api.depends("value")
    @api.depends_context("uid")
    def _compute_value_shown(self):
        readable = self.env.user.has_group("g2p_registry_ext.group_registry_identity_reader")
        for record in self:
            record.value_shown = record.value if readable else record.value_masked
