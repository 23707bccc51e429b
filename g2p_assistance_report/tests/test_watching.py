from lxml import etree

from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

ROLE = "g2p_immediate_assistance.group_assistance_{}"
APPROVALS = "g2p_multistage_approval.group_approval_{}"
#: menus with a pivot or a graph, in the addon of the reports
MENUS = {
    *("application", "report_demand", "report_time", "report_money", "report_integrity"),
    "report_equity",
}
#: {role: menus that it sees}
SEEN = {
    ROLE.format("officer"): {"application", "report_demand", "report_time"},
    ROLE.format("auditor"): MENUS,
    ROLE.format("manager"): MENUS,
    ROLE.format("analyst"): {"report_equity"},
}
#: of the engine: decisions, and the time of the stages
OF_APPROVALS = ("g2p_approval_decision_menu", "g2p_approval_report_menu")


@tagged("post_install", "-at_install")
class TestWatching(AssistanceCase):
    """Applications, money, decisions and time: each has a pivot and a graph that its readers find
    in a menu."""

    def user(self, group):
        return new_test_user(self.env, f"watching {group}", group)

    def seen(self, user, menus):
        """Names of the menus that the user sees: none of those above them is hidden."""
        visible = self.env["ir.ui.menu"].with_user(user)._visible_menu_ids()
        paths = {name: map(int, menu.parent_path.split("/")[:-1]) for name, menu in menus.items()}
        return {name for name, path in paths.items() if set(path) <= set(visible)}

    def assert_shown(self, user, menu):
        """The views of the menu's action, with their measures, can be read by the user."""
        model = self.env[menu.action.res_model].with_user(user).sudo(False)
        for kind in {"pivot", "graph"} & set(menu.action.view_mode.split(",")):
            nodes = etree.fromstring(model.get_view(False, kind)["arch"]).findall("field")
            names = [node.get("name") for node in nodes if node.get("type") == "measure"]
            groups = [self.group(model, node) for node in nodes if node.get("type") != "measure"]
            measures = [f"{name}:sum" for name in names]
            self.assertTrue(groups, (model._name, kind))
            model._read_group([], groups, ["__count", *measures])

    def group(self, model, node):
        name = node.get("name")
        is_moment = model._fields[name].type in ("date", "datetime")
        return f"{name}:{node.get('interval') or 'month'}" if is_moment else name

    def test_each_role_finds_its_own(self):
        self.issued()
        addon = "g2p_assistance_report"
        menus = {name: self.env.ref(f"{addon}.g2p_assistance_{name}_menu") for name in MENUS}
        for group, names in SEEN.items():
            user = self.user(group)
            with self.subTest(role=group):
                self.assertEqual(self.seen(user, menus), names)
                for name in names - {"report_equity"}:
                    self.assert_shown(user, menus[name])

    def test_auditors_of_approvals_find_decisions_and_time(self):
        self.issued()
        names = (f"g2p_multistage_approval.{name}" for name in OF_APPROVALS)
        menus = {name: self.env.ref(name) for name in names}
        for role in ("auditor", "manager"):
            user = self.user(APPROVALS.format(role))
            self.assertEqual(self.seen(user, menus), set(menus))
            for menu in menus.values():
                self.assertLessEqual({"pivot", "graph"}, set(menu.action.view_mode.split(",")))
                self.assert_shown(user, menu)
        officer = self.user(ROLE.format("officer"))
        self.assertEqual(self.seen(officer, menus), set())

    def test_cases_are_grouped_by_nothing_that_names_a_person(self):
        for kind in ("pivot", "graph"):
            model = self.env["g2p.assistance.application"]
            nodes = etree.fromstring(model.get_view(False, kind)["arch"]).findall("field")
            names = {node.get("name") for node in nodes}
            allowed = {"type_id", "state", "date_submitted", "amount_requested", "amount_granted"}
            self.assertLessEqual(names, allowed)
