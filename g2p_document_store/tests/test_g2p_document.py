from pathlib import Path

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from .common import PDF, DocumentStoreMixin, document_noise

_STORE_LOG = "odoo.addons.g2p_document_store.models.g2p_document"


@tagged("post_install", "-at_install")
class TestDocument(DocumentStoreMixin, TransactionCase):
    def test_changed_bytes_are_not_served(self):
        document = self._document()
        document.attachment_id.raw = PDF.replace(b"Catalog", b"Changed")
        with self.assertRaises(UserError), self.assertLogs(_STORE_LOG, "WARNING"):
            document._content()

    def test_a_file_changed_or_lost_on_disk_is_not_served(self):
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "file")
        document = self._document(PDF + document_noise())
        attachment = document.attachment_id
        path = Path(attachment._full_path(attachment.store_fname))
        path.write_bytes(PDF)
        attachment.invalidate_recordset()
        with self.assertRaises(UserError), self.assertLogs(_STORE_LOG, "WARNING"):
            document._content()

    def test_nobody_writes_a_document_not_even_the_superuser(self):
        document = self._document()
        for vals in ({"res_id": 1}, {"state": "accepted"}, {"sha256": "0"}, {"name": "x"}):
            with self.subTest(vals), self.assertRaises(AccessError):
                document.write(vals)

    def test_an_officer_accepts_or_refuses_with_a_reason(self):
        document = self._document()
        document._refuse("The page is cut off.")
        self.assertEqual(document.state, "refused")
        self.assertEqual(document.refusal_reason, "The page is cut off.")
        document._accept()
        self.assertEqual((document.state, document.refusal_reason), ("accepted", False))

    def test_a_document_shows_its_retention_and_is_never_deleted(self):
        today = self.env.company._office_day()
        forever = self._document()
        self.assertFalse(forever.retention_until)
        self.medical.retention_days = 30
        document = self._document(PDF + b"%1")
        self.assertEqual(document.retention_until, fields.Date.add(today, days=30))
        past = self._document(PDF + b"%2")
        past._write_engine({"retention_until": "2020-01-01"})
        for kept in (forever, document, past, self._as(past, self.auditor)):
            with self.assertRaisesRegex(AccessError, "Documents cannot be deleted"):
                kept.unlink()
