from odoo import models


class ResUsers(models.Model):
    """A registrant who deletes their account stays in the registry."""

    _inherit = "res.users"

    def _deactivate_portal_user(self, **post):
        # sudo: compares only; Odoo archives the contact together with its account
        people_sudo = self.sudo().partner_id.filtered(lambda p: p.is_registrant and p.active)
        done = super()._deactivate_portal_user(**post)
        people_sudo.filtered(lambda person: not person.active).action_unarchive()
        return done
