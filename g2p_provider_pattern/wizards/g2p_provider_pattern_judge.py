from odoo import fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PProviderPatternJudge(models.TransientModel):
    """Asks for the reason of a judgement; the pattern checks who may give it."""

    _name = "g2p.provider.pattern.judge"
    _inherit = "g2p.dialog.mixin"
    _description = "Judge a Pattern"

    pattern_id = fields.Many2one(
        "g2p.provider.pattern", required=True, readonly=True, ondelete="cascade"
    )
    action = fields.Selection(
        [("dismiss", "Dismiss"), ("confirm", "Confirm"), ("reopen", "Reopen")],
        required=True,
        readonly=True,
    )
    figure = fields.Char(related="pattern_id.figure")
    return_rule = fields.Char(related="pattern_id.return_rule")
    reason = fields.Text(required=True)

    def action_judge(self):
        """Judge the pattern, which checks the rights of the caller."""
        self.ensure_one()
        steps = {
            "dismiss": self.pattern_id.action_dismiss,
            "confirm": self.pattern_id.action_confirm,
            "reopen": self.pattern_id.action_reopen,
        }
        steps[self.action](self.reason)
        return actions.close()
