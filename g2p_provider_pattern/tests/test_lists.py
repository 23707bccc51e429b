from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase

from ..const import KINDS
from .common import PatternCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, PatternCase):
    lists_of = "g2p_provider_pattern"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        providers = cls.env["g2p.service.provider"].create(
            [{"name": f"Clinic {n}", "code": f"PL{n}"} for n in range(MANY)]
        )
        facts = {"count": 10, "hits": 3, "usual": 0.1, "days": 90}
        patterns = cls.env["g2p.provider.pattern"].create(
            [
                {
                    "kind": "reversals",
                    "key": str(provider.id),
                    "company_id": cls.company.id,
                    "provider_ids": [(6, 0, provider.ids)],
                    "facts": facts,
                }
                for provider in providers
            ]
        )
        companies = cls.env["res.company"].create(
            [{"name": f"Office {n}"} for n in range(-(-MANY // len(KINDS)))]
        )
        cls.manager_user.company_ids += companies
        thresholds = cls.thresholds.search([("company_id", "in", companies.ids)], limit=MANY)
        cls.lists = {
            "g2p_provider_pattern_view_list": (cls.voucher_auditor, patterns),
            "g2p_provider_pattern_threshold_view_list": (cls.manager_user, thresholds),
        }
