from odoo.exceptions import AccessError
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

from ..models.g2p_assistance_scope import RULED
from .common import AreaCase

#: tables, and how their rows lead to a case or its round; reports by what their ids are made of
PATHS = {
    "g2p.assistance.application": "id",
    "g2p.assistance.member": "application_id",
    "g2p.assistance.assessment": "application_id",
    "g2p.assistance.fund.move": "application_id",
    "g2p.assistance.placement": "application_id",
    "g2p.document": "application_id",
    "g2p.document.download": "document_id.application_id",
    "g2p.voucher": "application_id",
    "g2p.voucher.copy": "voucher_id.application_id",
    "g2p.voucher.event": "voucher_id.application_id",
    "g2p.entitlement": "application_ids",
    "g2p.program_membership": "assistance_application_ids",
}
OF_ROUNDS = {
    "g2p.approval.request": "id",
    "g2p.approval.step": "request_id",
    "g2p.approval.decision": "request_id",
    "g2p.approval.review": "request_id",
    "g2p.approval.seat": "step_id.request_id",
}
MODES = ("read", "write", "create", "unlink")


@tagged("post_install", "-at_install")
class TestSight(CompaniesCase, AreaCase):
    """Nothing of a case of the North reaches somebody who is limited to the South, by any door and
    with every role."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.everywhere = cls.manager_of(cls.env.company, "everywhere")
        cls.elsewhere = cls.manager_of(cls.env.company, "elsewhere")
        cls.limit(cls.elsewhere, cls.south)

    def setUp(self):
        super().setUp()
        self.case = self.issued()
        self.running = self.submitted(user=self.eve)
        both = (self.case + self.running).sudo()
        both._set_area(self.hill)
        request = self.case._approval_request_sudo()
        request._log("escalate", request.step_ids[:1])
        make = {"request_id": request.id, "group_id": self.ref("base.group_user")}
        self.env["g2p.approval.review"].sudo().create(make)
        self.env["g2p.assistance.member"].sudo().create(
            {"application_id": self.case.id, "name": "Test child"}
        )
        self.env["g2p.document.download"]._log(self.case.sudo().document_ids[:1])
        seat = {"step_id": self.open_step(self.running).id, "company_id": self.env.company.id}
        for user in (self.elsewhere, self.everywhere):
            self.env["g2p.approval.seat"].sudo().create({**seat, "user_id": user.id})

    def hidden(self):
        """{model: its rows of the North}, as the server finds them."""
        cases = (self.case + self.running).sudo()
        rounds = self.env["g2p.approval.request"].sudo()._of(cases)
        found = {}
        for paths, ids in ((PATHS, cases.ids), (OF_ROUNDS, rounds.ids)):
            for name, path in paths.items():
                rows = self.env[name].sudo().with_context(active_test=False)
                found[name] = rows.search([(path, "in", ids)])
        return {**found, **self.reported(cases, rounds)}

    def reported(self, cases, rounds):
        ids = {
            "demand": cases.ids,
            "time": rounds.step_ids.filtered("opened_on").ids,
            "money": [case.id * 4 + 2 for case in cases if case.state == "approved"],
            "integrity": [row.id * 4 for row in rounds.decision_ids if row.action == "escalate"],
        }
        found = {}
        for name, of_report in ids.items():
            report = self.env[f"g2p.assistance.report.{name}"].sudo()
            found[report._name] = report.search([("id", "in", of_report)])
        return found

    def test_no_door_shows_a_row_of_the_north(self):
        for name, rows in self.hidden().items():
            with self.subTest(model=name):
                self.assertTrue(rows)
                for row in rows[:3]:
                    self.assertEqual(self.doors_of(row), [])

    def doors_of(self, row):
        """The open doors; a new entitlement or membership belongs to no case yet."""
        found = self.open_doors(self.elsewhere, row)
        own = row._name in ("g2p.entitlement", "g2p.program_membership")
        return [door for door in found if not own or door != "create"]

    def test_the_same_doors_show_it_to_who_has_no_limit(self):
        """The test above fails if it is the roles that close them."""
        for name, rows in self.hidden().items():
            with self.subTest(model=name):
                mine = self.as_user(self.everywhere, rows)
                self.assertTrue(mine.search([("id", "in", rows.ids)]))

    def test_no_row_of_the_north_is_counted_or_read_by_its_number(self):
        for name, rows in self.hidden().items():
            with self.subTest(model=name):
                mine = self.as_user(self.elsewhere, rows)
                self.assertEqual(mine.search_count([("id", "in", rows.ids)]), 0)
                self.assertEqual(
                    mine._read_group([("id", "in", rows.ids)], [], ["__count"]), [(0,)]
                )
                with self.assertRaises(AccessError):
                    mine.read(["id"])

    def test_a_method_of_a_case_of_the_north_answers_nobody_from_the_south(self):
        for name in ("g2p.assistance.application", "g2p.approval.step", "g2p.approval.request"):
            rows = self.hidden()[name]
            with self.subTest(model=name):
                self.assertEqual(list(self.unrefused(self.elsewhere, rows[:1])), [])

    def test_officers_of_the_north_see_them(self):
        cases = self.as_user(self.northern, (self.case + self.running).sudo())
        self.assertEqual(len(cases.search([("id", "in", cases.ids)])), 2)
        demand = self.env["g2p.assistance.report.demand"].with_user(self.northern).sudo(False)
        self.assertEqual(demand.search_count([("id", "in", cases.ids)]), 2)

    def test_counts_of_the_inbox_are_those_of_the_area(self):
        steps = self.env["g2p.approval.step"]
        before = steps.with_user(self.southern).sudo(False).inbox_count()
        self.running.sudo()._set_area(self.lake)
        self.env.invalidate_all()
        self.assertEqual(steps.with_user(self.southern).sudo(False).inbox_count(), before + 1)

    # === Every model that links to a case === #

    def test_every_model_that_links_to_a_case_has_the_rule(self):
        """A failure names a model with rows of cases that everybody sees: give it a rule in
        ``security/g2p_assistance_sight_rules.xml``, or let ``_links_to_cases`` find its link."""
        scoped = {*self.hidden(), *self.env["g2p.assistance.scope"]._links_to_cases()}
        scoped.add("g2p.voucher.redemption")
        linked = {
            name
            for name in self.suite_models()
            if not self.env[name]._transient
            and any(
                field.type == "many2one" and field.store and field.comodel_name in scoped
                for field in self.env[name]._fields.values()
            )
        }
        self.assertGreaterEqual(linked, {"g2p.assistance.member", "g2p.approval.decision"})
        self.assertEqual(self.unruled(sorted(linked | scoped), "_case_scope"), [])

    def made(self):
        """The rules that the engine makes, and the models that need one."""
        names = self.env["g2p.assistance.scope"]._links_to_cases().keys() - RULED.keys()
        rules = self.env["ir.rule"].search(
            [
                ("domain_force", "like", "_case_scope_of"),
                ("model_id.model", "not in", list(RULED)),
            ]
        )
        return rules, names

    def assert_made_again(self):
        scopes, (_rules, names) = self.env["g2p.assistance.scope"], self.made()
        self.assertEqual(len(self.unruled(names, "_case_scope")), 4 * len(names))
        scopes._register_hook()
        self.env.invalidate_all()
        scopes._register_hook()
        self.assertEqual(self.unruled(names, "_case_scope"), [])
        self.assertEqual(len(self.made()[0]), len(names))

    def test_a_rule_that_is_missing_is_made_when_the_registry_loads(self):
        rules, names = self.made()
        self.assertEqual(sorted(rules.mapped("model_id.model")), sorted(names))
        rules.unlink()
        self.assert_made_again()

    def test_a_rule_that_went_with_its_model_is_made_again(self):
        """PostgreSQL deletes it when its addon is uninstalled, and leaves its name."""
        rules, names = self.made()
        self.assertTrue(names)
        self.env.cr.execute("DELETE FROM ir_rule WHERE id = ANY(%s)", [rules.ids])
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assert_made_again()
        for name in names:
            xmlid = self.env["g2p.assistance.scope"]._rule_xmlid(name)
            self.assertEqual(self.env.ref(xmlid).model_id.model, name)

    def test_links_are_followed_through_every_model_with_a_rule_in_xml(self):
        """Without its entry in ``RULED`` the rows that belong to its rows have no rule."""
        own = [("module", "=", "g2p_assistance_area"), ("name", "=like", "%rule\\_scope")]
        xmlids = self.env["ir.model.data"].search([*own, ("model", "=", "ir.rule")])
        rules = self.env["ir.rule"].browse(xmlids.mapped("res_id"))
        linked = rules.filtered(lambda rule: rule.domain_force != "user._case_scope()")
        self.assertEqual(set(linked.mapped("model_id.model")), set(RULED))

    def test_a_row_with_several_links_is_limited_by_each(self):
        links = self.env["g2p.assistance.scope"]._links_to_cases()["g2p.document"]
        self.assertLessEqual({"application_id", "voucher_copy_id"}, set(links))
        self.assertNotIn("previous_id", links)
        domain = self.elsewhere._case_scope_of("g2p.document")
        for name in ("application_id", "voucher_copy_id"):
            self.assertIn((name, "=", False), domain)

    def test_the_rule_of_a_model_above_follows_its_links(self):
        with self.subTest("without a limit"):
            domain = self.everywhere._case_scope_of("g2p.voucher.copy")
            self.assertEqual(domain, [(1, "=", 1)])
        domain = self.elsewhere._case_scope_of("g2p.voucher.copy")
        self.assertEqual(domain[1:], self.elsewhere._case_scope("voucher_id", "application_id")[1:])
