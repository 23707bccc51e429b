from odoo.tests import tagged
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    addon = "g2p_document_viewer"

    def assert_planned(self, index, query):
        with self.only_index(index):
            plan = self.plan_of(SQL(query))
        self.assertIn(f" {index}", plan)
        self.assertNotIn("Sort", plan)

    def test_pages_are_found_by_their_document(self):
        self.assert_planned(
            "g2p_document_page_number_uniq",
            "SELECT id FROM g2p_document_page WHERE document_id IN (1, 2) AND number = 1",
        )

    def test_documents_without_a_preview_are_found_the_newest_first(self):
        self.assert_planned(
            "g2p_document_unseen_idx",
            "SELECT id FROM g2p_document WHERE preview_state IS NULL ORDER BY id DESC LIMIT 200",
        )

    def test_documents_that_wait_or_lack_the_programs_are_found(self):
        self.assert_planned(
            "g2p_document_waiting_idx",
            "SELECT id FROM g2p_document WHERE preview_state = 'waiting' AND write_date < now()",
        )
        self.assert_planned(
            "g2p_document_undrawn_idx",
            "SELECT id FROM g2p_document WHERE preview_why = 'program' ORDER BY id DESC LIMIT 200",
        )

    def test_a_look_of_the_last_minutes_is_found(self):
        self.assert_planned(
            "g2p_document_download__document_id_index",
            "SELECT id FROM g2p_document_download WHERE document_id = 1 AND user_id = 2",
        )

    def test_what_is_deleted_is_looked_for_by_an_index(self):
        self.assertEqual(self.links_without_index(), set())
