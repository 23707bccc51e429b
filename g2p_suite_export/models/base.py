import re

from odoo import models

#: models of Odoo about people: their accounts, and what is written about them and to whom
PERSONAL = (
    "mail.activity",
    "mail.followers",
    "mail.mail",
    "mail.message",
    "mail.notification",
    "mail.tracking.value",
    "res.partner.bank",
    "res.users",
)


class Base(models.AbstractModel):
    """Every model: exports of rows about people or money are counted, explained and logged."""

    _inherit = "base"

    def export_data(self, fields_to_export):
        """As Odoo's, which the export dialog and RPC call alike.

        :raises RedirectWarning: if it needs a reason; its button opens the dialog to give one
        """
        log = self.env["g2p.export.log"]
        if not (log._may_export() and self._export_counts(fields_to_export)):
            return super().export_data(fields_to_export)
        log._one_at_a_time()
        log._check(self._name, len(self))  # before the work, which may take long
        found = super().export_data(fields_to_export)
        log._admit_rows(self._export_taken(fields_to_export), len(found["datas"]))
        return found

    # === HOOKS: of exports === #

    def _export_is_sensitive(self):
        """Hook: whether these rows are about people or money; without rows, whether any may be."""
        return self._name.startswith("g2p.") or self._name in PERSONAL

    # === HELPERS === #

    def _export_counts(self, names):
        """Whether the rows, or those that the fields' paths lead to, are about people or money."""
        nothing = self.browse()
        return self._export_is_sensitive() or any(
            next(nothing._export_reached(path), None) is not None for path in names
        )

    def _export_taken(self, names):
        """[(records, fields)] of each model that leaves with these rows, which come first."""
        taken = {self._name: (self, list(names))}
        for path in names:
            for rows in filter(None, self._export_reached(path)):
                before, paths = taken.get(rows._name, (rows.browse(), []))
                taken[rows._name] = before | rows, [*paths, path]
        records, _paths = taken.pop(self._name)
        return [(records, list(names)), *taken.values()]

    def _export_reached(self, path):
        """The records about people or money that a path leads into (``member_ids/name``).

        One line may list them all. A many2one at the end of a path gives a name only, such as that
        of who created a row.
        """
        rows, parts = self, re.split("[/.:]", path)
        for number, name in enumerate(parts, 1):
            field = rows._fields.get(name)
            if not (field and field.relational):
                return
            rows = rows.mapped(name)
            inside = number < len(parts) or field.type != "many2one"
            if inside and rows._export_is_sensitive():
                yield rows
