import contextlib
import io
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_document_store.cli.g2p_documents import G2PDocuments

from .common import PDF, DocumentStoreMixin, document_noise

_LOG = "odoo.addons.g2p_document_store.models.g2p_document_whole"


@tagged("post_install", "-at_install")
class TestDocumentWhole(DocumentStoreMixin, TransactionCase):
    """Documents with missing or altered bytes are found before somebody needs them."""

    def setUp(self):
        super().setUp()
        cron = type(self.env["ir.cron"])
        self.patch(cron, "_commit_progress", lambda self, *args, **kwargs: 1)
        self.env["ir.config_parameter"].set_param("ir_attachment.location", "file")
        self.store.search([])._write_engine({"date_bytes_checked": fields.Datetime.now()})
        self.good, self.lost, self.changed = (
            self._document(PDF + document_noise() + name) for name in (b"good", b"lost", b"changed")
        )
        self._path(self.lost).unlink()
        self._path(self.changed).write_bytes(PDF)
        self.env.invalidate_all()

    def _path(self, document):
        attachment = document.attachment_id
        return Path(attachment._full_path(attachment.store_fname))

    def test_the_scheduled_check_finds_and_logs_them(self):
        with self.assertLogs(_LOG, "WARNING") as logs:
            self.store._cron_check_bytes()
        states = [d.bytes_state for d in (self.good, self.lost, self.changed)]
        self.assertEqual(states, ["whole", "missing", "altered"])
        said = "\n".join(logs.output)
        for document in (self.lost, self.changed):
            self.assertIn(str(document.id), said)
            self.assertNotIn(document.name, said)
        found = self.store.with_user(self.auditor).search(
            [("bytes_state", "in", ["missing", "altered"]), ("res_id", "=", self.owner.id)]
        )
        self.assertEqual(found, (self.lost | self.changed).sudo(False).with_user(self.auditor))

    def test_documents_checked_this_week_are_skipped(self):
        with self.assertLogs(_LOG, "WARNING"):
            self.store._cron_check_bytes()
        with self.assertNoLogs(_LOG, "WARNING"):
            self.store._cron_check_bytes()
        self.lost._write_engine({"date_bytes_checked": "2020-01-01"})
        with self.assertLogs(_LOG, "WARNING"):
            self.store._cron_check_bytes()

    def test_the_command_lists_them_and_sets_its_exit_status(self):
        lines, status = self._run()
        self.assertEqual(status, 1)
        self.assertIn(f"document {self.lost.id}: missing (res.partner {self.owner.id})\n", lines)
        self.assertIn(f"document {self.changed.id}: altered (res.partner {self.owner.id})\n", lines)
        self.assertNotIn(f"document {self.good.id}:", lines)
        self.assertNotIn(self.lost.name, lines)

    def test_the_command_succeeds_when_all_are_intact(self):
        self.patch(type(self.store), "_bytes_state", lambda document: "whole")
        self.assertEqual(self._run(False), ("All documents are intact.\n", 0))

    def _run(self, logs=True):
        """Run the command in the test's transaction; return its lines and exit status."""
        cursor = contextlib.nullcontext(self.env.cr)
        registry = type("Registry", (), {"cursor": lambda self: cursor})
        command, printed = "odoo.addons.g2p_document_store.cli.g2p_documents", io.StringIO()
        with contextlib.ExitStack() as stack:
            stack.enter_context(patch(f"{command}.config", FakeConfig()))
            stack.enter_context(patch(f"{command}.Registry", lambda name: registry()))
            stack.enter_context(contextlib.redirect_stdout(printed))
            if logs:
                stack.enter_context(self.assertLogs(_LOG, "WARNING"))
            stopped = stack.enter_context(self.assertRaises(SystemExit))
            G2PDocuments().run(["-d", "test"])
        return printed.getvalue(), stopped.exception.code


class FakeConfig(dict):
    def parse_config(self, args):
        self["db_name"] = args[args.index("-d") + 1]
