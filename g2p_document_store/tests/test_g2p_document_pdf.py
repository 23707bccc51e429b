import os
import subprocess
import zlib
from unittest.mock import patch

from odoo.tests import HttpCase, TransactionCase, tagged

from odoo.addons.g2p_document_store.exceptions import DocumentRefused
from odoo.addons.g2p_document_store.tools import apart

from .common import PDF, DocumentStoreMixin, pdf, stored_pdf

OLD_KIND = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _script(writer):
    writer.add_js("app.alert(1)")


def _file(writer):
    writer.add_attachment("program.exe", b"MZ")


def _locked(user, owner):
    return lambda writer: writer.encrypt(user, owner)


def _bomb(layers=250):
    """A PDF of 3 MB whose list of objects unpacks to 2.5 GB."""
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b"\0" * 10**7) for _layer in range(layers)) + packer.flush()
    stream = (
        b"1 0 obj <</Type/XRef/Size 4/W[1 2 1]/Root 2 0 R/Filter/FlateDecode/Length %d>> stream\n"
    )
    return b"%PDF-1.5\n" + stream % len(data) + data + b"\nendstream endobj\nstartxref\n9\n%%EOF\n"


@tagged("post_install", "-at_install")
class TestDocumentPdf(DocumentStoreMixin, TransactionCase):
    """A PDF counts as proof only if somebody can read it."""

    def _refused(self, content, sentence):
        before = self.store.search_count([])
        with self.assertRaisesRegex(DocumentRefused, sentence):
            self._document(content)
        self.assertEqual(self.store.search_count([]), before)

    def test_a_pdf_with_a_password_is_refused_with_advice(self):
        locked = [pdf(_locked("secret", "owner"))]
        locked += [stored_pdf(name) for name in ("locked_aes128", "locked_aes256")]
        for content in locked:
            self._refused(content, "requires a password.* Save it again without a password")

    def test_a_pdf_without_a_password_is_accepted_whatever_it_forbids(self):
        opens = [pdf(_locked("", "owner"))]
        opens += [stored_pdf(name) for name in ("opens_aes128", "opens_aes256")]
        for content in opens:
            self.assertEqual(self._document(content)._content(), content)

    def test_an_incomplete_pdf_is_refused_with_advice(self):
        whole = pdf(_file, pages=3)
        broken = {
            "header alone": b"%PDF-1.7",
            "no page": pdf(pages=0),
            "no page tree": OLD_KIND,
            "closed": whole[: len(whole) // 2] + b"\n%%EOF\n",
            "an update that broke off": whole + b"\n9 0 obj <</Type/Pag",
            "noise": b"%PDF-1.7\n" + b"\x93" * 5000 + b"\n%%EOF",
        }
        broken |= {part: whole[: int(len(whole) * part)] for part in (0.2, 0.5, 0.9, 0.98)}
        for name, content in broken.items():
            with self.subTest(name):
                self._refused(content, "damaged or incomplete")

    def test_a_pdf_with_something_before_or_after_it_is_a_good_pdf(self):
        for content in (b"From: a scanner\r\n\r\n" + PDF, PDF + b"\0" * 3000, b"\n" * 1000 + PDF):
            document = self._document(content)
            self.assertEqual(document.mimetype, "application/pdf")
            self.assertEqual(document._content(), content)
        with self.assertRaisesRegex(DocumentRefused, "This kind of file cannot be accepted"):
            self._document(b"\n" * 1025 + PDF)

    def test_the_active_content_of_a_pdf_is_reported(self):
        carried = {
            b"scripts": pdf(_script),
            b"scripts, escaped": pdf(_script).replace(b"/JavaScript", b"/J#61vaScript"),
            b"files": pdf(_file),
            b"scripts, encrypted": stored_pdf("opens_aes256"),
            b"actions": pdf(_script).replace(b"/JavaScript", b"/Launch    "),
        }
        for name, content in carried.items():
            document = self._document(content)
            with self.subTest(name):
                self.assertIn(name.split(b",")[0].decode(), document.carries)
                self.assertIn("This PDF contains ", document.warning)
        plain = self._document(PDF + b"%another")
        self.assertEqual((plain.carries, plain.warning), (False, False))

    def test_a_hostile_pdf_ends_its_own_process_and_not_the_server(self):
        self._refused(_bomb(), "damaged or incomplete")


@tagged("post_install", "-at_install")
class TestDocumentPdfRoute(DocumentStoreMixin, HttpCase):
    def test_a_pdf_with_active_content_never_opens_in_the_browser(self):
        self.authenticate("doc_owner", "doc_owner")
        for content, shown in ((PDF, "inline;"), (pdf(_script), "attachment;")):
            url = self._document(content)._url(view=True)
            answer = self.url_open(url)
            self.assertEqual(answer.content, content)
            self.assertTrue(answer.headers["Content-Disposition"].startswith(shown))
            self.assertEqual(answer.headers["X-Content-Type-Options"], "nosniff")


@tagged("post_install", "-at_install")
class TestReadingApart(TransactionCase):
    def test_a_process_that_dies_is_logged_without_words_of_the_file(self):
        with (
            self.assertLogs("odoo.addons.g2p_document_store.tools.apart", "WARNING") as logs,
            self.assertRaises(apart.Unreadable) as refusal,
        ):
            apart._ask("no such task", b"words of the file")
        self.assertEqual(refusal.exception.args[0], "given_up")
        self.assertEqual(len(logs.output), 1)
        self.assertIn("ended with 1 KeyError", logs.output[0])
        self.assertNotIn("no such task", logs.output[0])

    def test_a_file_that_comes_again_is_not_read_again(self):
        with patch.object(apart.subprocess, "run", side_effect=apart.subprocess.run) as run:
            for content, carried in (
                (PDF + b"%twice", []),
                (pdf(_script) + b"%twice", ["scripts"]),
            ):
                for _time in range(2):
                    self.assertEqual(apart.look_into_pdf(content), carried)
            for _time in range(2):
                with self.assertRaises(apart.Unreadable):
                    apart.look_into_pdf(b"%PDF-1.7 twice")
            self.assertEqual(run.call_count, 3)
            with patch.object(apart, "KEPT", 0):
                apart.look_into_pdf(PDF + b"%twice")
            apart.look_into_pdf(PDF + b"%twice")
        self.assertEqual(run.call_count, 4)

    def test_the_process_gets_no_key_of_the_server(self):
        seen = {}

        def run(command, **kwargs):
            seen.update(kwargs["env"])
            return subprocess.CompletedProcess(command, 0, b'{"carries": []}\n', b"")

        secret = patch.dict(os.environ, {"G2P_VOUCHER_KEK": "secret"})
        with secret, patch.object(apart.subprocess, "run", run):
            self.assertEqual(apart.look_into_pdf(PDF + b"%keys"), [])
        self.assertEqual(set(seen), {"PYTHONPATH", "PYTHONDONTWRITEBYTECODE", "LC_ALL"})
