from odoo import api, models


class IrFilters(models.Model):
    """A default filter of somebody else must not hide cases from an officer.

    Every user can save filters, share them and make them the default of a list. In lists of models
    written by code only (`_no_user_defaults`), a filter is the default only for its author, or for
    everybody where an administrator wrote it.
    """

    _inherit = "ir.filters"

    @api.model
    def get_filters(self, model, *args, **kwargs):
        found = super().get_filters(model, *args, **kwargs)
        if not getattr(self.env.registry.get(model), "_no_user_defaults", False):
            return found
        mine = self._written_by_me_or_an_administrator([values["id"] for values in found])
        return [
            {**values, "is_default": values["is_default"] and values["id"] in mine}
            for values in found
        ]

    @api.model
    def _written_by_me_or_an_administrator(self, filter_ids):
        """The ids of the filters that nobody else wrote or changed."""
        filters_sudo = self.sudo().browse(filter_ids)  # sudo: the check needs the filters' authors
        return {
            one.id
            for one in filters_sudo
            if all(
                user == self.env.user or user.has_group("base.group_erp_manager")
                for user in one.create_uid | one.write_uid
            )
        }
