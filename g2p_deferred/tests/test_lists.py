from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, TransactionCase):
    lists_of = "g2p_deferred"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = new_test_user(cls.env, "lists deferred", "base.group_system")
        rows = cls.env["g2p.deferred"].create(
            [
                {
                    "model": "res.partner",
                    "method": "_work",
                    "channel": "test",
                    "res_id": cls.env.user.partner_id.id,
                    "rank": at,
                    "date_created": "2026-01-01 00:00:00",
                }
                for at in range(MANY)
            ]
        )
        cls.lists = {"g2p_deferred_view_list": (admin, rows)}
