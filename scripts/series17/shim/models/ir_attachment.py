from odoo import api, models, tools


class IrAttachment(models.Model):
    """Check the groups of the field that an attachment fills at every read, as 19.0 does.

    17.0 checks only in check(), which neither a search nor reading a field calls: everybody who may
    read a record could read the bytes of its fields.
    """

    _inherit = "ir.attachment"

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, access_rights_uid=None):
        if not (self.env.su or self.env.is_system() or self._series17_leaves_out_fields(domain)):
            domain = [*self._series17_readable_fields(), *domain]
        return super()._search(domain, offset, limit, order, access_rights_uid)

    def _series17_leaves_out_fields(self, domain):
        """Whether 17.0 itself leaves out the attachments of fields."""
        if self.env.context.get("skip_res_field_check"):
            return False
        return not any(term[0] in ("id", "res_field") for term in domain)

    def _series17_readable_fields(self):
        """Domain that excludes attachments of fields whose groups the user lacks."""
        domain = []
        for model, fields in self._series17_fields_with_groups():
            hidden = [name for name, groups in fields if not self.env.user.user_has_groups(groups)]
            if hidden:
                domain += ["|", ("res_model", "!=", model), ("res_field", "not in", hidden)]
        return domain

    @tools.ormcache()
    def _series17_fields_with_groups(self):
        """((model, ((field, groups), ...)), ...) of fields with files, also by rows with files."""
        holders = {self._name, *filter(self._series17_holds_files, self.env.registry)}
        found = {
            model: tuple(
                (name, field.groups)
                for name, field in self.env[model]._fields.items()
                if field.groups and (field.type == "binary" or field.comodel_name in holders)
            )
            for model in self.env.registry
        }
        return tuple((model, fields) for model, fields in found.items() if fields)

    def _series17_holds_files(self, model):
        """Whether the rows of a model have attachments, such as the pages of a document."""
        fields = self.env[model]._fields.values()
        return any(
            field.type == "many2one" and field.comodel_name == self._name for field in fields
        )
