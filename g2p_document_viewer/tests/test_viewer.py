from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_deferred.tests.common import work_off
from odoo.addons.g2p_document_store.tests.common import pdf

from ..tools import draw
from .common import STORE_LOG, ViewerMixin, small_photo


@tagged("post_install", "-at_install")
class TestViewer(ViewerMixin, TransactionCase):
    """The widget reads all documents of a record in one call."""

    def _read(self, documents, user=None):
        self.env.flush_all()
        self.env.invalidate_all()
        return self._as(documents, user or self.officer).viewer_read()

    def test_an_officer_sees_pages_states_and_the_reason(self):
        document = self._drawn(pdf(pages=2))
        document._refuse("The last line is cut off.")
        (shown,) = self._read(document)
        self.assertEqual(
            (shown["name"], shown["state"], shown["state_label"], shown["reason"]),
            ("bill.pdf", "refused", "Refused", "The last line is cut off."),
        )
        self.assertEqual([number for number, _width, _height in shown["pages"]], [1, 2])
        self.assertEqual((shown["page_count"], shown["note"]), (2, ""))
        self.assertEqual(shown["page_url"], f"/document/{document.public_id}/page/")
        self.assertTrue(shown["has_thumbnail"])

    def test_documents_come_in_the_order_of_the_form(self):
        one, other = self._document(), self._document(small_photo(), "a.jpg")
        for documents in (one | other, other | one):
            self.assertEqual([s["id"] for s in self._read(documents)], documents.ids)

    def test_nobody_without_the_right_reads(self):
        document = self._drawn()
        sentence = "viewer is for employees"
        for user in (self.owner_user, self.stranger):
            with self.assertRaisesRegex(AccessError, sentence):
                self._read(document, user)
            with self.assertRaisesRegex(AccessError, sentence):
                self._as(document, user).action_preview_again()
        for user in (self.employee, self.system):
            with self.assertRaises(AccessError):
                self._read(document, user)
            with self.assertRaises(AccessError):
                self._as(document, user).action_preview_again()
        self.assertEqual(document.preview_state, "ready")

    def test_one_foreign_document_refuses_the_whole_call(self):
        mine = self._drawn()
        foreign = self.store._store(self.env.company, "c.pdf", pdf(pages=5), "medical")
        with self.assertRaises(AccessError):
            self._read(mine | foreign)

    def test_what_may_not_be_shown_has_no_page_and_says_why(self):
        document = self._drawn()
        self._use_scanner()
        (shown,) = self._read(document)
        self.assertEqual((shown["pages"], shown["has_thumbnail"]), ([], False))
        self.assertIn("still being checked", shown["note"])
        document._set_state("quarantined", "Eicar")
        (shown,) = self._read(document)
        self.assertEqual((shown["pages"], shown["url"]), ([], ""))
        self.assertIn("harmful", shown["note"])

    def test_a_damaged_original_is_said_and_not_shown(self):
        document = self._drawn()
        document.attachment_id.raw = b"other bytes"
        with self.assertLogs(STORE_LOG, "WARNING"):
            document._check_bytes()
        (shown,) = self._read(document)
        self.assertEqual((shown["pages"], shown["has_thumbnail"]), ([], False))
        self.assertIn("differs from the received one", shown["warning"])

    def test_a_preview_that_is_drawn_or_failed_leaves_the_file(self):
        document = self._document()
        (shown,) = self._read(document)
        self.assertEqual(shown["note"], "The preview is being drawn.")
        self.assertTrue(shown["is_waiting"])
        for why, words in (
            ("damaged", "No page of this file could be drawn"),
            ("large", "too large"),
            ("given_up", "took too long"),
            ("program", "install poppler-utils"),
        ):
            document._write_preview("failed", why)
            (shown,) = self._read(document)
            self.assertRegex(shown["note"], words)
            self.assertEqual(shown["url"], document._url(view=True))
            self.assertFalse(shown["is_waiting"])

    def test_more_pages_than_are_drawn_are_said(self):
        (shown,) = self._read(self._drawn(pdf(pages=23)))
        self.assertEqual((len(shown["pages"]), shown["page_count"]), (20, 23))
        self.assertIn("The first 20 of 23 pages", shown["note"])

    def test_a_failed_preview_is_drawn_again_on_request(self):
        with patch.object(draw, "draw", side_effect=draw.Undrawable("damaged")):
            document = self._drawn()
        (shown,) = self._read(document)
        self.assertEqual([a["method"] for a in shown["actions"]], ["action_preview_again"])
        self._as(document, self.officer).action_preview_again()
        work_off(self.env)
        (shown,) = self._read(document)
        self.assertEqual((len(shown["pages"]), shown["actions"]), (2, []))
        with self.assertRaisesRegex(UserError, f"document {document.id} did not fail"):
            self._as(document, self.officer).action_preview_again()

    def test_many_documents_cost_the_queries_of_two(self):
        documents = self.store.union(
            *(self._document(small_photo(), f"{n}.jpg") for n in range(12))
        )
        work_off(self.env)
        costs = []
        for some in (documents[:2], documents[:2], documents):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            shown = self._as(some, self.officer).viewer_read()
            costs.append(self.cr.sql_log_count - before)
            self.assertEqual(len(shown), len(some))
        self.assertEqual(costs[1], costs[2])
        self.assertLessEqual(costs[2], 12)

    def test_portal_users_see_no_new_field(self):
        document = self._drawn()
        for name in ("preview_state", "preview_why", "page_count", "page_ids"):
            with self.assertRaises(AccessError):
                self._as(document, self.owner_user).read([name])
