from odoo import api, models

from ..tools import typed

#: kinds of fields in which people type
TEXTS = ("char", "text", "html")
#: kinds of fields with which people choose records
LINKS = ("many2one", "many2many")
#: links that every table has
OF_ODOO = ("create_uid", "write_uid")


class G2PDialogMixin(models.AbstractModel):
    """A dialog in which its user can choose only records that they may read, and type any text.

    Odoo checks no right on the record of a many2one, and 17.0 none on those of a many2many:
    everybody who may open the dialog would read the name of any record by its number. A character
    that no column can store, which only a program sends, is left out: Odoo would answer with an
    error of the server.
    """

    _name = "g2p.dialog.mixin"
    _description = "Dialog About Records"

    # === Every way in === #

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create([self._without_unstorable(vals) for vals in vals_list])
        dialogs._check_choices()
        return dialogs

    def write(self, vals):
        done = super().write(self._without_unstorable(vals))
        self._check_choices()
        return done

    @api.model
    def default_get(self, names):
        """As Odoo's, whose values may come from the context of the request."""
        return self._without_unstorable(super().default_get(names))

    def onchange(self, values, field_names, fields_spec):
        values = self._without_unstorable(values)
        names = self._choice_names()
        defaults = {} if field_names else self.default_get(names)
        chosen = {**defaults, **{name: values[name] for name in names if name in values}}
        self.new(chosen)._check_choices()
        return super().onchange(values, field_names, fields_spec)

    # === The rules === #

    @api.model
    def _without_unstorable(self, vals):
        """The values, texts without the characters that no column can store."""
        texts = {
            name: typed.stored(value)
            for name, value in vals.items()
            if isinstance(value, str) and name in self._fields and self._fields[name].type in TEXTS
        }
        return {**vals, **texts}

    @api.model
    def _choice_names(self):
        """Names of the stored fields that link the dialog to a record, or to several."""
        return [
            name
            for name, field in self._fields.items()
            if field.type in LINKS and field.store and name not in OF_ODOO
        ]

    def _check_choices(self):
        """Refuse the dialogs in which a record is chosen that the user may not read."""
        for dialog in self:
            for name in self._choice_names():
                if dialog[name]:
                    dialog._check_choice(name, dialog[name]._origin)

    def _check_choice(self, name, record):
        """Hook: refuse a record that is chosen in the field ``name``, or one of several.

        :raises AccessError: if the user may not read it
        """
        record.check_access("read")
