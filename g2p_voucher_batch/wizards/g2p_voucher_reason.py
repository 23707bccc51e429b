from odoo import fields, models


class G2PVoucherReason(models.TransientModel):
    """Asks for the reason for reissuing all vouchers of a key, and shows what revoking it means."""

    _inherit = "g2p.voucher.reason"

    action = fields.Selection(
        selection_add=[("reissue_key", "Reissue all vouchers of the key")],
        ondelete={"reissue_key": "cascade"},
    )

    # === HOOKS === #
    def _consequences(self):
        _ = self.env._
        return {
            **super()._consequences(),
            "revoke_key": _(
                "Vouchers that this key signed are refused from now on, and this cannot be "
                "undone. Vouchers in use: %(count)s; their issuing officers are asked to reissue "
                "them.",
                count=self.key_id.live_count,
            ),
            "reissue_key": _(
                "Vouchers in use that this key signed: %(count)s. Those of the programmes that "
                "name you as issuing officer get a new copy, signed with the active key, and their "
                "former copies are void. Balances and PINs stay. More than 50 become an order that "
                "is processed in the background.",
                count=self.key_id.live_count,
            ),
        }

    def _steps(self):
        return {**super()._steps(), "reissue_key": self.key_id.action_reissue_all}
