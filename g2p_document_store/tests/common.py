import contextlib
import errno
import io
import secrets
from pathlib import Path
from unittest.mock import patch

from PIL import Image

try:
    from PyPDF2 import PdfWriter
except ImportError:
    from pypdf import PdfWriter

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import JsonRpcException, new_test_user
from odoo.tools import mute_logger

from odoo.addons.g2p_document_store.tools.scanner import Scanner, ScannerUnavailable, Verdict


def pdf(change=None, pages=1):
    """A small PDF that every reader opens; ``change(writer)`` adds to it before it is written."""
    writer, out = PdfWriter(), io.BytesIO()
    for _page in range(pages):
        writer.add_blank_page(200, 200)
    if change:
        change(writer)
    writer.write(out)
    return out.getvalue()


def stored_pdf(name):
    """One of the PDFs beside the tests, made with AES, which the test tools of 17.0 do not
    support."""
    return Path(__file__).with_name("files").joinpath(f"{name}.pdf").read_bytes()


PDF = pdf()
#: the harmless string that scanners report as malware (eicar.org), in two parts so that this file
#: itself is not reported
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind="JPEG", size=(64, 48), mode="RGB", **save):
    """A small picture as a camera or screenshot tool would write it."""
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode in ("L", "P") else None).save(out, kind, **save)
    return out.getvalue()


def photo(size=(4032, 3024), orientation=6):
    """A JPEG as a phone takes it: rotated, with the orientation in its EXIF data."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    image = Image.linear_gradient("L").resize(size).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif, quality=90)
    return out.getvalue()


def scan(size):
    """A PNG as a scanner or a phone's screen makes it."""
    out = io.BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(out, "PNG", compress_level=1)
    return out.getvalue()


def document_noise():
    """Bytes that no other file in the filestore has."""
    return b"%" + secrets.token_hex(16).encode() + b"-g2p_document_store test"


class _HalfWritten:
    """A file on a disk that is full after half of its bytes."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        self.file.close()

    def write(self, content):
        self.file.write(content[: len(content) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")


@contextlib.contextmanager
def full_disk(env):
    """The filestore stores only the first half of each new file."""

    def opened(path, mode="r", **options):
        file = Path(path).open(mode, **options)  # noqa: SIM115 - handed on
        return _HalfWritten(file) if "w" in mode else file

    with in_files(env), patch("odoo.addons.base.models.ir_attachment.open", opened, create=True):
        yield


def in_files(env):
    """Store files in the filestore, whatever the tests' database uses."""
    return patch.object(type(env["ir.attachment"]), "_storage", lambda self: "file")


def unique_picture():
    """JPEG bytes that no other file has."""
    out = io.BytesIO()
    Image.frombytes("RGB", (16, 16), secrets.token_bytes(16 * 16 * 3)).save(out, "JPEG")
    return out.getvalue()


class FakeScanner(Scanner):
    """Recognises EICAR, and can be unavailable; stands in for clamd."""

    def __init__(self):
        self.available = True
        self.scanned = 0

    def scan(self, content):
        if not self.available:
            raise ScannerUnavailable("the fake scanner is unavailable")
        self.scanned += 1
        return Verdict(False, "Eicar-Test-Signature") if EICAR in content else Verdict(True)


class ClosedThreadMixin:
    """For an ``HttpCase``: tries every path into the thread of a record."""

    def assert_thread_is_closed(self, record, user):
        """A person who may read the record cannot add a file, message or follower to its thread."""
        record.with_user(user).sudo(False).check_access("read")
        self.authenticate(user.login, user.login)
        doors = self._doors(record, record.with_user(user).sudo(False))
        before = self._on_thread(record)
        for name, door in doors.items():
            with self.subTest(door=name):
                with (
                    contextlib.suppress(AccessError, UserError, JsonRpcException),
                    mute_logger("odoo.http"),
                    self.env.cr.savepoint(),
                ):
                    door()
                self.env.invalidate_all()
                self.assertEqual(self._on_thread(record), before)

    def assert_mail_goes_back(self, record, user):
        """An e-mail reply to the office reaches no thread; its sender gets a notice."""
        user.email = "answers.by.mail@example.com"  # test users may share theirs
        said = record.sudo().message_post(body="From the office", subtype_xmlid="mail.mt_comment")
        for sender in (user.email, "nobody.knows@example.com"):
            before = self._on_thread(record)
            mail = (
                f"From: {sender}\r\nTo: office@example.com\r\nSubject: Re: x\r\n"
                f"Message-Id: <{sender}-1@example.com>\r\n"
                f"In-Reply-To: {said.message_id}\r\n\r\nwords"
            )
            # the message may be deleted once it is sent
            with patch.object(type(self.env["mail.mail"]), "send", lambda *args, **kwargs: None):
                self.env["mail.thread"].message_process(False, mail)
            self.assertEqual(self._on_thread(record), before)
            told = self.env["mail.mail"].search([("email_to", "=", sender)], limit=1)
            self.assertIn("answer on the page of your case", told.body_html)

    def _on_thread(self, record):
        """The thread as the office sees it: messages, files, followers."""
        here = [("res_id", "=", record.id)]
        messages = self.env["mail.message"].sudo().search([*here, ("model", "=", record._name)])
        in_model = [*here, ("res_model", "=", record._name)]
        return (
            [(m.id, m.body, m.subject, m.attachment_ids.ids) for m in messages],
            self.env["ir.attachment"].sudo().search(in_model).ids,
            self.env["mail.followers"].sudo().search(in_model).partner_id.ids,
        )

    def _doors(self, record, mine):
        env = mine.env
        place = {"model": record._name, "res_id": record.id}
        attached = {"name": "x.exe", "raw": b"MZ", "res_model": record._name, "res_id": record.id}
        own = env["ir.attachment"].sudo().create({"name": "x.exe", "raw": b"MZ"}).sudo(False)
        logged = (
            env["mail.message"]
            .sudo()
            .create({**place, "author_id": env.user.partner_id.id, "message_type": "notification"})
        )
        word = {"body": "words", "message_type": "comment", "subtype_xmlid": "mail.mt_comment"}
        return {
            "upload route": lambda: self._upload(record, EICAR),
            "upload route, large": lambda: self._upload(record, b"MZ" * 1024 * 1024),
            "upload route, pending": lambda: self._upload(record, b"MZ", is_pending="true"),
            "post route": lambda: self._post_json(record, word),
            "post route, as a note": lambda: self._post_json(
                record, {"body": "x", "message_type": "notification"}
            ),
            "post with a file": lambda: self._post_json(
                record, {**word, "attachment_ids": own.ids}
            ),
            "message_post": lambda: mine.message_post(body="words", message_type="comment"),
            "message_post, note": lambda: mine.message_post(body="words"),
            "message_post, file": lambda: mine.message_post(attachments=[("x.exe", b"MZ")]),
            "message": lambda: env["mail.message"].create({**place, "body": "words"}),
            "comment": lambda: env["mail.message"].create(
                {**place, "body": "words", "message_type": "comment"}
            ),
            "own logged message": lambda: logged.sudo(False).write({"body": "words"}),
            "own logged message, file": lambda: logged.sudo(False).write(
                {"attachment_ids": [(4, own.id)]}
            ),
            "attachment": lambda: env["ir.attachment"].create(attached),
            "own attachment, moved": lambda: own.write(
                {"res_model": record._name, "res_id": record.id}
            ),
            "follow": lambda: mine.message_subscribe(partner_ids=env.user.partner_id.ids),
        }

    def _upload(self, record, content, **more):
        data = {
            "csrf_token": Request.csrf_token(self),
            "thread_model": record._name,
            "thread_id": record.id,
            **more,
        }
        self.url_open("/mail/attachment/upload", data=data, files={"ufile": ("x.exe", content)})

    def _post_json(self, record, post_data):
        params = {"thread_model": record._name, "thread_id": record.id, "post_data": post_data}
        self.make_jsonrpc_request("/mail/message/post", params)


class DocumentStoreMixin:
    """A portal user who owns documents by a test rule, and other people."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner_user = cls._user("doc_owner", "base.group_portal")
        cls.stranger = cls._user("doc_stranger", "base.group_portal")
        cls.employee = cls._user("doc_employee", "base.group_user")
        cls.auditor = cls._user("doc_auditor", "g2p_document_store.group_document_auditor")
        cls.system = cls._user("doc_system", "base.group_user,base.group_system")
        cls.owner = cls.owner_user.partner_id
        cls.medical = cls.env.ref("g2p_document_store.document_type_medical")
        cls.store = cls.env["g2p.document"]
        cls._open_to_owner()
        cls.startClassPatcher(patch.object(type(cls.store), "_scanner", lambda self: None))

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(cls.env, login=login, password=login, groups=groups)

    @classmethod
    def _open_to_owner(cls):
        """Add what an owner's addon provides: an ACL row and a rule for its users."""
        portal = cls.env.ref("base.group_portal")
        model_id = cls.env["ir.model"]._get_id("g2p.document")
        cls.env["ir.model.access"].create(
            {"name": "t", "model_id": model_id, "group_id": portal.id, "perm_read": True}
        )
        cls.env["ir.rule"].create(
            {
                "name": "Test: documents of the user's own contact",
                "model_id": model_id,
                "domain_force": "[('res_model', '=', 'res.partner'),"
                " ('res_id', '=', user.partner_id.id)]",
                "groups": [(4, portal.id)],
            }
        )

    def _document(self, content=PDF, name="bill.pdf", kind="medical", owner=None):
        return self.store.with_user(self.owner_user)._store(
            owner or self.owner, name, content, kind
        )

    def _as(self, document, user):
        return document.sudo(False).with_user(user)

    def _use_scanner(self):
        scanner = FakeScanner()
        self.patch(type(self.store), "_scanner", lambda model: scanner)
        return scanner


class SightMixin:
    """The suite's models that people outside the office read, found by scanning."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.portal = new_test_user(cls.env, "sight_portal", groups="base.group_portal")
        cls.public = cls.env.ref("base.public_user")
        cls.employee = new_test_user(cls.env, "sight_employee", groups="base.group_user")

    @classmethod
    def _suite_modules(cls):
        modules = cls.env["ir.module.module"]
        own = modules.search([("name", "=", "g2p_document_store")])
        return set(modules.search([("author", "=", own.author)]).mapped("name"))

    @classmethod
    def _models_of(cls, user):
        """The suite's models that the user's group may read."""
        group = "base.group_public" if user == cls.public else "base.group_portal"
        rows = cls.env["ir.model.access"].search(
            [("group_id", "=", cls.env.ref(group).id), ("perm_read", "=", True)]
        )
        suite = cls._suite_modules()
        names = sorted(set(rows.model_id.mapped("model")))
        return [name for name in names if cls.env[name]._original_module in suite]

    def _sights(self):
        """(model as the user, open names, closed names) of every user and model."""
        for user in (self.portal, self.public):
            for name in self._models_of(user):
                model = self.env[name].with_user(user)
                opened = set(model._portal_readable())
                yield model, opened, sorted(set(model._fields) - opened)
