from odoo import api, models


class G2PSuiteHealth(models.AbstractModel):
    """Whether the ID providers answer."""

    _inherit = "g2p.suite.health"

    @api.model
    def _report(self):
        """Adds the key ``sign_in``: *warn* while a provider of the sign-in page does not answer."""
        report, own = super()._report(), self._sign_in()
        status = "warn" if (report["status"], own["status"]) == ("pass", "warn") else None
        return {**report, "status": status or report["status"], "sign_in": own}

    @api.model
    def _sign_in(self):
        shown = self.env["g2p.sign.in.provider"].search([("is_published", "=", True)])
        failed = [("provider_id", "in", shown.ids), ("date_failed", "!=", False)]
        count = self.env["g2p.sign.in.metadata"].search_count(failed)
        return {
            "status": "warn" if count else "pass",
            "providers": len(shown),
            "not_answering": count,
        }
