from datetime import date, timedelta

from odoo.tests import TransactionCase, new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.lists import MANY, ListCase


@tagged("post_install", "-at_install")
class TestLists(ListCase, TransactionCase):
    lists_of = "g2p_opensearch"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        admin = new_test_user(cls.env, "lists analytics", "base.group_system")
        cls.lists = {
            "g2p_search_letter_view_list": (admin, cls._letters()),
            "g2p_search_check_view_list": (admin, cls._checks()),
        }

    @classmethod
    def _letters(cls):
        connection = cls.env.ref("g2p_opensearch.connection")
        indexes = cls.env["g2p.search.index"].create(
            [{"kind": f"test{at}", "connection_id": connection.id} for at in range(MANY)]
        )
        return cls.env["g2p.search.letter"].create(
            [
                {"index_id": index.id, "res_id": 1, "reason": "x", "date": "2026-01-01 00:00:00"}
                for index in indexes
            ]
        )

    @classmethod
    def _checks(cls):
        first = date(2026, 1, 1)
        return cls.env["g2p.search.check"].create(
            [
                {
                    "kind": "voucher",
                    "day": first + timedelta(days=at),
                    "date": "2026-06-01 00:00:00",
                }
                for at in range(MANY)
            ]
        )
