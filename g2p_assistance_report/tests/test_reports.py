from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_immediate_assistance.tests.decided import decide

REPORT = "g2p.assistance.report."
GROUP = "g2p_immediate_assistance.group_assistance_"
ALL = ("demand", "time", "money", "integrity", "equity")
#: who reads which report; all others are closed to them
READERS = {
    "officer": {"demand", "time"},
    "auditor": set(ALL),
    "manager": set(ALL),
    "analyst": {"equity"},
}
#: types of fields by which a person could be found in a report
PERSONS = ("res.partner", "res.users", "g2p.assistance.application", "g2p.voucher")


class ReportCase(AssistanceCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.serving.write({"user_ids": [(6, 0, cls.eve.ids)]})

    def report(self, name, user=None):
        return self.env[REPORT + name].with_user(user or self.auditor).sudo(False)

    def sums(self, *names, domain=(), report="money"):
        """Sums of the programme, read by the auditor."""
        mine = [("program_id", "=", self.program.id), *domain]
        rows = self.report(report)._read_group(mine, [], [f"{name}:sum" for name in names])
        return tuple(rows[0])

    def counts(self, report, field, domain=()):
        """{value of a field: number of rows} of the programme."""
        mine = [("program_id", "=", self.program.id), *domain]
        return dict(self.report(report)._read_group(mine, [field], ["__count"]))

    def redeem(self, voucher, amount, key="report-key-1"):
        text = voucher.active_copy_id.payload
        return self.env["g2p.voucher"].with_user(self.eve).redeem(text, amount, key)

    def take_back(self, voucher):
        group = "g2p_voucher_key.group_voucher_manager"
        manager = new_test_user(self.env, "report voucher manager", groups=group)
        voucher.redemption_ids.with_user(manager).sudo(False).action_reverse("Wrong person")
        self.env.invalidate_all()


@tagged("post_install", "-at_install")
class TestReportsAccess(ReportCase):
    """Reports are as closed as the records they count."""

    def test_each_role_reads_its_reports_and_no_others(self):
        for role, names in READERS.items():
            user = new_test_user(self.env, f"report {role}", GROUP + role)
            for name in ALL:
                with self.subTest(role=role, report=name):
                    rows = self.report(name, user)
                    if name in names:
                        rows.search([])
                        rows.search_count([])
                        continue
                    with self.assertRaises(AccessError):
                        rows.search([])
                    with self.assertRaises(AccessError):
                        rows._read_group([], [], ["__count"])

    def test_people_without_a_role_read_no_report(self):
        for user in (self.clerk, self.issuer, self.ada, self.eve):
            for name in ALL:
                with self.subTest(user=user.login, report=name), self.assertRaises(AccessError):
                    self.report(name, user).search_count([])

    def test_nobody_changes_a_report(self):
        user = new_test_user(self.env, "report manager", f"{GROUP}manager")
        for name in ALL:
            rows = self.report(name, user)
            found = rows.browse(1)
            with self.subTest(report=name):
                with self.assertRaises(AccessError):
                    rows.create({"company_id": self.env.company.id})
                with self.assertRaises(AccessError):
                    found.write({"company_id": self.env.company.id})
                with self.assertRaises(AccessError):
                    found.unlink()

    def test_no_report_names_a_person_or_a_case(self):
        for name in ALL:
            model = self.env[REPORT + name]
            found = {
                field.name for field in model._fields.values() if field.comodel_name in PERSONS
            }
            self.assertEqual(found, set(), name)  # not even who created a row
            texts = {f.name for f in model._fields.values() if f.store and f.type == "char"}
            self.assertLessEqual(texts, {"stage", "approved_share"})

    def test_an_analyst_reads_no_case(self):
        self.submitted()
        analyst = new_test_user(self.env, "report analyst", f"{GROUP}analyst")
        closed = ("application", "assessment", "fund", "fund.move", "member", "settings")
        names = [f"g2p.assistance.{name}" for name in closed]
        for name in [*names, "g2p.voucher"]:
            with self.subTest(model=name), self.assertRaises(AccessError):
                self.env[name].with_user(analyst).search_count([])
        for name in ("request", "step", "decision"):  # every employee reads their own
            rows = self.env[f"g2p.approval.{name}"].with_user(analyst)
            self.assertEqual(rows.search_count([]), 0)

    def test_a_report_shows_the_users_companies_only(self):
        self.issued()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.auditor.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        for name in ALL:
            self.assertEqual(self.report(name).search_count([]), 0, name)

    def test_the_views_can_be_opened_by_their_readers(self):
        manager = new_test_user(self.env, "report manager", f"{GROUP}manager")
        for name in ALL:
            action = self.env.ref(f"g2p_assistance_report.g2p_assistance_report_{name}_action")
            model = self.report(name, manager)
            for kind in [*action.view_mode.split(","), "search"]:
                with self.subTest(report=name, view=kind):
                    self.assertTrue(model.get_view(False, kind)["arch"])


@tagged("post_install", "-at_install")
class TestReportOnDemand(ReportCase):
    def test_without_applications_there_are_no_rows(self):
        for name in ("demand", "time", "integrity"):
            self.assertEqual(self.counts(name, "type_id"), {})

    def test_drafts_do_not_count(self):
        self.draft()
        self.assertEqual(self.counts("demand", "state"), {})

    def test_nine_applications_are_counted_by_their_state(self):
        self.approved(amount=700, granted=500)
        rejected = self.submitted(user=self.eve)
        self.step(rejected, self.one).action_reject(self.reason.code, "No", "No.")
        for _n in range(7):
            decide(self, "2024-02-03", "rejected")
        self.assertEqual(self.counts("demand", "state"), {"approved": 1, "rejected": 8})
        reasons = self.counts("demand", "reason_id", [("reason_id", "!=", False)])
        self.assertEqual([(one.id, n) for one, n in reasons.items()], [(self.reason.id, 1)])
        old = [("date_submitted", "<", "2024-03-01")]
        amounts = self.sums("amount_requested", "amount_granted", report="demand", domain=old)
        self.assertEqual(amounts, (700, 0))
        granted = self.sums("amount_requested", "amount_granted", report="demand")
        self.assertEqual(granted, (700 + 1200 + 700, 500))

    def test_the_time_to_the_decision_and_the_pause_in_it(self):
        application = self.submitted()
        self.step(application, self.one).action_return("Which hospital?")
        application._portal_submit()
        self.approve(application)
        begin = fields.Datetime.now() - timedelta(days=4)
        for action, days in (("return", 1), ("submit", 3)):
            self.env.cr.execute(
                """UPDATE g2p_approval_decision SET date = %s WHERE id = (
                    SELECT max(d.id) FROM g2p_approval_decision d
                    JOIN g2p_approval_request r ON r.id = d.request_id
                    WHERE r.res_id = %s AND r.model = 'g2p.assistance.application'
                    AND d.action = %s)""",
                [begin + timedelta(days=days), application.id, action],
            )
        application.sudo().write({"date_submitted": begin})  # sudo: an invented past
        row = self.report("demand").search([("program_id", "=", self.program.id)])
        self.assertAlmostEqual(row.days_paused, 2, places=2)
        self.assertAlmostEqual(row.days_to_decision, 4, places=2)

    def test_the_promised_answer(self):
        self.approved()
        late = self.submitted(user=self.eve)
        # sudo: an invented past
        late.sudo().write({"answer_by": fields.Datetime.now() - timedelta(hours=1)})
        self.assertEqual(self.counts("demand", "promise"), {"kept": 1, "late": 1})

    def test_the_district_is_the_registrants(self):
        north = self.env["g2p.district"].create({"name": "Test north"})
        application = self.approved()
        self.assertEqual(list(self.counts("demand", "district_id")), [self.env["g2p.district"]])
        application.registrant_id.district = north
        found = list(self.counts("demand", "district_id"))
        self.assertEqual([district.id for district in found], [north.id])


@tagged("post_install", "-at_install")
class TestReportOnTime(ReportCase):
    def test_a_stage_is_compared_with_its_limit(self):
        self.policy.stage_ids[0].sla_hours = 8
        application = self.submitted()
        self.assertEqual(self.counts("time", "limit_state"), {"running": 1})
        self.assess(application)
        self.step(application, self.one).action_approve()
        by_stage = self.counts("time", "stage", [("limit_state", "=", "kept")])
        self.assertEqual(by_stage, {"Assessment": 1})
        # sudo: the test looks at the server's rows
        steps = self.env["g2p.approval.request"].sudo()._of(application).step_ids
        step = steps.filtered(lambda one: one.state == "approved")
        self.env.cr.execute(
            "UPDATE g2p_approval_step SET due_on = closed_on - interval '1 hour' WHERE id = %s",
            [step.id],
        )
        self.env.invalidate_all()
        self.assertEqual(self.counts("time", "limit_state"), {"late": 1, "none": 1})

    def test_hours_are_those_of_the_steps(self):
        application = self.approved()
        # sudo: the test looks at the server's rows
        steps = self.env["g2p.approval.request"].sudo()._of(application).step_ids
        report = self.report("time").search([("program_id", "=", self.program.id)])
        hours = [round(hour, 4) for hour in report.sorted("sequence").mapped("hours_open")]
        kept = [round(hour, 4) for hour in steps.sorted("sequence").mapped("hours_open")]
        self.assertEqual(hours, kept)

    def test_a_pivot_by_stage_reads_the_steps_alone(self):
        select = "EXPLAIN SELECT stage, limit_state, AVG(hours_open) FROM (%s) AS t GROUP BY 1, 2"
        self.env.cr.execute(SQL(select, SQL(self.report("time")._table_query)))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("g2p_approval_step", plan)
        self.assertNotRegex(plan, "g2p_approval_request|g2p_assistance_application")

    def test_stages_that_were_never_open_do_not_count(self):
        self.submitted()
        self.assertEqual(self.counts("time", "stage"), {"Assessment": 1})


@tagged("post_install", "-at_install")
class TestReportOnMoney(ReportCase):
    """The sums are those of the books: funds, ledger and vouchers."""

    def assert_equals_the_books(self):
        self.env.invalidate_all()
        fund = self.fund
        sums = self.sums("amount_fund", "amount_reserved", "amount_spent", "amount_available")
        self.assertEqual(sums, (fund.amount, fund.reserved, fund.spent, fund.available))
        mine = [("program_id", "=", self.program.id)]
        Ledger, Voucher = self.env["g2p.voucher.redemption"], self.env["g2p.voucher"]
        # sudo: the test looks at the server's rows
        redeemed = Ledger.sudo()._read_group(mine, [], ["amount:sum"])[0][0] or 0
        self.assertEqual(self.sums("amount_spent"), (redeemed,))
        # sudo: the test looks at the server's rows
        vouchers = Voucher.sudo().search([*mine, ("state", "in", ("draft", "issued"))])
        left = sum(vouchers.mapped("amount_available"))
        in_use = [("kind", "in", ("to_issue", "in_use"))]
        self.assertEqual(self.sums("amount_unused", domain=in_use)[0] or 0, left)
        self.assertEqual(fund.reserved, left)

    def test_at_each_step_of_a_case(self):
        self.assertEqual(self.sums("amount_fund", "amount_granted"), (10000, 0))
        application = self.approved(granted=1000)
        self.assert_equals_the_books()
        self.assertEqual(self.sums("amount_granted"), (1000,))
        voucher = application.voucher_id
        self.issue_voucher(application)
        self.assert_equals_the_books()
        self.redeem(voucher, 400)
        self.assert_equals_the_books()
        self.take_back(voucher)
        self.assert_equals_the_books()
        voucher.with_user(self.issuer).sudo(False).action_revoke("Given up")
        self.assert_equals_the_books()
        self.assertEqual(self.sums("amount_granted", "amount_reserved"), (1000, 0))

    def test_folding_the_moves_changes_no_sum(self):
        self.redeem(self.issued(granted=1000).voucher_id, 400)
        names = "amount_reserved", "amount_spent", "amount_available"
        before = self.sums(*names)
        self.fund._hold()
        self.assertTrue(self.fund._fold())
        self.assertEqual(self.sums(*names), before)

    def test_an_expired_voucher_shows_its_balance_on_its_last_day(self):
        voucher = self.issued(granted=1000).voucher_id
        self.redeem(voucher, 400)
        voucher._set_state("expired")
        rows = self.report("money").search([("kind", "=", "expired")])
        self.assertEqual(rows.mapped("amount_unused"), [600])
        self.assertEqual(rows.date.date(), voucher.valid_until)
        for zone in ("America/Los_Angeles", "Asia/Manila"):
            there = self.report("money").with_context(tz=zone)
            [(day,)] = there._read_group([("kind", "=", "expired")], ["date:day"])
            self.assertEqual(day.date(), voucher.valid_until, zone)

    def test_a_fund_archived_unused_is_no_money(self):
        self.fund.copy({"date_from": "2020-01-01", "date_to": "2020-12-31"}).active = False
        self.assertEqual(self.sums("amount_fund"), (10000,))
        self.approved(granted=100)
        self.fund.active = False
        self.assertEqual(self.sums("amount_fund", "amount_reserved"), (10000, 100))


@tagged("post_install", "-at_install")
class TestReportOnIntegrity(ReportCase):
    def log(self, application, action, **values):
        # sudo: the test looks at the server's rows
        request = self.env["g2p.approval.request"].sudo()._of(application)
        request._log(action, request.step_ids[:1], **values)
        return request

    def test_exceptions_of_a_decision_are_counted_by_their_kind(self):
        application = self.submitted()
        self.assertEqual(self.counts("integrity", "kind"), {})
        for action in ("override_ask", "override", "reassign", "escalate", "choose"):
            self.log(application, action, verdict="approve")
        self.log(application, "approve", needs_second=True)
        self.log(application, "review", verdict="reject")
        found = self.counts("integrity", "kind")
        kinds = ("override_ask", "override", "reassign", "escalate", "choose", "second")
        self.assertEqual(found, {**dict.fromkeys(kinds, 1), "review_reject": 1})

    def test_a_review_counts_until_it_is_done(self):
        request = self.log(self.submitted(), "submit")
        group = self.ref("base.group_user")
        review = self.env["g2p.approval.review"].sudo()  # sudo: the test looks at the server's rows
        review = review.create({"request_id": request.id, "group_id": group})
        self.assertEqual(self.counts("integrity", "kind"), {"review_open": 1})
        review.write({"state": "closed"})
        self.assertEqual(self.counts("integrity", "kind"), {})

    def test_reversals_and_revocations_count_with_their_amount(self):
        voucher = self.issued(granted=1000).voucher_id
        self.redeem(voucher, 400)
        self.take_back(voucher)
        voucher.with_user(self.issuer).sudo(False).action_revoke("Given up")
        self.assertEqual(self.counts("integrity", "kind"), {"reversal": 1, "revoked": 1})
        self.assertEqual(self.sums("amount", report="integrity"), (1400,))
