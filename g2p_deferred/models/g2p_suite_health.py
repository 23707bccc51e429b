from odoo import api, models


class G2PSuiteHealth(models.AbstractModel):
    """The health of the deferred work."""

    _inherit = "g2p.suite.health"

    @api.model
    def _report(self):
        """Adds the key ``work``: *fail* if some waits for too long, *warn* if some was given up."""
        report, work = super()._report(), self._work()
        found = {report["status"], work["status"]}
        worst = next((status for status in ("fail", "warn") if status in found), "pass")
        return {**report, "status": worst, "work": work}

    @api.model
    def _work(self):
        rows = self.env["g2p.deferred"]
        failed = rows.search_count([("state", "=", "failed")])
        late = rows._overdue(self._overdue_minutes())
        return {
            "status": ("fail" if late else "warn") if late or failed else "pass",
            "waiting": rows.search_count([("state", "=", "waiting")]),
            "failed": failed,
        }

    @api.model
    def _job(self, name, cron):
        """Like the floor; a lane that a large order keeps busy is not overdue."""
        job = super()._job(name, cron)
        rows = self.env["g2p.deferred"]
        if job["status"] == "fail" and cron.model_id.model == rows._name:
            job["status"] = "pass" if rows._is_alive(self._overdue_minutes()) else "fail"
        return job
