from unittest.mock import patch

from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_deferred.tests.common import queued, work_off
from odoo.addons.g2p_document_store.tests.common import PDF

from ..models import g2p_document_preview as previews
from ..tools import draw
from .common import ViewerMixin, small_photo


@tagged("post_install", "-at_install")
class TestPreviewCron(ViewerMixin, TransactionCase):
    """Documents that were received before the viewer, and those that were left behind."""

    def setUp(self):
        super().setUp()
        # the story's documents are not of these tests
        self.env.cr.execute("UPDATE g2p_document SET preview_state = 'none', preview_why = NULL")
        self.env.cr.execute("DELETE FROM g2p_deferred")
        self.env.invalidate_all()

    def _former(self, *files):
        documents = self.store.union(*(self._document(*file) for file in files))
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM g2p_deferred")
        documents._write_engine({"preview_state": False})
        return documents

    def test_former_documents_get_a_preview_and_the_others_none(self):
        former = self._former((PDF,), (small_photo(), "a.jpg"), (b"A;1", "a.csv", "payment_file"))
        self.store._cron_previews()
        self.assertEqual(former.mapped("preview_state"), ["waiting", "waiting", "none"])
        work_off(self.env)
        self.assertEqual(former.mapped("preview_state"), ["ready", "ready", "none"])

    def test_the_newest_come_first_and_no_more_than_the_queue_takes(self):
        former = self._former(*((small_photo(), f"{n}.jpg") for n in range(5)))
        with patch.object(previews, "BATCH", 2):
            self.store._cron_previews()
            due = queued(self.env, former, "_draw_preview").mapped("res_id")
            self.assertEqual(due, [former.ids[4], former.ids[3]])
            self.store._cron_previews()
            self.assertEqual(len(queued(self.env, former, "_draw_preview")), 2)
            work_off(self.env)
            self.store._cron_previews()
        self.assertEqual(former.mapped("preview_state"), [False, *["waiting"] * 2, *["ready"] * 2])

    def test_what_lacked_the_programs_is_drawn_once_they_are_there(self):
        document = self._document()
        document._write_engine({"preview_state": "failed", "preview_why": "program"})
        with patch.object(draw.shutil, "which", lambda name: None):
            self.store._cron_previews()
            self.assertEqual(document.preview_state, "failed")
        self.store._cron_previews()
        work_off(self.env)
        self.assertEqual((document.preview_state, document.preview_why), ("ready", False))

    def test_damaged_files_are_not_tried_again_and_again(self):
        document = self._document()
        document._write_engine({"preview_state": "failed", "preview_why": "damaged"})
        self.store._cron_previews()
        self.assertEqual(document.preview_state, "failed")

    def test_lost_work_is_queued_again_after_a_day(self):
        document = self._document()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM g2p_deferred")
        self.store._cron_previews()
        self.assertFalse(queued(self.env, document, "_draw_preview"))
        self.env.cr.execute(
            "UPDATE g2p_document SET write_date = write_date - interval '2 days' WHERE id = %s",
            [document.id],
        )
        self.env.invalidate_all()
        self.store._cron_previews()
        self.assertEqual(len(queued(self.env, document, "_draw_preview")), 1)
