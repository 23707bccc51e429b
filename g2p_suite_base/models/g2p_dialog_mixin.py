from odoo import api, models

#: links that every table has
OF_ODOO = ("create_uid", "write_uid")


class G2PDialogMixin(models.AbstractModel):
    """A dialog in which its user can choose only records that they may read.

    Odoo checks no right on the record of a many2one: everybody who may open the dialog would read
    the name of any record by its number.
    """

    _name = "g2p.dialog.mixin"
    _description = "Dialog About Records"

    # === Every way in === #

    @api.model_create_multi
    def create(self, vals_list):
        dialogs = super().create(vals_list)
        dialogs._check_choices()
        return dialogs

    def write(self, vals):
        done = super().write(vals)
        self._check_choices()
        return done

    def onchange(self, values, field_names, fields_spec):
        names = self._choice_names()
        defaults = {} if field_names else self.default_get(names)
        chosen = {**defaults, **{name: values[name] for name in names if name in values}}
        self.new(chosen)._check_choices()
        return super().onchange(values, field_names, fields_spec)

    # === The rule === #

    @api.model
    def _choice_names(self):
        """Names of the stored fields that link the dialog to a record."""
        return [
            name
            for name, field in self._fields.items()
            if field.type == "many2one" and field.store and name not in OF_ODOO
        ]

    def _check_choices(self):
        """Refuse the dialogs in which a record is chosen that the user may not read."""
        for dialog in self:
            for name in self._choice_names():
                if dialog[name]:
                    dialog._check_choice(name, dialog[name]._origin)

    def _check_choice(self, name, record):
        """Hook: refuse a record that is chosen in the field ``name``.

        :raises AccessError: if the user may not read it
        """
        record.check_access("read")
