from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase

APPLICATION = "g2p.assistance.application"
STEP = "g2p.approval.step"


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """The lists of an officer who sees some areas are read through indexes, however many cases
    there are elsewhere."""

    addon = "g2p_assistance_area"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.area = cls.env["g2p.area"].create({"name": "Test area", "code": "TA-1"})
        role = "g2p_immediate_assistance.group_assistance_officer"
        cls.officer = new_test_user(cls.env, "area officer", role)
        vals = {"user_id": cls.officer.id, "area_ids": [(6, 0, cls.area.ids)]}
        cls.env["g2p.assistance.scope"].create(vals)

    def plan_for_officer(self, model, domain, order=None, limit=80):
        records = self.env[model].with_user(self.officer).sudo(False)
        return self.plan_of(records._search(domain, limit=limit, order=order).select())

    def test_the_list_of_applications_keeps_its_order_with_the_rule(self):
        with self.only_index("g2p_assistance_application_order_idx"):
            order = self.env[APPLICATION]._order
            plan = self.plan_for_officer(APPLICATION, [("date_submitted", "!=", False)], order)
        self.assertIn("g2p_assistance_application_order_idx", plan)
        self.assertNotIn("Sort", plan)

    def test_the_cases_of_an_area_are_found_by_it(self):
        domain = [("area_id", "=", self.area.id), ("date_submitted", "!=", False)]
        self.assert_found_by("area_order_idx", APPLICATION, domain, ordered=True)

    def test_the_list_without_a_place_is_an_index(self):
        domain = [("area_id", "=", False), ("state", "in", ("submitted", "returned"))]
        self.assert_found_by("unplaced_idx", APPLICATION, domain, ordered=True)
        self.assert_found_by("unplaced_key_idx", APPLICATION, [*domain, ("place_key", "=", "x")])

    def test_the_queue_of_an_officer_finds_steps_by_their_seats(self):
        plan = self.plan_for_officer(STEP, [("can_decide", "=", True)])
        self.assertIn("g2p_approval_seat", plan)
        self.assertNotIn("Seq Scan on g2p_approval_step", plan)
        self.assertIn("area_id", plan)
        domain = [("approval_can_decide", "=", True)]
        plan = self.plan_for_officer(APPLICATION, domain, self.env[APPLICATION]._order)
        self.assertNotIn("Seq Scan on g2p_assistance_application", plan)

    def test_what_the_rule_compares_has_an_index(self):
        links = {(APPLICATION, "area_id"), (APPLICATION, "program_membership_id")}
        links |= {(STEP, "area_id"), ("g2p.approval.request", "area_id")}
        links |= {("g2p.assistance.placement", "application_id"), ("g2p.area.spelling", "area_id")}
        self.assertEqual({pair for pair in links if not self.is_found(*pair)}, set())
