from odoo import api, fields, models

from ..models.g2p_voucher_key import ALGS


class G2PVoucherKeyGenerate(models.TransientModel):
    """Asks for the kind of a new signing key, and for the address that it names for ever."""

    _name = "g2p.voucher.key.generate"
    _description = "New signing key"

    alg = fields.Selection(
        ALGS,
        "Algorithm",
        default="EdDSA",
        required=True,
        help="The QR voucher manager says which one a voucher needs; most need Ed25519.",
    )
    issuer_uri = fields.Char(
        "Issuer",
        required=True,
        default=lambda self: self.env.company.get_base_url(),
        help="Where people outside reach this server: https, and nothing after the name.",
    )
    issuer_warning = fields.Text("About the issuer", compute="_compute_issuer_warning")

    @api.depends("issuer_uri")
    def _compute_issuer_warning(self):
        for dialog in self:
            doubts = self.env["g2p.voucher.key"]._doubts(dialog.issuer_uri, self.env.company)
            dialog.issuer_warning = doubts

    def action_generate(self):
        """Make the key and open it; the key's model checks the rights of the caller."""
        self.ensure_one()
        return self.env["g2p.voucher.key"].action_generate(self.alg, self.issuer_uri)
