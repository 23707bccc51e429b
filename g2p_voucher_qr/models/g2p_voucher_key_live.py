from odoo import fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PVoucherKey(models.Model):
    """The copies that a key signed, and the vouchers in use among them."""

    _inherit = "g2p.voucher.key"

    copy_ids = fields.One2many("g2p.voucher.copy", "key_id", "Copies signed")
    live_count = fields.Integer("Vouchers in use", compute="_compute_live_count")

    # === COMPUTE === #
    def _compute_live_count(self):
        groups = self.env["g2p.voucher.copy"]._read_group(
            self._live_copies(), ["key_id"], ["__count"]
        )
        counts = {key.id: count for key, count in groups}
        for key in self:
            key.live_count = counts.get(key.id, 0)

    def _live_copies(self):
        """Domain of these keys' copies that can still be presented at a provider."""
        return [
            ("key_id", "in", self.ids),
            ("state", "=", "active"),
            ("voucher_id.state", "=", "issued"),
        ]

    def _live_vouchers(self):
        """Domain of the vouchers of these copies."""
        return [("key_id", "in", self.ids), ("state", "=", "issued")]

    # === ACTIONS === #
    def action_view_live(self):
        """List the vouchers in use that this key signed; revoking it requires reissuing them."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Signed with %(kid)s", kid=self.kid)
        return actions.listing(title, "g2p.voucher", self._live_vouchers())
