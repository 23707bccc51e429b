from odoo import api, fields, models


class G2PPhoneNumber(models.Model):
    """Whose word a telephone number is; one that is changed or removed is remembered."""

    _name = "g2p.phone.number"
    _inherit = ["g2p.phone.number", "g2p.company.mixin"]

    is_stated = fields.Boolean(
        "Stated only",
        readonly=True,
        help="Copied from what the person wrote, and confirmed by nobody. A registrar who "
        "enters the number again confirms it.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            vals_list = [{**vals, "is_stated": False} for vals in vals_list]
        numbers = super().create(vals_list)
        numbers.partner_id._forget_identity()
        return numbers

    def write(self, vals):
        if not vals.keys() & {"phone_no", "partner_id", "is_stated"}:
            return super().write(vals)
        if not self.env.su:
            vals = {**vals, "is_stated": False}
        with self.partner_id._identity_changes():
            return super().write(vals)

    def unlink(self):
        with self.partner_id._identity_changes():
            return super().unlink()
