from datetime import timezone

from odoo import api, fields, models

#: default of the parameter: a scheduled action this many minutes late counts as overdue
OVERDUE = 15
PARAMETER = "g2p_suite_base.health_overdue_minutes"


class G2PSuiteHealth(models.AbstractModel):
    """The health of the suite: a web server may answer while its scheduler is dead."""

    _name = "g2p.suite.health"
    _description = "Health of the Suite"

    @api.model
    def _report(self):
        """The report for a monitor: ``status`` is *pass*, *warn* (a job is switched off) or
        *fail*."""
        jobs = [self._job(name, cron) for name, cron in self._crons()]
        found = {job["status"] for job in jobs}
        return {
            "status": next((worst for worst in ("fail", "warn") if worst in found), "pass"),
            "database": "pass",  # the database has just answered
            "time": self._moment(fields.Datetime.now()),
            "jobs": jobs,
        }

    @api.model
    def _crons(self):
        """(name, scheduled action) of each scheduled action of the suite."""
        suite = self.env["ir.module.module"].search([("name", "=", "g2p_suite_base")])
        addons = (suite | suite.downstream_dependencies()).mapped("name")
        rows = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "in", addons)], order="module, name"
        )
        crons = self.env["ir.cron"].browse(rows.mapped("res_id")).exists()
        return [
            (row.complete_name, crons.browse(row.res_id)) for row in rows if row.res_id in crons.ids
        ]

    @api.model
    def _job(self, name, cron):
        latest = fields.Datetime.subtract(fields.Datetime.now(), minutes=self._overdue_minutes())
        status = "pass" if cron.nextcall > latest else "fail"
        return {
            "name": name,
            "status": status if cron.active else "warn",
            "last_run": self._moment(cron.lastcall),
            "next_run": self._moment(cron.nextcall) if cron.active else None,
        }

    @api.model
    def _overdue_minutes(self):
        value = self.env["ir.config_parameter"].get_param(PARAMETER) or ""
        return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else OVERDUE

    @api.model
    def _moment(self, moment):
        """ISO 8601 with its zone, so that nobody takes it for local time."""
        return moment.replace(tzinfo=timezone.utc).isoformat(timespec="seconds") if moment else None
