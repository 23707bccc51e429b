from odoo import _, api, models
from odoo.exceptions import AccessError


class Base(models.AbstractModel):
    """Methods that models have in 19.0."""

    _inherit = "base"

    def _series17_index(self, name, unique, definition):
        """Create an index of models.Index or models.UniqueIndex; recreate it if its definition
        changed.

        The definition is stored as the index's comment, since PostgreSQL rewrites it. It may be a
        function of the registry; an empty one creates no index.
        """
        if self._abstract or not self._auto:
            return
        definition = definition(self.pool) if callable(definition) else definition
        cr, index = self.env.cr, f"{self._table}_{name}"
        cr.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [f'"{index}"'])
        if cr.fetchone()[0] != definition:
            kind = "UNIQUE INDEX" if unique else "INDEX"
            cr.execute(f'DROP INDEX IF EXISTS "{index}"')
            if not definition:
                return
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

    # === Access to fields: 19.0 calls one method, 17.0 checks only the groups of the field === #

    @api.model
    def _has_field_access(self, field, operation):
        return self.env.su or not field.groups or self.user_has_groups(field.groups)

    @api.model
    def _check_field_access(self, field, operation):
        self.check_field_access_rights(operation, [field.name])

    @api.model
    def _series17_closes_fields(self):
        """Whether the model overrides _has_field_access."""
        return type(self)._has_field_access is not Base._has_field_access

    @api.model
    def check_field_access_rights(self, operation, field_names):
        names = super().check_field_access_rights(operation, field_names)
        if self.env.su or not self._series17_closes_fields():
            return names
        closed = {
            name
            for name in names
            if name in self._fields and not self._has_field_access(self._fields[name], operation)
        }
        if closed and field_names:
            raise AccessError(
                _(
                    'You do not have enough rights to access the field "%(field)s" on %(model)s.',
                    field=", ".join(sorted(closed)),
                    model=self._name,
                )
            )
        return [name for name in names if name not in closed]

    @api.model
    def fields_get(self, allfields=None, attributes=None):
        described = super().fields_get(allfields, attributes)
        if not self._series17_closes_fields():
            return described
        return {
            name: description
            for name, description in described.items()
            if self._has_field_access(self._fields[name], "read")
        }

    def _fetch_field(self, field):
        # 17.0 prefetches other fields, whether or not the user may read them
        if self.env.su or not self._series17_closes_fields():
            return super()._fetch_field(field)
        self._check_field_access(field, "read")
        names = {field.name}
        if self.env.context.get("prefetch_fields", True) and field.prefetch:
            near = (f for f in self._fields.values() if f.prefetch == field.prefetch)
            names.update(f.name for f in near if self._has_field_access(f, "read"))
        return self.fetch(names)

    def _determine_fields_to_fetch(self, field_names, *args, **kwargs):
        # 17.0 also fetches the dependencies of a computed field, without checking access
        found = super()._determine_fields_to_fetch(field_names, *args, **kwargs)
        if self.env.su or not self._series17_closes_fields():
            return found
        return [field for field in found if self._has_field_access(field, "read")]

    def _order_field_to_sql(self, alias, field_name, *args):
        # 17.0 skips a field without a column, and knows no path, before any check
        field = self._fields.get(field_name.split(".")[0])
        if field and self._series17_closes_fields():
            self._check_field_access(field, "read")
        return super()._order_field_to_sql(alias, field_name, *args)

    # === On 17.0 RPC can call these; they do not check access to fields === #

    def _series17_check_path(self, path):
        if self.env.su or not isinstance(path, str):
            return
        model = self
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None:
                return  # Odoo refuses it
            # a field with groups from another addon behaves as on 17.0
            if model._series17_closes_fields() or (field._module or "").startswith("g2p_"):
                model._check_field_access(field, "read")
            model = self.env[field.comodel_name] if field.relational else model

    def mapped(self, func):  # filtered() and filtered_domain() call it
        self._series17_check_path(func)
        return super().mapped(func)

    def sorted(self, key=None, reverse=False):
        self._series17_check_path(key)
        return super().sorted(key, reverse)

    def grouped(self, key):
        self._series17_check_path(key)
        return super().grouped(key)
