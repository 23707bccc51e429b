from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

from ..hooks import post_init_hook
from .common import DemandCase


@tagged("post_install", "-at_install")
class TestSettings(DemandCase, AssistanceCase):
    def test_a_new_programme_demands_a_proof_to_submit(self):
        self.assertEqual(
            self.settings.default_get(["identity_demand"])["identity_demand"], "submit"
        )

    def test_a_programme_without_settings_demands_nothing(self):
        program = self.env["g2p.program"].create({"name": "Second aid"})
        self.assertEqual(self.env["g2p.assistance.settings"]._demand_of(program), "office")

    def test_days_for_others_have_bounds(self):
        for days in (0, -1, 731):
            with self.assertRaisesRegex(ValidationError, "Enter 1 to 730"):
                # sudo: the state that is tested, as the server sets it
                self.settings.sudo().others_days = days

    @mute_logger("odoo.sql_db")
    def test_a_demand_is_needed(self):
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.demand(False)

    def test_changes_are_recorded(self):
        # sudo: the state that is tested, as the server sets it
        self.settings.sudo().write({"identity_demand": "start"})
        # sudo: read as the test, whatever people see
        changes = (
            self.env["g2p.audit.change"]
            .sudo()
            .search(
                [("res_model", "=", self.settings._name), ("field_name", "=", "identity_demand")]
            )
        )
        self.assertIn("start", " ".join(changes.mapped("new_value")))

    def test_what_exists_stays_as_it_was_when_the_addon_comes(self):
        self.demand("submit")
        draft = self.draft()
        self.assertFalse(draft.sudo().date_unlocked)  # sudo: only compared
        post_init_hook(self.env)
        self.assertEqual(self.settings.identity_demand, "office")
        self.assertTrue(draft.sudo().date_unlocked)  # sudo: only compared
        draft._portal_submit()
