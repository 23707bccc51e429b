from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, tagged

from odoo.addons.g2p_suite_base.tests.states import assert_closed, overridden

from .common import DocumentStoreMixin


@tagged("post_install", "-at_install")
class TestDocumentSecurity(DocumentStoreMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.document = cls._document(cls)
        cls.log = cls.env["g2p.document.download"].with_user(cls.owner_user)._log(cls.document)

    def _search(self, user):
        return self.store.with_user(user).search([("id", "=", self.document.id)])

    def _open_to(self, group):
        self.env["ir.model.access"].create(
            {
                "name": "test",
                "model_id": self.env["ir.model"]._get_id("g2p.document"),
                "group_id": self.env.ref(group).id,
                "perm_read": True,
            }
        )

    def test_the_owner_reads_under_the_rule_and_a_stranger_does_not(self):
        self.assertEqual(self._search(self.owner_user).name, "bill.pdf")
        self.assertFalse(self._search(self.stranger))
        with self.assertRaises(AccessError):
            self._as(self.document, self.stranger).read(["name"])
        with self.assertRaises(AccessError):
            self._as(self.document, self.stranger)._content()

    def test_employees_and_system_administrators_have_no_access(self):
        for user in (self.employee, self.system):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._search(user)

    def test_read_access_without_a_rule_shows_nothing(self):
        self._open_to("base.group_user")
        self.assertFalse(self._search(self.employee))
        self._open_to("base.group_public")
        self.assertFalse(self._search(self.env.ref("base.public_user")))

    def test_auditors_read_documents_and_downloads_of_their_companies(self):
        self.assertTrue(self._search(self.auditor))
        self.assertEqual(self._as(self.log, self.auditor).user_id, self.owner_user)
        other = self.env["res.company"].create({"name": "Test other"})
        self.document._write_engine({"company_id": other.id})
        self.assertFalse(self._search(self.auditor))
        self.assertFalse(self._as(self.log, self.auditor).search([("id", "=", self.log.id)]))
        self.assertTrue(self._search(self.owner_user))

    def test_the_state_is_closed_to_every_call(self):
        users = (self.owner_user, self.employee, self.auditor, self.system)
        callers = [self._as(self.document, user) for user in users]
        sentence = "A stored document cannot be changed. Add a new version."
        assert_closed(self, [*callers, self.document.sudo()], "accepted", sentence)
        self.assertEqual(self.document.state, "received")

    def test_overrides_of_write_see_each_change_of_the_state(self):
        with overridden(self.env, "g2p.document") as seen:
            self.document._set_state("scanned")
            self.document._set_state("quarantined", "Eicar")
        self.assertEqual(
            seen,
            [
                {"state": "scanned", "refusal_reason": False},
                {"state": "quarantined", "refusal_reason": "Eicar"},
            ],
        )
        self.assertIs(type(self.document.state), str)

    def test_a_context_makes_no_accepted_document(self):
        self.store = self.store.with_context(default_state="accepted")
        self.assertEqual(self._document().state, "received")

    def test_nobody_creates_changes_or_deletes_over_rpc(self):
        vals = {"name": "x.pdf", "res_model": "res.partner", "res_id": self.owner.id}
        for user in (self.owner_user, self.employee, self.auditor, self.system):
            document = self._as(self.document, user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                document.create(vals)
            with self.subTest(user.login), self.assertRaises(AccessError):
                document.write({"res_id": user.partner_id.id})
            with self.subTest(user.login), self.assertRaises(AccessError):
                document.unlink()
            with self.subTest(user.login), self.assertRaises(AccessError):
                document.copy()

    def test_the_bytes_are_reached_through_the_document_only(self):
        attachment = self.document.attachment_id
        for user in (self.owner_user, self.stranger, self.employee, self.auditor, self.system):
            mine = self._as(attachment, user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.read(["raw"])
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.write({"public": True})
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.generate_access_token()
            with self.subTest(user.login), self.assertRaises(AccessError):
                mine.unlink()

    def test_an_attachment_cannot_be_slipped_under_a_document(self):
        for user in (self.owner_user, self.employee, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.env["ir.attachment"].with_user(user).create(
                    {"name": "x", "res_model": "g2p.document", "res_id": self.document.id}
                )

    def test_opening_from_the_backend_asks_for_access(self):
        action = self._as(self.document, self.auditor).action_open_file()
        self.assertEqual(action["url"], f"/document/{self.document.public_id}?view=1")
        with self.assertRaises(AccessError):
            self._as(self.document, self.stranger).action_open_file()
        with self.assertRaises(AccessError):
            self._as(self.document, self.employee).action_open_file()

    def test_the_download_log_is_append_only(self):
        for user in (self.owner_user, self.auditor, self.env.ref("base.user_root")):
            log = self._as(self.log, user)
            with self.subTest(user.login), self.assertRaises(AccessError):
                log.write({"user_id": self.stranger.id})
            with self.subTest(user.login), self.assertRaises(AccessError):
                log.unlink()
        with self.assertRaises(AccessError):
            self.log.sudo().write({"user_id": self.stranger.id})
        for user in (self.owner_user, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self._as(self.log, user).create(
                    {"document_id": self.document.id, "user_id": self.stranger.id}
                )

    def test_only_system_administrators_change_document_types(self):
        for user in (self.owner_user, self.employee, self.auditor):
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.medical.with_user(user).write({"allowed_mimetypes": "text/html"})
        self.medical.with_user(self.system).write({"max_size_mb": 12})
