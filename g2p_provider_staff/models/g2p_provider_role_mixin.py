from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..const import FLAGS


class G2PProviderRoleMixin(models.AbstractModel):
    """A person with any of the three roles at a service provider."""

    _name = "g2p.provider.role.mixin"
    _description = "Roles at a service provider"

    is_clerk = fields.Boolean("Clerk", help="Checks and redeems vouchers.")
    is_claims = fields.Boolean("Claims", help="Claims redemptions; reads claims and payments.")
    is_administrator = fields.Boolean(
        "Administrator", help="Invites the provider's staff, changes their roles, removes them."
    )

    def _roles(self):
        """The codes of the roles of these records together."""
        return {role for role, flag in FLAGS.items() if any(self.mapped(flag))}

    @api.model
    def _role_vals(self, roles):
        """The values of the fields for these roles, and no other.

        :raises ValidationError: for no role, or an unknown one
        """
        if not roles or set(roles) - FLAGS.keys():
            raise ValidationError(self.env._("Choose at least one of the roles."))
        return {flag: role in roles for role, flag in FLAGS.items()}

    @api.model
    def _role_names(self):
        """{code: (name, what it is for)} in the user's language."""
        found = self.fields_get(list(FLAGS.values()), ["string", "help"])
        return {role: (found[flag]["string"], found[flag]["help"]) for role, flag in FLAGS.items()}
