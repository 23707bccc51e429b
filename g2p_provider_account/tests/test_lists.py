from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from .common import AccountCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, AccountCase):
    lists_of = "g2p_provider_account"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        providers = cls.env["g2p.service.provider"].create(
            [{"name": f"P{n}", "code": f"LIST{n}", "account_number": f"XX{n}"} for n in range(MANY)]
        )
        rows = providers.change_ids
        cls.lists = {"g2p_provider_change_view_list": (cls.auditor, rows)}

    def test_whether_providers_are_payable_takes_few_queries(self):
        rows = self.lists["g2p_provider_change_view_list"][1]
        providers = self.provider.browse(rows.provider_id.ids)
        self.env.invalidate_all()
        with self.assertQueryCount(12):
            providers._why_not_payable_each()
