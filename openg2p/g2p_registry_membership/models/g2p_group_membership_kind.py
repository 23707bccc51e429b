from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class G2PGroupMembershipKind(models.Model):
    """A role that a member has in a group."""

    _name = "g2p.group.membership.kind"
    _description = "Group Membership Kind"
    _order = "id desc"

    name = fields.Char()
    is_unique = fields.Boolean("Unique", help="At most one member of a group has this role.")

    @api.constrains("name")
    def _check_name(self):
        for record in self:
            if not record.name:
                raise ValidationError(self.env._("A membership kind needs a name."))

    def _get_protected_external_identifier(self):
        return ["group_membership_kind_head"]

    def unlink(self):
        protected = [
            f"g2p_registry_membership.{name}" for name in self._get_protected_external_identifier()
        ]
        if set(protected) & set(self.get_external_id().values()):
            raise UserError(
                self.env._("The kind Head is part of the registry and cannot be deleted.")
            )
        return super().unlink()
