from datetime import timedelta

from odoo import api, fields, models

#: hours after which waiting changes are reported
LATE = 1


class G2PSuiteHealth(models.AbstractModel):
    """The health of the analytics: never a failure, since the suite works without them."""

    _inherit = "g2p.suite.health"

    @api.model
    def _report(self):
        """Adds the key ``analytics``: *warn* if documents are refused or changes wait for long."""
        report, analytics = super()._report(), self._analytics()
        status = report["status"]
        if analytics["status"] == "warn" and status == "pass":
            status = "warn"
        return {**report, "status": status, "analytics": analytics}

    @api.model
    def _analytics(self):
        connection = self.env["g2p.search.connection"]._one()
        oldest = connection.date_oldest
        is_late = bool(oldest) and oldest < fields.Datetime.now() - timedelta(hours=LATE)
        is_bad = connection.state in ("ok", "away") and (is_late or connection.letter_count)
        return {
            "status": "warn" if is_bad else "pass",
            "waiting": connection.backlog,
            "refused": connection.letter_count,
        }
