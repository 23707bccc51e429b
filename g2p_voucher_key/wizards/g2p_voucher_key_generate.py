from odoo import api, fields, models

from ..models.g2p_voucher_key import ALGS


class G2PVoucherKeyGenerate(models.TransientModel):
    """Asks for the algorithm and the permanent address of a new signing key."""

    _name = "g2p.voucher.key.generate"
    _inherit = "g2p.dialog.mixin"
    _description = "New signing key"

    alg = fields.Selection(
        ALGS,
        "Algorithm",
        default="EdDSA",
        required=True,
        help="The QR voucher manager shows which one its vouchers need; most need Ed25519.",
    )
    issuer_uri = fields.Char(
        "Issuer",
        required=True,
        default=lambda self: self.env.company.get_base_url(),
        help="The public address of this server: https, and nothing after the name.",
    )
    issuer_warning = fields.Text("About the issuer", compute="_compute_issuer_warning")

    @api.depends("issuer_uri")
    def _compute_issuer_warning(self):
        for dialog in self:
            keys = self.env["g2p.voucher.key"]
            warnings = keys._address_warnings(dialog.issuer_uri, self.env.company)
            dialog.issuer_warning = warnings

    def action_generate(self):
        """Generate the key and open it; the key's model checks the rights of the caller."""
        self.ensure_one()
        return self.env["g2p.voucher.key"].action_generate(self.alg, self.issuer_uri)
