from odoo import models
from odoo.exceptions import AccessError


class Base(models.AbstractModel):
    """Methods that models have in 19.0."""

    _inherit = "base"

    def _series17_index(self, name, unique, definition):
        """Make an index of models.Index or models.UniqueIndex; anew when its definition changed.

        The definition is kept as the index's comment, as PostgreSQL writes its own differently.
        """
        if self._abstract or not self._auto:
            return
        cr, index = self.env.cr, f"{self._table}_{name}"
        cr.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [f'"{index}"'])
        if cr.fetchone()[0] != definition:
            kind = "UNIQUE INDEX" if unique else "INDEX"
            cr.execute(f'DROP INDEX IF EXISTS "{index}"')
            cr.execute(f'CREATE {kind} "{index}" ON "{self._table}" {definition}')
            cr.execute(f'COMMENT ON INDEX "{index}" IS %s', [definition])

    def check_access(self, operation):
        self.check_access_rights(operation)
        self.check_access_rule(operation)

    def has_access(self, operation):
        try:
            self.check_access(operation)
        except AccessError:
            return False
        return True

    def _filtered_access(self, operation):
        if not self.check_access_rights(operation, raise_exception=False):
            return self.browse()
        return self._filter_access_rules(operation)
