from odoo.tests import tagged

from .common import AnalyticsCase


@tagged("post_install", "-at_install")
class TestHealth(AnalyticsCase):
    def analytics(self):
        self.env.cr.flush()
        self.env.invalidate_all()
        return self.env["g2p.suite.health"].sudo()._report()["analytics"]

    def test_changes_that_wait_for_long_are_reported(self):
        self.outbox._note("voucher", [7, 8])
        self.assertEqual(self.analytics(), {"status": "pass", "waiting": 2, "refused": 0})
        self.env.cr.execute("UPDATE g2p_search_outbox SET date = date - interval '2 hours'")
        self.assertEqual(self.analytics()["status"], "warn")

    def test_a_refused_document_is_reported(self):
        self.env["g2p.search.letter"].create(
            {
                "index_id": self.indexes[0].id,
                "res_id": 1,
                "reason": "x",
                "date": "2026-01-01 00:00:00",
            }
        )
        self.assertEqual(self.analytics(), {"status": "warn", "waiting": 0, "refused": 1})

    def test_a_connection_that_is_switched_off_is_no_warning(self):
        self.connection.is_enabled = False
        self.outbox._note("voucher", [7])
        self.env.cr.flush()
        self.env.cr.execute("UPDATE g2p_search_outbox SET date = date - interval '2 hours'")
        self.assertEqual(self.analytics()["status"], "pass")
