from odoo import fields, models
from odoo.exceptions import AccessError

REGISTRAR, ADMIN = "g2p_registry_base.group_g2p_registrar", "g2p_registry_base.group_g2p_admin"


class ResPartner(models.Model):
    """A registrant who came by signing in with an ID is checked by a registrar."""

    _inherit = "res.partner"

    is_sign_in_unchecked = fields.Boolean(
        "To be checked",
        readonly=True,
        copy=False,
        groups=f"{REGISTRAR},{ADMIN}",
        help="Registered by signing in with an ID, with what the provider said. Compare it with "
        "the registry, and merge it if the person was registered before.",
    )

    def write(self, vals):
        if "is_sign_in_unchecked" in vals and not self.env.su:
            raise AccessError(self.env._("Use the button “Checked” of the registrant."))
        return super().write(vals)

    def action_sign_in_checked(self):
        """Note that a registrar has compared these registrants with the registry."""
        if not (self.env.user.has_group(REGISTRAR) or self.env.user.has_group(ADMIN)):
            raise AccessError(self.env._("Only registrars can note this."))
        self.check_access("write")
        self.sudo().write({"is_sign_in_unchecked": False})  # sudo: checked above
