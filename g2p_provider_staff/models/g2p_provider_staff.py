from odoo import fields, models
from odoo.exceptions import AccessError

from ..const import FLAGS


class G2PProviderStaff(models.Model):
    """The roles of one member of a provider's staff.

    The list of staff says who belongs to a provider; a row is added to and removed from here with
    each of them, by the provider. The roles are asked for at each request. Who gave or took which
    role, and when, is in the list of changes.
    """

    _name = "g2p.provider.staff"
    _description = "Roles of provider staff"
    _inherit = ["g2p.provider.role.mixin", "g2p.audit.mixin", "g2p.company.mixin"]
    _order = "provider_id, id"
    _rec_name = "user_id"
    _no_user_defaults = True
    _audit_fields = ("provider_id", "user_id", *FLAGS.values())

    provider_id = fields.Many2one(
        "g2p.service.provider", required=True, readonly=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", "Name", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="provider_id.company_id", store=True, index=True)

    _once = models.Constraint("UNIQUE(provider_id, user_id)", "A user has one row at a provider.")

    # === CRUD === #

    def write(self, vals):
        """Change roles, and nothing else; one change of a provider's staff at a time."""
        self._refuse_derived(vals)
        if vals.keys() - set(FLAGS.values()):
            raise AccessError(
                self.env._(
                    "Only roles change here. Add a user to the staff of the provider, or remove "
                    "them there."
                )
            )
        self.check_access("write")
        self.provider_id._hold_staff()
        return super().write(vals)
