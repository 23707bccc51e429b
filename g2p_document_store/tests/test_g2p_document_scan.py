from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged

from ..tools.scanner import ScannerUnavailable
from .common import EICAR, PDF, DocumentStoreMixin, document_noise

_SCAN_LOG = "odoo.addons.g2p_document_store.models.g2p_document_scan"


@tagged("post_install", "-at_install")
class TestDocumentScan(DocumentStoreMixin, TransactionCase):
    def setUp(self):
        super().setUp()
        self.commits = []
        self.patch(
            type(self.env["ir.cron"]),
            "_commit_progress",
            lambda _cron, processed=0, **_more: self.commits.append(processed),
        )

    def test_without_a_scanner_a_document_stays_received_and_readable(self):
        document = self._document()
        self.assertEqual(document.state, "received")
        self.assertEqual(document._content(), PDF)

    def test_a_clean_document_is_marked(self):
        self._use_scanner()
        document = self._document()
        self.assertEqual(document.state, "scanned")
        self.assertEqual(document._content(), PDF)

    def test_malware_is_locked_away_from_everybody(self):
        self._use_scanner()
        with self.assertLogs(_SCAN_LOG, "WARNING"):
            document = self._document(PDF + EICAR)
        self.assertEqual(document.state, "quarantined")
        self.assertEqual(document.refusal_reason, "Eicar-Test-Signature")
        for user in (self.owner_user, self.auditor):
            with self.assertRaisesRegex(UserError, "harmful"):
                self._as(document, user)._content()
        with self.assertRaisesRegex(UserError, "harmful"):
            document._content()

    def test_quarantine_is_not_left(self):
        self._use_scanner()
        with self.assertLogs(_SCAN_LOG, "WARNING"):
            document = self._document(PDF + EICAR)
        with self.assertRaisesRegex(UserError, "harmful"):
            document._accept()
        self.assertEqual(document.state, "quarantined")

    def test_sending_does_not_wait_for_the_scanner_but_opening_does(self):
        scanner = self._use_scanner()
        scanner.available = False
        with self.assertLogs(_SCAN_LOG, "WARNING"):
            document = self._document()
        with self.assertRaisesRegex(UserError, "still being checked"):
            document._content()
        scanner.available = True
        self.store._cron_scan()
        self.assertEqual(document.state, "scanned")
        self.assertEqual(document._content(), PDF)

    def test_the_cron_finds_malware_that_came_in_unscanned(self):
        document = self._document(PDF + EICAR)
        self._use_scanner()
        with self.assertLogs(_SCAN_LOG, "WARNING"):
            self.store._cron_scan()
        self.assertEqual(document.state, "quarantined")

    def test_the_cron_stops_while_the_scanner_is_away(self):
        documents = [self._document(), self._document(PDF + b"%1")]
        scanner = self._use_scanner()
        scanner.available = False
        with self.assertLogs(_SCAN_LOG, "WARNING") as logs:
            self.store._cron_scan()
        self.assertEqual(len(logs.records), 1)
        self.assertEqual({document.state for document in documents}, {"received"})

    def test_a_file_that_the_scanner_does_not_finish_blocks_no_other(self):
        endless, *others = (self._document(PDF + document_noise()) for _number in range(4))
        scanner, content = self._use_scanner(), endless._stored_bytes()
        real = scanner.scan

        def scan(given):
            if given == content:
                raise ScannerUnavailable("no answer in time")
            return real(given)

        with patch.object(scanner, "scan", scan), self.assertLogs(_SCAN_LOG, "WARNING"):
            for _run in range(200):
                self.store._cron_scan()
                if all(document.state == "scanned" for document in others):
                    break
        self.assertEqual({document.state for document in others}, {"scanned"})
        self.assertEqual(endless.state, "received")
        self.assertGreaterEqual(len(self.commits), 3, "each is committed when the run is ended")

    def test_generated_files_are_not_scanned(self):
        scanner = self._use_scanner()
        self.env.ref("g2p_document_store.document_type_voucher").is_generated = True
        document = self._document(kind="voucher")
        self.assertEqual((document.state, scanner.scanned), ("accepted", 0))
