import io
from unittest.mock import patch

from PIL import Image

from odoo.tests import new_test_user

from odoo.addons.g2p_document_store.tools.scanner import Scanner, ScannerUnavailable, Verdict

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: the harmless string that scanners report as malware (eicar.org), in two parts so that
#: this file itself is not taken for it
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-" + b"STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def picture(kind="JPEG", size=(64, 48), mode="RGB", **save):
    """A small picture as a camera or screenshot tool would write it."""
    out = io.BytesIO()
    Image.new(mode, size, 128 if mode in ("L", "P") else None).save(out, kind, **save)
    return out.getvalue()


class FakeScanner(Scanner):
    """Recognises EICAR, and can be away; stands in for clamd."""

    def __init__(self):
        self.available = True
        self.scanned = 0

    def scan(self, content):
        if not self.available:
            raise ScannerUnavailable("the fake scanner is away")
        self.scanned += 1
        return Verdict(False, "Eicar-Test-Signature") if EICAR in content else Verdict(True)


class DocumentStoreMixin:
    """A portal user who owns documents by a rule of the test, and other people."""

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
        """What an owner's addon brings: an ACL row and a rule for its users."""
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
    """The suite's models that people outside the office read, found by looking."""

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
