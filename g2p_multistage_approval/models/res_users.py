from odoo import models


class ResUsers(models.Model):
    """Officers whose accounts end while they have cases to decide."""

    _inherit = "res.users"

    def _on_archived(self):
        result = super()._on_archived()
        Step = self.env["g2p.approval.step"].with_context(active_test=False)
        seats = self.env["g2p.approval.seat"]._query_of(self)
        steps = Step.search([("state", "=", "open"), ("seat_ids", "in", seats)])
        for step in steps.with_context(active_test=True).filtered("nobody"):
            step._notify_that_nobody_can_decide()
        return result
