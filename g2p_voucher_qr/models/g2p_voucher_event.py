from odoo import fields, models

from ..const import CAUSES, STATES


class G2PVoucherEvent(models.Model):
    """A line in a voucher's history: never changed, never deleted."""

    _name = "g2p.voucher.event"
    _description = "Voucher history"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"

    voucher_id = fields.Many2one("g2p.voucher", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="voucher_id.company_id", store=True, precompute=True)
    state_from = fields.Selection(STATES)
    state_to = fields.Selection(STATES, required=True)
    reason = fields.Char()
    cause = fields.Selection(CAUSES, "Text for the person")
    user_id = fields.Many2one("res.users", "By", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)

    def _kept_sentences(self):
        return {
            "write": self.env._("The history of a voucher cannot be changed."),
            "unlink": self.env._("The history of a voucher cannot be deleted."),
        }
