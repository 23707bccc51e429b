import json
from datetime import datetime, timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from ..models.g2p_suite_health import PARAMETER

ADDRESS = "/assistance/health"


@tagged("post_install", "-at_install")
class TestHealth(HttpCase):
    """A monitor sees whether jobs run, and nothing else."""

    def setUp(self):
        super().setUp()
        # tests run without a scheduler
        self.crons = self.env["ir.cron"].browse(
            cron.id for _name, cron in self.env["g2p.suite.health"].sudo()._crons()
        )
        self.crons.write({"active": True, "nextcall": self.later(60)})
        # addons above warn where no mail can be sent
        self.env["ir.mail_server"].create({"name": "mail", "smtp_host": "mail.example.org"})
        self.env.company.email = "office@example.org"

    def later(self, minutes):
        return fields.Datetime.add(fields.Datetime.now(), minutes=minutes)

    def ask(self, status):
        answer = self.url_open(ADDRESS, allow_redirects=False)
        self.assertEqual(answer.status_code, status)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertNotIn("session_id", answer.headers.get("Set-Cookie", ""))
        return answer.json()

    def test_it_passes_while_jobs_run_in_time(self):
        self.assertTrue(self.crons)
        report = self.ask(200)
        self.assertEqual((report["status"], report["database"]), ("pass", "pass"))
        self.assertEqual({job["status"] for job in report["jobs"]}, {"pass"})
        self.assertEqual(len(report["jobs"]), len(self.crons))

    def test_it_fails_when_a_job_is_overdue(self):
        self.crons[0].nextcall = self.later(-14)
        self.assertEqual(self.ask(200)["status"], "pass")
        self.crons[0].nextcall = self.later(-16)
        report = self.ask(503)
        self.assertEqual(report["status"], "fail")
        self.assertEqual(sum(job["status"] == "fail" for job in report["jobs"]), 1)

    def test_the_parameter_says_from_when_it_is_overdue(self):
        self.crons[0].nextcall = self.later(-50)
        parameters = self.env["ir.config_parameter"].sudo()
        for text, status in (("60", 200), ("40", 503), ("soon", 503), ("-1", 503)):
            parameters.set_param(PARAMETER, text)
            self.ask(status)

    def test_a_job_that_is_switched_off_is_reported(self):
        self.crons[0].write({"active": False, "nextcall": self.later(-9999)})
        report = self.ask(200)
        self.assertEqual(report["status"], "warn")
        self.assertEqual([job["next_run"] for job in report["jobs"]].count(None), 1)

    def test_moments_carry_their_zone(self):
        self.crons[0].lastcall = "2026-01-02 03:04:05"
        report = self.ask(200)
        last = {job["last_run"] for job in report["jobs"]}
        self.assertIn("2026-01-02T03:04:05+00:00", last)
        now = datetime.fromisoformat(report["time"])
        self.assertEqual(now.utcoffset(), timedelta())

    def test_it_names_no_person(self):
        text = json.dumps(self.ask(200))
        for user in self.env["res.users"].with_context(active_test=False).search([]):
            self.assertNotIn(f'"{user.login}"', text)
            self.assertNotIn(user.name, text)
