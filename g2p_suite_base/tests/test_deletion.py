from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from .states import FORGED


@tagged("post_install", "-at_install")
class TestDeletion(TransactionCase):
    """Contacts and accounts with open matters are not deleted, in no context of a caller."""

    def setUp(self):
        super().setUp()
        self.contact = self.env["res.partner"].create({"name": "Deletion"})
        self.account = new_test_user(self.env, "deletion", "base.group_user")

    def open_matters(self, records):
        cls = self.env.registry[records._name]
        return patch.object(cls, "_open_matters", lambda self: ["Something is open."])

    def test_no_context_deletes_what_has_open_matters(self):
        admin = self.env.ref("base.user_admin")
        for records in (self.contact, self.account):
            mine = records.with_user(admin).with_context(**FORGED)
            for caller in (mine, mine.sudo()):
                refused = self.assertRaisesRegex(UserError, "Something is open.")
                with self.open_matters(records), refused, self.cr.savepoint():
                    caller.unlink()

    def test_the_uninstallation_of_an_addon_deletes_its_records(self):
        server = self.contact.with_user(SUPERUSER_ID).with_context(_force_unlink=True)
        with self.open_matters(server):
            server.unlink()
        self.assertFalse(self.contact.exists())
