from odoo import api, models
from odoo.exceptions import ValidationError

from ..tools import bounds


class G2PApprovalBounds(models.AbstractModel):
    """Refuses values that a column cannot store with a message, before the database does.

    Forms cannot enter them; RPC and imports can. A model's numbers and their bounds are in
    ``_bounds``.
    """

    _name = "g2p.approval.bounds"
    _description = "Values Within Bounds"

    #: name of a field: (lowest, highest)
    _bounds = {}

    @api.model_create_multi
    def create(self, vals_list):
        defaults = self._defaults_of_context()
        for vals in vals_list:
            self._check_bounds({**defaults, **vals})
        return super().create(vals_list)

    def write(self, vals):
        self._check_bounds(vals)
        return super().write(vals)

    @api.model
    def _defaults_of_context(self):
        context = self.env.context
        return {
            name: context[f"default_{name}"]
            for name in self._fields
            if f"default_{name}" in context
        }

    @api.model
    def _check_bounds(self, vals):
        """Refuse the first invalid value.

        :raises ValidationError: naming the field and the values it accepts
        """
        for name, value in vals.items():
            if name in self._bounds and bounds.odd_number(value, *self._bounds[name]):
                low, high = self._bounds[name]
                raise ValidationError(
                    self.env._(
                        "%(value)s cannot be the value of “%(field)s”. Give a number from "
                        "%(low)s to %(high)s.",
                        value=str(value)[:40],
                        field=self._label_of(name),
                        low=f"{low:,}",
                        high=f"{high:,}",
                    )
                )
            if name in self._fields and self._is_odd(self._fields[name], value):
                raise ValidationError(
                    self.env._(
                        "“%(field)s” cannot hold this value. Enter it again, or choose it from "
                        "the list.",
                        field=self._label_of(name),
                    )
                )

    @api.model
    def _is_odd(self, field, value):
        if field.type in ("many2one", "many2one_reference") and bounds.odd_link(value):
            return True
        if field.relational or field.type == "many2one_reference":
            return bounds.odd_id(value)
        return bounds.odd_text(value)

    @api.model
    def _label_of(self, name):
        return self._fields[name]._description_string(self.env)
