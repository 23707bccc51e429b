from odoo import api, models

from ..tools import condition
from ..tools.digest import digest


class G2PApprovalMixin(models.AbstractModel):
    """Facts of a record for the conditions of procedures, and whether they have changed."""

    _inherit = "g2p.approval.mixin"

    #: paths that a condition may use, ``field`` or ``many2one.field``; by default the material
    #: fields that are no relations. No other people's rows, and nothing that authors of procedures
    #: may not read: conditions are evaluated on the whole record, for every user.
    _approval_condition_fields = None
    #: the path of the requested amount; conditions use the amount granted so far for it
    _approval_amount_field = None
    #: paths to users that a stage may name as its officers; by default none
    _approval_officer_paths = ()

    @api.model
    def _approval_condition_types(self):
        """{path: type of its field} for the paths that a condition may use."""
        paths = self._approval_condition_fields
        if paths is None:
            paths = [name for name in self._approval_material() if self._approval_is_plain(name)]
            paths = (*paths, "company_id", "currency_id")
        types = {path: self._approval_field_at(path).type for path in paths}
        return {path: kind for path, kind in types.items() if kind in condition.OPERATORS}

    @api.model
    def _approval_is_plain(self, name):
        field = self._fields.get(name)
        return field and not field.relational and not field.groups

    @api.model
    def _approval_field_at(self, path):
        model, (*above, last) = self, path.split(".")
        for name in above:
            model = self.env[model._fields[name].comodel_name]
        return model._fields[last]

    def _approval_amount_now(self):
        """The amount for which the procedure is chosen: granted so far, or requested."""
        amount = self.env.context.get("approval_amount")
        return float(amount) if isinstance(amount, condition.AmountNow) else self._approval_amount()

    def _approval_facts(self):
        """Digest of the values that conditions may use of this record.

        A path counts by the record it leads through (the type, not the type's code): that record's
        settings are read when stages are chosen, and cost nothing at decisions.
        """
        self.ensure_one()
        record_sudo = self.sudo()  # sudo: the digest is the same for every user
        names = {path.split(".")[0] for path in self._approval_condition_types()}
        return digest({name: record_sudo._approval_value(name) for name in names})

    def _approval_check_amount(self, amount):
        """Hook: refuse an amount that this record cannot request or be granted.

        Called when it is submitted, and when a stage raises the amount.

        :raises UserError: with the possible amount
        """
