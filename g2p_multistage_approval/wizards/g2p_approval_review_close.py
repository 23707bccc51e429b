from odoo import fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalReviewClose(models.TransientModel):
    """The dialog for the finding of a review; all checks are in the review."""

    _name = "g2p.approval.review.close"
    _inherit = "g2p.dialog.mixin"
    _description = "Close a Review"

    review_id = fields.Many2one("g2p.approval.review", required=True, readonly=True)
    finding = fields.Selection(
        [("justified", "The emergency procedure was justified"), ("wrong", "It was not justified")],
        required=True,
    )
    note = fields.Text("What you checked and found", required=True)

    def action_confirm(self):
        """Close the review; all checks are in the review."""
        self.ensure_one()
        self.review_id.action_close(self.finding, self.note)
        return actions.close()
