from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_suite_base.tests.migration import run_update

from ..hooks import pre_init_hook

FORMER, PRESENT = "g2p_immediate_assistance", "g2p_assistance_report"
#: ids that the addon of the case never had
OWN = "g2p_assistance_application_"
KINDS = ("demand", "time", "money", "integrity", "equity")


@tagged("post_install", "-at_install")
class TestUpdate(TransactionCase):
    """A database in which the reports are still those of the addon of the case."""

    def setUp(self):
        super().setUp()
        self.present = self.ids_of(PRESENT)
        self.former = self.ids_of(FORMER)
        former = (
            "UPDATE ir_model_data SET module = %s WHERE module = %s AND NOT starts_with(name, %s)"
        )
        self.cr.execute(former, [FORMER, PRESENT, OWN])
        self.env.registry.clear_cache()

    def ids_of(self, module):
        """{external id: (model, number)} of an addon."""
        self.env.flush_all()
        self.cr.execute("SELECT name, model, res_id FROM ir_model_data WHERE module = %s", [module])
        return {name: (model, res_id) for name, model, res_id in self.cr.fetchall()}

    def state(self, state=None):
        """The state of the addon of the reports, as the database has it."""
        if state:
            self.cr.execute(
                "UPDATE ir_module_module SET state = %s WHERE name = %s", [state, PRESENT]
            )
        self.cr.execute("SELECT state FROM ir_module_module WHERE name = %s", [PRESENT])
        return self.cr.fetchone()[0]

    def test_each_report_has_ids_that_move(self):
        self.assertTrue(all(name.startswith(OWN) for name in self.ids_of(PRESENT)))
        for kind in KINDS:
            name = f"{PRESENT}_{kind}"
            wanted = {
                f"model_{name}",
                f"field_{name}__company_id",
                f"access_{name}_assistance_auditor",
                f"{name}_action",
                f"{name}_menu",
                f"{name}_rule_company",
                f"{name}_view_search",
            }
            self.assertLessEqual(wanted, set(self.present), kind)
        self.assertIn(f"selection__{PRESENT}_time__state__open", self.present)

    def test_an_installation_takes_them_over_and_leaves_the_rest(self):
        for _again in range(2):  # a second time changes nothing
            pre_init_hook(self.env)
            self.assertEqual(self.ids_of(PRESENT), self.present)
            self.assertEqual(self.ids_of(FORMER), self.former)
        self.assertIn(f"{PRESENT}_menu", self.former)  # the menu above them, of other addons too

    def test_an_update_of_the_case_keeps_them_and_installs_the_addon(self):
        self.state("uninstalled")
        for _again in range(2):
            run_update(self.env, FORMER, "pre-reports")
            self.assertEqual(self.ids_of(PRESENT), self.present)
            self.assertEqual(self.ids_of(FORMER), self.former)
            self.assertEqual(self.state(), "to install")

    def test_an_update_does_not_install_the_addon_twice(self):
        self.state("installed")
        run_update(self.env, FORMER, "pre-reports")
        self.assertEqual(self.state(), "installed")

    def test_ids_that_the_addon_has_already_stay_its_own(self):
        name = f"{PRESENT}_time_menu"
        menu = self.env["ir.ui.menu"].create({"name": "Test"})
        self.env["ir.model.data"].create(
            {"module": PRESENT, "name": name, "model": "ir.ui.menu", "res_id": menu.id}
        )
        pre_init_hook(self.env)
        self.assertEqual(self.ids_of(PRESENT)[name], ("ir.ui.menu", menu.id))
        self.assertEqual(self.ids_of(FORMER)[name], self.present[name])
