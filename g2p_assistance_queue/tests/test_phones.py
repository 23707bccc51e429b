from unittest.mock import patch

from odoo.tests import tagged
from odoo.tools import sql

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase

from ..hooks import TABLE, post_init_hook, pre_init_hook

CASE = "g2p.assistance.application"
CRON = "g2p_registry_ext.ir_cron_match_phones"
PARSE = "odoo.addons.g2p_suite_base.tools.phones.keys"


@tagged("post_install", "-at_install")
class TestPhones(AssistanceCase):
    """The telephone keys of cases: filled by a scheduled action, and again when a company moves."""

    def triggers(self):
        return self.env["ir.cron.trigger"].search([("cron_id", "=", self.env.ref(CRON).id)])

    def run_cron(self):
        cron = self.env.ref(CRON)
        with patch.object(type(cron), "_commit_progress", lambda *args, **kwargs: 1):
            self.env["res.partner"]._cron_match_phones(batch=1)

    def found(self, number):
        cases = self.env[CASE].with_user(self.one)
        return cases.search([("phone_search", "=", number)]).ids

    def test_the_column_is_there_before_odoo_would_fill_it(self):
        sql.drop_index(self.cr, "g2p_assistance_application_phone_keys_idx", TABLE)
        self.cr.execute("ALTER TABLE g2p_assistance_application DROP COLUMN phone_keys")
        with patch(PARSE, side_effect=AssertionError("a number was parsed")):
            pre_init_hook(self.env)
            pre_init_hook(self.env)  # an earlier installation may have left it
        self.assertTrue(sql.column_exists(self.cr, TABLE, "phone_keys"))

    def test_after_the_installation_the_scheduled_action_finds_cases_of_before(self):
        application = self.submitted()
        self.env.flush_all()
        self.cr.execute(
            "UPDATE g2p_assistance_application SET phone_keys = NULL WHERE id = %s",
            [application.id],
        )
        self.env.invalidate_all()
        self.assertFalse(self.found("0799 000 123"))
        before = self.triggers()
        post_init_hook(self.env)
        self.assertEqual(len(self.triggers() - before), 1)
        self.run_cron()
        self.assertEqual(self.found("0799 000 123"), application.ids)

    def test_nothing_is_scheduled_where_no_case_has_a_number(self):
        self.env.flush_all()
        self.cr.execute("UPDATE g2p_assistance_application SET phone = NULL")
        self.env.invalidate_all()
        before = self.triggers()
        post_init_hook(self.env)
        self.assertEqual(self.triggers(), before)

    def test_a_case_is_found_by_the_country_to_which_its_company_moves(self):
        application = self.submitted()
        application.sudo().write({"phone": "0799 000 123", "country_id": False})
        self.assertEqual(self.found("+254799000123"), application.ids)
        self.env.company.country_id = self.env.ref("base.ug")
        self.run_cron()
        self.assertEqual(self.found("+256799000123"), application.ids)
        self.assertFalse(self.found("+254799000123"))

    def test_a_new_way_to_compare_reaches_cases(self):
        keys = self.env["res.partner"]._match_fields()[CASE]
        self.assertEqual(sorted(keys), ["id_number_key", "phone_keys"])
