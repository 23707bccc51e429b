from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models.g2p_dialog_mixin import OF_ODOO
from .companies import CompaniesCase


@tagged("post_install", "-at_install")
class TestDialogs(CompaniesCase, TransactionCase):
    """Over all dialogs of the suite that the database has.

    A failure names a dialog that shows the name of any record by its number: let its model inherit
    ``g2p.dialog.mixin``.
    """

    def links(self):
        """{dialog: {field: model}} of the stored links to permanent records."""
        found = {}
        for name in self.suite_models():
            if self.env[name]._transient:
                for field in self.env[name]._fields.values():
                    is_link = field.type == "many2one" and field.store and field.name not in OF_ODOO
                    if is_link and not self.env[field.comodel_name]._transient:
                        found.setdefault(name, {})[field.name] = field.comodel_name
        return found

    def test_every_dialog_about_records_has_the_rule(self):
        found, mixin = self.links(), self.env.registry["g2p.dialog.mixin"]
        without = [name for name in found if not issubclass(self.env.registry[name], mixin)]
        self.assertEqual(without, [])

    def test_no_dialog_accepts_a_record_that_its_user_cannot_read(self):
        """Here a user without any role, and the records that they cannot read."""
        user = new_test_user(self.env, "dialog nobody", "base.group_user")
        refused = 0
        for name, fields in self.links().items():
            for field, comodel in fields.items():
                row = self._row_closed_to(user, self.env[comodel])
                if row is None:
                    continue
                dialogs = self.env[name].with_user(user).sudo(False)
                with self.subTest(dialog=name, field=field), self.assertRaises(AccessError):
                    dialogs.new({field: row.id})._check_choices()
                refused += 1
        if "g2p_voucher_key" in self.suite_addons():
            self.assertGreater(refused, 0)

    def _row_closed_to(self, user, model):
        """A row that the user cannot read, or a number where the whole model is closed; else
        None."""
        row = model.sudo().search([], limit=1)  # sudo: any
        mine = row.with_user(user).sudo(False)
        if mine.has_access("read"):  # of an empty list: whether the model is open
            return None
        return row or model.browse(1)
