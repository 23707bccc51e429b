from odoo import api, models, tools
from odoo.exceptions import AccessError

#: open for every record; display_name only where the field that names the record is open too
ALWAYS = {"id", "create_date", "write_date"}


class G2PPortalSightMixin(models.AbstractModel):
    """A model of which people outside the office see only the fields that it names.

    Record rules say which rows a portal user sees. Linked records are another matter: threads,
    activities, users and other addons' fields could be searched, sorted and grouped without the
    rules of the models they point to. So a field is closed until a class of the model lists it in
    ``_portal_fields``, which every addon that extends the model may. A relational field is listed
    only when it points to a model of this kind, or to a list that the public may know.
    """

    _name = "g2p.portal.sight.mixin"
    _description = "Fields That Portal Users See"

    _portal_fields = ()

    # === One rule === #

    @api.model
    def _portal_readable(self):
        """The names that portal and public users may read, sort, group and search by."""
        names = {name for cls in type(self).mro() for name in vars(cls).get("_portal_fields", ())}
        if self._rec_name in names:
            names.add("display_name")
        return frozenset(names | ALWAYS)

    @api.model
    @tools.ormcache("self._name", "self.env.uid")
    def _sight(self):
        """The names that the user may read; None for the office, which is not limited here."""
        return None if self.env.user._is_internal() else self._portal_readable()

    @api.model
    def _has_field_access(self, field, operation):
        if not super()._has_field_access(field, operation):
            return False
        if self.env.su:
            return True
        names = self._sight()  # asked for each value that is read
        return names is None or field.name in names

    # === Where Odoo does not ask this rule === #

    @api.model
    def _search(self, domain, *args, **kwargs):
        # a field with a search method is replaced before Odoo checks its access
        if not self.env.su and self._sight() is not None:
            self._check_sight_of_domain(self, domain)
        return super()._search(domain, *args, **kwargs)

    @api.model
    def _check_sight_of_domain(self, model, domain):
        for leaf in domain:
            if not isinstance(leaf, tuple | list) or not isinstance(leaf[0], str):
                continue
            comodel = self._check_sight_of_path(model, leaf[0])
            if "any" in str(leaf[1]) and isinstance(leaf[2], tuple | list):
                self._check_sight_of_domain(comodel, leaf[2])

    @api.model
    def _check_sight_of_path(self, model, path):
        """Follow the path, on which each field has to be open. Return the model at its end."""
        for name in path.split("."):
            field = model._fields.get(name)
            if field is None:
                break  # Odoo refuses it, or it is a part of a date
            model._check_field_access(field, "read")
            model = self.env[field.comodel_name] if field.relational else model
        return model

    def _field_to_sql(self, alias, field_expr, *args, **kwargs):
        # a related field that is not stored is followed before Odoo checks its access
        self._check_sight_of_name(field_expr)
        return super()._field_to_sql(alias, field_expr, *args, **kwargs)

    def _read_group_groupby(self, *args):
        # grouping by a many2many does not check its access; 17.0 passes no alias before
        self._check_sight_of_name(args[-2])
        return super()._read_group_groupby(*args)

    def _check_sight_of_name(self, expression):
        field = self._fields.get(expression.split(".")[0].split(":")[0])
        if field is not None:
            self._check_field_access(field, "read")

    def onchange(self, values, field_names, fields_spec):
        """As for every model; people outside the office fill in pages, not forms."""
        if self._sight() is not None:
            raise AccessError(self.env._("These records change through their pages only."))
        return super().onchange(values, field_names, fields_spec)
