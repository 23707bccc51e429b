import psycopg2

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..models.g2p_dialog_mixin import LINKS, OF_ODOO, TEXTS
from .companies import CompaniesCase

#: a program can send it in JSON; PostgreSQL stores neither NUL nor half of a surrogate pair
UNSTORABLE = "typed\0 \ud83d text"


@tagged("post_install", "-at_install")
class TestDialogs(CompaniesCase, TransactionCase):
    """Over all dialogs of the suite that the database has.

    A failure names a dialog that shows the name of any record by its number, or for which a text
    from a program is an error of the server: let its model inherit ``g2p.dialog.mixin``.
    """

    def links(self):
        """{dialog: {field: model}} of the stored links to permanent records."""
        found = {}
        for name in self.suite_models():
            if self.env[name]._transient:
                for field in self.env[name]._fields.values():
                    is_link = field.type in LINKS and field.store and field.name not in OF_ODOO
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
        found, refused = self.links(), 0
        for name, fields in found.items():
            for field, comodel in fields.items():
                row = self._row_closed_to(user, self.env[comodel])
                if row is None:
                    continue
                dialogs = self.env[name].with_user(user).sudo(False)
                several = self.env[name]._fields[field].type == "many2many"
                value = [(6, 0, row.ids)] if several else row.id
                with self.subTest(dialog=name, field=field), self.assertRaises(AccessError):
                    dialogs.new({field: value})._check_choices()
                refused += 1
        self.assertGreaterEqual(refused, bool(found))

    def _row_closed_to(self, user, model):
        """A row that the user cannot read, or a number where the whole model is closed; else
        None."""
        row = model.sudo().search([], limit=1)  # sudo: any
        mine = row.with_user(user).sudo(False)
        if mine.has_access("read"):  # of an empty list: whether the model is open
            return None
        return row or model.browse(1)

    # === Texts that no column can store === #

    def texts(self):
        """{dialog: {field: text}} of the stored texts, each with what no column can store."""
        found = {}
        for name in self.suite_models():
            if self.env[name]._transient:
                for field in self.env[name]._fields.values():
                    if field.type in TEXTS and field.store:
                        found.setdefault(name, {})[field.name] = UNSTORABLE
        return found

    @mute_logger("odoo.sql_db")
    def test_no_text_of_a_dialog_is_an_error_of_the_server(self):
        """A refusal is none, such as of an empty required field."""
        stored = 0
        for name, texts in self.texts().items():
            for vals, context in ((texts, {}), ({}, {f"default_{at}": texts[at] for at in texts})):
                dialogs = self.env[name].with_context(**context)
                with self.subTest(dialog=name, as_default=bool(context)):
                    try:
                        with self.env.cr.savepoint():
                            self._check_stored(dialogs.create(dict(vals)), texts)
                            stored += 1
                    except (UserError, psycopg2.Error):
                        self.env.invalidate_all()
        self.assertGreaterEqual(stored, bool(self.texts()))

    def test_every_dialog_in_which_somebody_types_has_the_rule(self):
        mixin = self.env.registry["g2p.dialog.mixin"]
        without = [name for name in self.texts() if not issubclass(self.env.registry[name], mixin)]
        self.assertEqual(without, [])

    def _check_stored(self, dialog, texts):
        """Created, written, and as the web client asks for defaults."""
        dialog.flush_recordset()
        dialog.write(dict(texts))
        dialog.flush_recordset()
        dialog.invalidate_recordset()
        dialog.onchange(dict(texts), [*texts], {name: {} for name in texts})
        for name in texts:
            self.assertEqual(dialog[name] and "text" in dialog[name], True)
            self.assertFalse({"\0", "\ud83d"} & set(dialog[name]))
